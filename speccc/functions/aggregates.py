"""Aggregate functions: many rows to one value."""

from __future__ import annotations

from speccc.functions.model import Exact, Form, Function, Nulls, Shapes, Signature, sig
from speccc.types import Type, decimal
from speccc.types.model import MAX_PRECISION


def _sum(args: Shapes) -> Type | None:
    return decimal(MAX_PRECISION, args[0][0].scale)


_DISTANT = "Of values whose distance is infinite, pandas and PostgreSQL may end the run."
_SMALL = "Where it is far smaller than the values themselves, it is less exact."


def _fn(
    name: str,
    nulls: Nulls,
    doc: str,
    *signatures: Signature,
    exact: Exact = Exact.YES,
    ordered: bool = False,
    framed: bool = False,
) -> Function:
    return Function(
        name,
        Form.AGGREGATE,
        "aggregate",
        signatures,
        nulls,
        doc,
        exact=exact,
        ordered=ordered,
        framed=framed,
    )


_SUMS = (
    sig("int64 -> int64"),
    sig("decimal -> decimal", _sum),
    sig("float64 -> float64"),
)
_FLOAT = sig("float64 -> float64")
_SKIP = Nulls.SKIP

AGGREGATES = (
    _fn(
        "count",
        Nulls.NEVER,
        "Number of rows, or of values that are not NULL.",
        sig("-> int64"),
        sig("T -> int64"),
        framed=True,
    ),
    _fn("count_distinct", Nulls.NEVER, "Number of different values.", sig("T -> int64")),
    _fn("count_if", Nulls.NEVER, "Number of rows for which it is TRUE.", sig("bool -> int64")),
    _fn("sum", _SKIP, "Sum. Overflow ends the run.", *_SUMS, exact=Exact.FLOATS, framed=True),
    _fn(
        "avg",
        _SKIP,
        "Mean as float64: of integers the exact sum by the count.",
        sig("int64 -> float64"),
        sig("decimal -> float64"),
        _FLOAT,
        exact=Exact.FLOATS,
        framed=True,
    ),
    _fn("min", _SKIP, "The smallest value; false before true.", sig("T -> T"), framed=True),
    _fn("max", _SKIP, "The largest value.", sig("T -> T"), framed=True),
    _fn("any", _SKIP, "Whether one value is TRUE.", sig("bool -> bool")),
    _fn("all", _SKIP, "Whether every value is TRUE.", sig("bool -> bool")),
    _fn("median", _SKIP, f"The middle value, interpolated. {_DISTANT}", _FLOAT, exact=Exact.NO),
    _fn(
        "quantile",
        _SKIP,
        f"The value at a share of the way, 0 to 1, interpolated. {_DISTANT}",
        sig("float64, float64! -> float64"),
        exact=Exact.NO,
    ),
    _fn(
        "stddev_samp",
        Nulls.ALWAYS,
        f"Standard deviation of a sample; NULL below two values. {_SMALL}",
        _FLOAT,
        exact=Exact.NO,
    ),
    _fn("stddev_pop", _SKIP, f"Standard deviation of all values. {_SMALL}", _FLOAT, exact=Exact.NO),
    _fn(
        "var_samp",
        Nulls.ALWAYS,
        f"Variance of a sample; NULL below two values. {_SMALL}",
        _FLOAT,
        exact=Exact.NO,
    ),
    _fn("var_pop", _SKIP, f"Variance of all values. {_SMALL}", _FLOAT, exact=Exact.NO),
    _fn("first", Nulls.ROW, "The value in the first row of an order.", sig("T -> T"), ordered=True),
    _fn("last", Nulls.ROW, "The value in the last row of an order.", sig("T -> T"), ordered=True),
    _fn(
        "string_agg",
        _SKIP,
        "The texts in an order, joined by a separator.",
        sig("text, text! -> text"),
        ordered=True,
    ),
)
