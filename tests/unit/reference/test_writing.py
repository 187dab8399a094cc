"""What a sink holds after a run, by its mode."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.ir.rel import Row, Sink, SinkMode, SourceColumn
from speccc.reference import RunError, write
from speccc.reference.writing import check_key
from speccc.types import INT64, TEXT

OLD: list[Row] = [(2, "b"), (1, "a"), (3, None)]
NEW: list[Row] = [(4, "d"), (2, "B")]


def sink(mode: SinkMode, **options: Any) -> Sink:
    columns = (
        SourceColumn("k", INT64, nullable=True, path=("k",)),
        SourceColumn("v", TEXT, nullable=True, path=("v",)),
    )
    if mode in ("merge", "append"):
        options.setdefault("key", ("k",))
    elif mode == "partition":
        options.setdefault("by", ("v",))
    return Sink("out", "made", columns, mode, (), None, **options)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("replace", [(4, "d"), (2, "B")]),
        ("merge", [(1, "a"), (2, "B"), (3, None), (4, "d")]),
        ("append", [(1, "a"), (2, "b"), (3, None), (4, "d")]),
        ("partition", [(2, "b"), (1, "a"), (3, None), (4, "d"), (2, "B")]),
    ],
)
def test_each_mode(mode: SinkMode, expected: list[Row]) -> None:
    assert write(sink(mode), OLD, NEW) == expected


def test_the_partition_of_null_is_one() -> None:
    assert write(sink("partition"), OLD, [(9, None)]) == [(2, "b"), (1, "a"), (9, None)]


KEYED = st.dictionaries(st.integers(0, 9), st.sampled_from("abc") | st.none()).map(
    lambda found: [*found.items()]
)
ANY = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc") | st.none()))


@pytest.mark.parametrize("mode", ["replace", "merge", "append", "partition"])
@given(st.data())
def test_a_second_run_changes_nothing(mode: SinkMode, data: st.DataObject) -> None:
    rows = KEYED if mode in ("merge", "append") else ANY
    old, new = data.draw(rows), data.draw(rows)
    once = write(sink(mode), old, new)
    assert write(sink(mode), once, new) == once


@given(KEYED, KEYED, KEYED)
def test_a_merged_file_does_not_tell_in_how_many_runs(a: Any, b: Any, c: Any) -> None:
    out = sink("merge")
    assert write(out, write(out, a, b), c) == write(out, a, list({**dict(b), **dict(c)}.items()))


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([(1, "a"), (1, "b"), (2, "c")], "sink 'out': the key (k) is not unique in 2 rows"),
        ([(None, "a")], "sink 'out', column 'k': NULL in 1 row, but part of the key"),
    ],
)
def test_a_key_that_is_none(rows: list[Row], problem: str) -> None:
    with pytest.raises(RunError) as raised:
        check_key(sink("merge"), rows)
    assert (raised.value.kind, raised.value.message) == ("contract", problem)
