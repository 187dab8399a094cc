"""Rows are compared by what they are, not by what their columns are called."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from speccc.translate.evaluation.matching import Rows, close, difference

DUE = Rows(("product", "revenue"), (("Ink", 12), ("Pen", 10), ("Pen", 10)), ordered=False)


def rows(*names: str, of: list[tuple[Any, ...]], ordered: bool = False) -> Rows:
    return Rows(names, tuple(of), ordered)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, Decimal("1.00"), True),
        (1, 1.0, True),
        (0.1 + 0.2, Decimal("0.3"), True),
        (0.3, 0.3000001, False),
        (Decimal("0.33"), Decimal("0.333"), False),
        (1, True, False),
        (1, "1", False),
        (None, None, True),
        (None, 0, False),
        (float("nan"), float("nan"), True),
        (dt.date(2026, 3, 1), dt.datetime(2026, 3, 1), True),
        (dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 0, 0, 1), False),
        ("a", "A", False),
    ],
)
def test_values(a: Any, b: Any, same: bool) -> None:
    assert close(a, b) is same
    assert close(b, a) is same


def test_columns_are_matched_by_their_values() -> None:
    other = rows("total", "what", of=[(10.0, "Pen"), (Decimal("12.0"), "Ink"), (10, "Pen")])
    assert difference(DUE, other) is None
    assert difference(DUE, other, ["revenue"]) == "no column 'revenue'"
    # The values of each column are those due, and the rows are not.
    crossed = rows("total", "what", of=[(10, "Pen"), (10, "Ink"), (12, "Pen")])
    assert difference(DUE, crossed) == "other rows"


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([("Ink", 12), ("Pen", 10)], "2 rows, not 3"),
        ([("Ink", 12), ("Ink", 12), ("Pen", 10)], "other rows"),
        ([("Ink", 12), ("Pen", 10), ("Pen", 11)], "other rows"),
        ([("Ink", 12, 1), ("Pen", 10, 2), ("Pen", 10, 3)], "3 columns, not 2"),
    ],
)
def test_other_rows(found: list[tuple[Any, ...]], why: str) -> None:
    names = ("product", "revenue", "place")[: len(found[0])]
    assert difference(DUE, rows(*names, of=found)) == why


def test_more_columns_where_they_may_be() -> None:
    more = rows("n", "product", "revenue", of=[(1, "Pen", 10), (2, "Pen", 10), (3, "Ink", 12)])
    assert difference(DUE, more, extra=True) is None
    assert difference(more, DUE, extra=True) == "2 columns, not 3"


def test_an_order_that_is_due() -> None:
    due = rows("a", of=[(2,), (1,)], ordered=True)
    assert difference(due, rows("b", of=[(2,), (1,)], ordered=True)) is None
    assert difference(due, rows("b", of=[(1,), (2,)], ordered=True)) == "other rows"
    assert difference(due, rows("b", of=[(2,), (1,)])) == "the rows are not in order"
    assert difference(rows("a", of=[(2,), (1,)]), due) is None
