"""What a stream takes of a source: rows that are not more than `max_lateness` behind."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.ir.rel import Binding, EventTime, Row, Source, SourceColumn
from speccc.reference.streaming import on_time
from speccc.reference.values import RunError
from speccc.types import INT64, TIMESTAMP

NOON = dt.datetime(2026, 3, 1, 12)


def source(max_lateness: int = 30) -> Source:
    columns = (
        SourceColumn("number", INT64, False, ("number",)),
        SourceColumn("at", TIMESTAMP, False, ("at",)),
    )
    clock = EventTime("at", max_lateness)
    return Source("rows", columns, (), "fail", Binding("json", {}), event_time=clock)


def at(*seconds: float) -> list[Row]:
    return [(n, NOON + dt.timedelta(seconds=s)) for n, s in enumerate(seconds)]


def numbers(rows: list[Row]) -> list[object]:
    return [row[0] for row in rows]


def test_29_seconds_late_is_in_and_31_is_out() -> None:
    kept, late = on_time(source(), at(0, 100, 71, 70, 69.999, 69, 101, 71))
    assert numbers(kept) == [0, 1, 2, 3, 6, 7]
    assert late == 2


def test_a_late_row_does_not_move_the_clock_back() -> None:
    kept, late = on_time(source(0), at(10, 5, 9, 10, 11, 10))
    assert numbers(kept) == [0, 3, 4]
    assert late == 3


def test_a_source_without_a_clock_has_no_late_rows() -> None:
    rows = at(100, 0)
    without = Source("rows", source().columns, (), "fail", None)
    assert on_time(without, rows) == (rows, 0)


@given(st.lists(st.integers(0, 200)), st.integers(0, 60))
def test_rows_in_order_are_all_in_time(seconds: list[int], lateness: int) -> None:
    rows = at(*sorted(seconds))
    assert on_time(source(lateness), rows) == (rows, 0)


@given(st.lists(st.integers(0, 200)), st.integers(0, 60))
def test_each_row_is_judged_by_those_before_it(seconds: list[int], lateness: int) -> None:
    kept, late = on_time(source(lateness), at(*seconds))
    wanted = [n for n, s in enumerate(seconds) if max(seconds[: n + 1]) - s <= lateness]
    assert numbers(kept) == wanted
    assert late == len(seconds) - len(wanted)


@pytest.mark.parametrize("time", [None, NOON + dt.timedelta(microseconds=1)])
def test_no_time_and_one_finer_than_the_clock_end_the_run(time: dt.datetime | None) -> None:
    with pytest.raises(RunError, match="source 'rows', column 'at': a"):
        on_time(source(), [(0, time)])
