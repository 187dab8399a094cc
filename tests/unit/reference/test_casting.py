"""Conversions between types."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from speccc.diagnostics import InternalError
from speccc.ir.expr import Cast, Value
from speccc.ir.rel import Item, Project
from speccc.reference import RunError
from speccc.reference.casting import convert
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Type, decimal
from speccc.types.rules import Conversion, conversion
from tests.unit.reference.build import col, rows_of

MOMENT = dt.datetime.fromisoformat("1969-12-31 23:59:59.999999")
D2, D0 = decimal(5, 2), decimal(3, 0)


@pytest.mark.parametrize(
    ("value", "source", "to", "due"),
    [
        (None, INT64, TEXT, None),
        (9007199254740993, INT64, FLOAT64, 9007199254740992.0),
        (-5, INT64, TEXT, "-5"),
        (5, INT64, D2, Decimal("5.00")),
        (1000, INT64, D2, None),
        (True, BOOL, TEXT, "true"),
        (False, BOOL, TEXT, "false"),
        (True, BOOL, INT64, 1),
        (False, BOOL, INT64, 0),
        (Decimal("1.50"), D2, TEXT, "1.50"),
        (Decimal("1.5"), D2, TEXT, "1.50"),
        (Decimal("0.10"), D2, FLOAT64, 0.1),
        (Decimal("1.99"), D2, INT64, 1),
        (Decimal("-1.99"), D2, INT64, -1),
        (Decimal("2.50"), D2, D0, Decimal(3)),
        (Decimal("-2.50"), D2, D0, Decimal(-3)),
        (Decimal("999.50"), D2, D0, None),
        (Decimal(5), D0, D2, Decimal("5.00")),
        (Decimal(10**20), decimal(38, 0), INT64, None),
        (dt.date(2024, 2, 29), DATE, TEXT, "2024-02-29"),
        (dt.date(2024, 2, 29), DATE, TIMESTAMP, dt.datetime.fromisoformat("2024-02-29")),
        (MOMENT, TIMESTAMP, DATE, dt.date(1969, 12, 31)),
        (MOMENT, TIMESTAMP, TEXT, "1969-12-31 23:59:59.999999"),
        (dt.datetime.fromisoformat("2024-01-01"), TIMESTAMP, TEXT, "2024-01-01 00:00:00.000000"),
        (1.9, FLOAT64, INT64, 1),
        (-1.9, FLOAT64, INT64, -1),
        (9.2233720368547748e18, FLOAT64, INT64, 9223372036854774784),
        (9.223372036854775807e18, FLOAT64, INT64, None),
        (-9.223372036854775808e18, FLOAT64, INT64, -(2**63)),
        (2.675, FLOAT64, D2, Decimal("2.68")),
        (1.005, FLOAT64, D2, Decimal("1.00")),
        (-2.675, FLOAT64, D2, Decimal("-2.68")),
        (-0.001, FLOAT64, D2, Decimal("0.00")),
        (999.994, FLOAT64, D2, Decimal("999.99")),
        (999.996, FLOAT64, D2, None),
        (1e300, FLOAT64, D2, None),
        (1e308, FLOAT64, decimal(18, 9), None),
        ("12", TEXT, INT64, 12),
        (" 12", TEXT, INT64, None),
        ("", TEXT, INT64, None),
        ("1.234", TEXT, D2, None),
        ("2024-02-30", TEXT, DATE, None),
        ("true", TEXT, BOOL, True),
        ("1e3", TEXT, FLOAT64, 1000.0),
        ("2024-02-29T00:00:00", TEXT, TIMESTAMP, dt.datetime.fromisoformat("2024-02-29")),
    ],
)
def test_convert(value: Value, source: Type, to: Type, due: Value) -> None:
    made = convert(value, source, to)
    assert (made, type(made)) == (due, type(due))
    assert str(made) == str(due)


TYPES = (BOOL, INT64, FLOAT64, D2, TEXT, DATE, TIMESTAMP)
VALUES: dict[Type, Value] = {
    BOOL: True,
    INT64: 1,
    FLOAT64: 1.5,
    D2: Decimal("1.50"),
    TEXT: "x",
    DATE: dt.date(2024, 1, 1),
    TIMESTAMP: MOMENT,
}


@pytest.mark.internal_error
@pytest.mark.parametrize("source", TYPES, ids=str)
@pytest.mark.parametrize("to", TYPES, ids=str)
def test_exactly_the_conversions_of_the_rules_exist(source: Type, to: Type) -> None:
    if conversion(source, to) is Conversion.NONE:
        with pytest.raises(InternalError):
            convert(VALUES[source], source, to)
    elif conversion(source, to) is Conversion.SAFE:
        assert convert(VALUES[source], source, to) is not None
    else:
        convert(VALUES[source], source, to)


def test_a_promotion_that_does_not_fit_is_an_overflow_and_a_try_is_null() -> None:
    source, to = decimal(38, 0), decimal(38, 2)
    rows = [(Decimal(10**37),), (Decimal(10**36),), (None,)]
    for mode in ("safe", "try"):
        cast = Cast(type=to, nullable=True, operand=col("a", source), mode=mode)  # type: ignore[arg-type]
        op = Project("t", (Item("x", cast),))
        if mode == "try":
            assert rows_of(op, "x", t=("a", rows)) == [(None,), (None,), (None,)]
        else:
            with pytest.raises(RunError, match="column 'x': out of range in 2 rows"):
                rows_of(op, "x", t=("a", rows))
