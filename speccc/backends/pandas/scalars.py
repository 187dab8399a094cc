"""How each operator and scalar function is written in pandas: the table LOWERINGS.

A row is a template over the arguments, or one for each kind of the first argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import libcst as cst

from speccc.backends.pandas import patterns
from speccc.ir.expr import Call
from speccc.types import Kind

#: A template by the kind of the first argument; "" is for all others.
ByKind = Mapping[str, str]
Builder = Callable[[Call, list[cst.BaseExpression]], cst.BaseExpression]


@dataclass(frozen=True, slots=True)
class Lowering:
    """One row.

    `write`: a template, templates by kind, or a function.
    `spread`: which arguments must be columns even where they are literals or params; None: one of
    them, whichever.
    `guard`: the code gives FALSE or TRUE where an argument is NaN or NaT, so NULL must be put in;
    `guard_true`: also where only TRUE counts, since it gives TRUE.
    `masks`: the guard is needed for masked dtypes too.
    `retype`: the code's own dtype is another one, so the result is cast.
    `nullable_first`: the first argument must be in the dtype that can hold NULL.
    `spread_null`: so must be an argument that is NULL in every row, as a column.
    """

    write: str | ByKind | Builder
    spread: tuple[int, ...] | None = (0,)
    guard: bool = False
    guard_true: bool = False
    masks: bool = False
    retype: bool = False
    nullable_first: bool = False
    spread_null: bool = False


def _operator(symbol: str, int64: str) -> Lowering:
    by_kind: ByKind = {
        Kind.INT64: f"{int64}({{0}}, {{1}})",
        Kind.FLOAT64: f"finite({{0}} {symbol} {{1}})",
        Kind.DECIMAL: f"{{0}} {symbol} {{1}}",
    }
    return Lowering(by_kind, spread=None)


def _comparison(symbol: str, guard_true: bool = False) -> Lowering:
    return Lowering(f"{{0}} {symbol} {{1}}", spread=None, guard=True, guard_true=guard_true)


def _date_part(template: str) -> Lowering:
    return Lowering(template, retype=True)


def _trunc(unit: str) -> Lowering:
    return Lowering(f'trunc({{0}}, "{unit}")')


LOWERINGS: dict[str, Lowering] = {
    "add": _operator("+", "add"),
    "subtract": _operator("-", "subtract"),
    "multiply": _operator("*", "multiply"),
    "divide": Lowering("divide({0}, {1})"),
    "negate": Lowering({Kind.INT64: "negate({0})", Kind.DECIMAL: "0 - {0}", "": "-{0}"}),
    "concat": Lowering("{0} + {1}", spread=None),
    "equal": _comparison("=="),
    "not_equal": _comparison("!=", guard_true=True),
    "less": _comparison("<"),
    "less_equal": _comparison("<="),
    "greater": _comparison(">"),
    "greater_equal": _comparison(">="),
    "and": Lowering(patterns.all_of, spread=None, spread_null=True),
    "or": Lowering(patterns.any_of, spread=None, spread_null=True),
    "not": Lowering("~{0}"),
    "is_null": Lowering("{0}.isna()"),
    "is_not_null": Lowering("{0}.notna()"),
    "in": Lowering(patterns.is_in, guard=True, masks=True),
    "like": Lowering(patterns.like, guard=True),
    "coalesce": Lowering(patterns.coalesce, retype=True),
    "nullif": Lowering("{0}.mask(holds({0} == {1}))", nullable_first=True),
    "same": Lowering("same({0}, {1})"),
    "greatest": Lowering(patterns.variadic("greatest"), nullable_first=True),
    "least": Lowering(patterns.variadic("least"), nullable_first=True),
    "abs": Lowering(
        {
            Kind.INT64: "absolute({0})",
            Kind.FLOAT64: "{0}.abs()",
            Kind.DECIMAL: 'each({0}, abs, "object")',
        }
    ),
    "sign": Lowering("sign({0})", retype=True),
    "round": Lowering(patterns.rounded),
    "floor": Lowering(
        {Kind.INT64: "{0}", Kind.FLOAT64: "np.floor({0})", Kind.DECIMAL: "floor_decimal({0})"}
    ),
    "ceil": Lowering(
        {Kind.INT64: "{0}", Kind.FLOAT64: "np.ceil({0})", Kind.DECIMAL: "ceil_decimal({0})"}
    ),
    "div": Lowering("div({0}, {1})", retype=True),
    "mod": Lowering("mod({0}, {1})", retype=True),
    "sqrt": Lowering("sqrt({0})"),
    "ln": Lowering("ln({0})"),
    "exp": Lowering("exp({0})"),
    "power": Lowering("power({0}, {1})"),
    "length": Lowering("{0}.str.len()", retype=True),
    "upper": Lowering("{0}.str.translate(UPPER)"),
    "lower": Lowering("{0}.str.translate(LOWER)"),
    "trim": Lowering('{0}.str.strip(" ")'),
    "ltrim": Lowering('{0}.str.lstrip(" ")'),
    "rtrim": Lowering('{0}.str.rstrip(" ")'),
    "substr": Lowering(patterns.substr),
    "left": Lowering("{0}.str.slice(0, {1})"),
    "right": Lowering(patterns.right),
    "replace": Lowering("{0}.str.replace({1}, {2}, regex=False)"),
    "contains": Lowering("{0}.str.contains({1}, regex=False)", guard=True),
    "starts_with": Lowering("{0}.str.startswith({1})", guard=True),
    "ends_with": Lowering("{0}.str.endswith({1})", guard=True),
    "split_part": Lowering("split_part({0}, {1}, {2})"),
    "lpad": Lowering("{0}.str.rjust({1}, {2})"),
    "add_days": Lowering('add_time({0}, {1}, "D")'),
    "add_months": Lowering("add_months({0}, {1})"),
    "add_seconds": Lowering('add_time({0}, {1}, "s")'),
    "days_between": Lowering("({1} - {0}).dt.days", spread=None, retype=True),
    "months_between": Lowering("months_between({0}, {1})", retype=True),
    "seconds_between": Lowering("({1} - {0}) // pd.Timedelta(seconds=1)", spread=None, retype=True),
    "trunc_year": _trunc("Y"),
    "trunc_quarter": Lowering("trunc_quarter({0})"),
    "trunc_month": _trunc("M"),
    "trunc_week": Lowering("trunc_week({0})"),
    "trunc_day": _trunc("D"),
    "trunc_hour": _trunc("h"),
    "trunc_minute": _trunc("m"),
    "year": _date_part("{0}.dt.year"),
    "quarter": _date_part("{0}.dt.quarter"),
    "month": _date_part("{0}.dt.month"),
    "week": _date_part("{0}.dt.isocalendar().week"),
    "day": _date_part("{0}.dt.day"),
    "day_of_week": _date_part("{0}.dt.day_of_week + 1"),
    "day_of_year": _date_part("{0}.dt.day_of_year"),
    "hour": _date_part("{0}.dt.hour"),
    "minute": _date_part("{0}.dt.minute"),
    "second": _date_part("{0}.dt.second"),
}

#: Functions that this target refuses, with the reason.
REFUSALS: dict[str, str] = {}
