"""Aggregates and windows as steps; frames against slices."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.ir.expr import Aggregate, Expr, Frame, OrderKey, WindowCall
from speccc.ir.rel import GroupBy, Item, Window
from speccc.reference import RunError
from speccc.types import FLOAT64, INT64
from tests.unit.reference.build import call, col, lit, order, rows_of


def agg(function: str, *args: Expr, order: tuple[OrderKey, ...] = ()) -> Aggregate:
    return Aggregate(type=INT64, nullable=True, function=function, args=args, order=order)


def win(function: str, *args: Expr, frame: Frame | None = None) -> WindowCall:
    return WindowCall(type=INT64, nullable=True, function=function, args=args, frame=frame)


def test_null_is_a_group_and_measures_are_expressions_over_calls() -> None:
    op = GroupBy(
        "t",
        ("k",),
        (
            Item("n", agg("count")),
            Item("s", call("add", agg("sum", col("v")), agg("count", col("v")), type=INT64)),
        ),
    )
    rows = [(1, 5), (None, 7), (1, None), (None, 8), (2, None)]
    made = rows_of(op, "k, n, s", t=("k, v", rows))
    assert made == [(1, 2, 6), (None, 2, 17), (2, 1, None)]


def test_without_by_there_is_one_row_even_for_none() -> None:
    op = GroupBy("t", (), (Item("n", agg("count")), Item("s", agg("sum", col("v")))))
    assert rows_of(op, "n, s", t=("v", [])) == [(0, None)]
    assert rows_of(op, "n, s", t=("v", [(1,), (2,)])) == [(2, 3)]


def test_with_by_there_is_no_row_for_none() -> None:
    op = GroupBy("t", ("k",), (Item("n", agg("count")),))
    assert rows_of(op, "k, n", t=("k", [])) == []


def test_a_group_by_may_have_no_measures() -> None:
    assert rows_of(GroupBy("t", ("k",), ()), "k", t=("k", [(1,), (1,), (2,)])) == [(1,), (2,)]


def test_an_aggregate_has_its_own_order() -> None:
    op = GroupBy(
        "t",
        ("k",),
        (
            Item("up", agg("first", col("v"), order=order("v"))),
            Item("down", agg("first", col("v"), order=order("v desc"))),
        ),
    )
    assert rows_of(op, "k, up, down", t=("k, v", [(1, 2), (1, 1), (1, 3)])) == [(1, 1, 3)]


def test_an_aggregate_out_of_range_is_named() -> None:
    op = GroupBy("t", ("k",), (Item("s", agg("sum", col("v"))),))
    with pytest.raises(RunError, match="step 'made', column 's': 'sum' is out of range") as caught:
        rows_of(op, "k, s", t=("k, v", [(1, 2**62), (1, 2**62)]))
    assert caught.value.kind == "overflow"


def test_an_overflow_before_an_aggregate_is_counted() -> None:
    op = GroupBy("t", (), (Item("s", agg("sum", call("multiply", col("v"), 4, type=INT64))),))
    with pytest.raises(RunError, match="step 'made', column 's': out of range in 2 rows"):
        rows_of(op, "s", t=("v", [(2**62,), (2**62,), (1,)]))


def test_windows_see_their_group_in_order_and_rows_stay_where_they_were() -> None:
    op = Window(
        "t",
        ("k",),
        order("v"),
        1,
        (
            Item("n", win("row_number")),
            Item("d", call("subtract", col("v"), win("lag", col("v"), lit(1)), type=INT64)),
        ),
    )
    rows = [(1, 30), (2, 5), (1, 10), (None, 1), (1, 20), (None, None)]
    assert rows_of(op, "k, v, n, d", t=("k, v", rows)) == [
        (1, 30, 3, 10),
        (2, 5, 1, None),
        (1, 10, 1, None),
        (None, 1, 1, None),
        (1, 20, 2, 10),
        (None, None, 2, None),
    ]


def test_a_window_without_by_is_the_whole_input() -> None:
    op = Window("t", (), order("v desc"), 1, (Item("n", win("row_number")),))
    assert rows_of(op, "v, n", t=("v", [(1,), (2,)])) == [(1, 2), (2, 1)]
    assert rows_of(op, "v, n", t=("v", [])) == []


def test_ranks_tie_on_the_given_keys_only() -> None:
    op = Window(
        "t",
        (),
        order("v, id"),
        1,
        (Item("r", win("rank")), Item("d", win("dense_rank")), Item("n", win("row_number"))),
    )
    rows = [(5, 1), (5, 2), (6, 3), (None, 4), (None, 5)]
    assert rows_of(op, "v, id, r, d, n", t=("v, id", rows)) == [
        (5, 1, 1, 1, 1),
        (5, 2, 1, 1, 2),
        (6, 3, 3, 2, 3),
        (None, 4, 4, 3, 4),
        (None, 5, 4, 3, 5),
    ]


def test_a_window_out_of_range_is_named() -> None:
    running = win("sum", col("v"), frame=Frame(None, 0))
    op = Window("t", (), order("v"), 1, (Item("s", running),))
    with pytest.raises(RunError, match="step 'made', column 's': 'sum' is out of range"):
        rows_of(op, "v, s", t=("v", [(2**62,), (2**62,)]))


edge = st.one_of(st.none(), st.integers(-4, 4))
values = st.lists(st.one_of(st.none(), st.integers(-9, 9)), max_size=8)


def due(function: str, part: list[int]) -> int | float | None:
    if function == "count":
        return len(part)
    if not part:
        return None
    made = {"sum": sum(part), "min": min(part), "max": max(part), "avg": sum(part) / len(part)}
    return made[function]


@given(values=values, start=edge, end=edge)
@pytest.mark.parametrize("function", ["sum", "avg", "min", "max", "count"])
def test_a_frame_is_a_slice(
    function: str, values: list[int | None], start: int | None, end: int | None
) -> None:
    call = WindowCall(
        type=FLOAT64 if function == "avg" else INT64,
        nullable=True,
        function=function,
        args=(col("v"),),
        frame=Frame(start, end),
    )
    op = Window("t", (), order("at"), 1, (Item("x", call),))
    made = rows_of(op, "at, v, x", t=("at, v", list(enumerate(values))))
    for at, _, x in made:
        assert isinstance(at, int)
        low = 0 if start is None else at + start
        high = len(values) - 1 if end is None else at + end
        part = [v for i, v in enumerate(values) if low <= i <= high and v is not None]
        assert x == due(function, part)


@given(values=st.lists(st.integers(0, 3), max_size=8), buckets=st.integers(1, 5))
def test_ntile_is_even_and_larger_first(values: list[int], buckets: int) -> None:
    op = Window("t", (), order("v, at"), 2, (Item("x", win("ntile", lit(buckets))),))
    made = rows_of(op, "v, at, x", t=("v, at", [(v, at) for at, v in enumerate(values)]))
    tiles = [row[2] for row in sorted(made, key=lambda row: row[:2])]
    sizes = [count for _, count in sorted(Counter(tiles).items())]
    assert tiles == sorted(tiles)  # type: ignore[type-var]
    assert sizes == sorted(sizes, reverse=True)
    assert not sizes or (sizes[0] - sizes[-1] <= 1 and len(sizes) == min(buckets, len(values)))


@given(values=values, by=st.integers(0, 4))
@pytest.mark.parametrize("function", ["lag", "lead"])
def test_lag_and_lead_have_the_default_only_where_no_row_is(
    function: str, values: list[int | None], by: int
) -> None:
    op = Window("t", (), order("at"), 1, (Item("x", win(function, col("v"), lit(by), lit(99))),))
    made = rows_of(op, "at, v, x", t=("at, v", list(enumerate(values))))
    step = -by if function == "lag" else by
    for at, _, x in made:
        assert isinstance(at, int)
        assert x == (values[at + step] if 0 <= at + step < len(values) else 99)
