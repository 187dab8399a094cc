"""Recorded examples: few rows, nothing that must not be shown, tables that read back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.analyse.tables import read_table
from speccc.cli.recording.choosing import Rows, choose
from speccc.cli.recording.made_up import hidden_columns, without_hidden
from speccc.cli.recording.writing import TableText, can_stand, with_example
from speccc.ir.expr import Value
from speccc.ir.rel import Row, Source, SourceColumn
from speccc.reference.boundary import broken_contract
from speccc.types import Kind, Type
from speccc.types.cells import read_cell
from speccc.types.model import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP

# --- choosing -------------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 199), max_size=3), st.integers(3, 12))
def test_what_is_needed_is_found_among_many(needed: set[int], limit: int) -> None:
    rows: Rows = {"a": [(n,) for n in range(200)], "b": [(n,) for n in range(7)]}

    def holds(some: Rows) -> bool:
        return needed <= {n for (n,) in some["a"]} and (6,) in some["b"]

    chosen = choose(rows, limit, holds)
    assert chosen is not None
    assert holds(chosen)
    assert all(len(found) <= limit for found in chosen.values())
    assert chosen["a"] == sorted(chosen["a"])


def test_the_first_rows_are_taken_if_they_do() -> None:
    rows: Rows = {"a": [(n,) for n in range(50)]}
    assert choose(rows, 3, lambda _: True) == {"a": [(0,), (1,), (2,)]}


def test_more_than_the_limit_is_nothing() -> None:
    rows: Rows = {"a": [(n,) for n in range(50)]}
    assert choose(rows, 3, lambda some: len(some["a"]) >= 4) is None


def test_a_search_has_an_end() -> None:
    asked: list[int] = []
    rows: Rows = {"a": [(n,) for n in range(5000)]}

    def all_of_them(some: Rows) -> bool:
        asked.append(1)
        return len(some["a"]) == 5000

    assert choose(rows, 3, all_of_them) is None
    assert len(asked) <= 300


# --- made-up values -------------------------------------------------------------------------------

TYPES = (BOOL, INT64, FLOAT64, Type(Kind.DECIMAL, 3, 1), TEXT, DATE, TIMESTAMP)
REAL: tuple[Value, ...] = (
    True,
    271828,
    3.14159,
    Decimal("-42.5"),
    "Ada Lovelace",
    dt.date(1815, 12, 10),
    dt.datetime(1852, 11, 27, 9, 30),
)


def _source(name: str, *tags: str) -> Source:
    columns = tuple(
        SourceColumn(f"{type.kind.value}_{n}", type, True, ("x",), tags=tags)
        for n, type in enumerate(TYPES)
    )
    return Source(name, columns, (), "fail", None)


@pytest.mark.parametrize("tag", ["personal", "secret"])
def test_hidden_values_are_replaced_by_their_like(tag: str) -> None:
    sources = (_source("open", "other"), _source("shut", tag))
    nothing: Row = (None,) * len(TYPES)
    rows = {"open": [REAL], "shut": [REAL, nothing, REAL]}
    safe = without_hidden(sources, rows)
    assert safe["open"] == [REAL]
    first, none, again = safe["shut"]
    assert first == again
    assert none == nothing
    assert [type(value) for value in first] == [type(value) for value in REAL]
    assert not set(map(str, first)) & set(map(str, REAL))
    assert broken_contract(sources[1], safe["shut"]) == []
    assert hidden_columns(sources) == [f"shut.{c.name}" for c in sources[1].columns]


def test_equal_values_stay_equal_and_others_differ() -> None:
    """As many as a decimal(3,1) has; in two sources alike, so that a join still matches."""
    columns = (SourceColumn("n", Type(Kind.DECIMAL, 3, 1), True, ("n",), tags=("personal",)),)
    sources = tuple(Source(name, columns, (), "fail", None) for name in ("a", "b"))
    every: list[Row] = [(Decimal(n).scaleb(-1),) for n in range(-999, 1000)]
    safe = without_hidden(sources, {"a": every, "b": every[::-1]})
    assert safe["a"] == safe["b"][::-1]
    assert len(set(safe["a"])) == len(every)
    assert max(abs(value) for (value,) in safe["a"] if isinstance(value, Decimal)) < 100


# --- writing --------------------------------------------------------------------------------------

_TEXTS = st.text(st.sampled_from('a ,"#|:ä\u3042'), max_size=6)


@given(
    st.lists(
        st.tuples(st.none() | _TEXTS, st.none() | st.integers(-(2**63), 2**63 - 1)), max_size=5
    )
)
def test_a_table_reads_back(rows: list[tuple[str | None, int | None]]) -> None:
    table = TableText(("text", "number"), rows)
    assert table.problem == ""
    header, *lines = read_table(str(table))
    assert [cell.text for cell in header] == ["text", "number"]
    read = [(a.text, None if b.text is None else read_cell(b.text, INT64)) for a, b in lines]
    assert read == rows


def test_what_cannot_stand_in_a_table() -> None:
    assert not can_stand(("two\nlines",))
    assert not can_stand(("\x1b[0m",))
    assert "line break" in TableText(("a",), [("x\ny",)]).problem
    assert "a NULL alone" in TableText(("a",), [("x",), (None,)]).problem


@pytest.mark.parametrize("before", ["sinks: x\n", "sinks: x\n\nexamples: []\n"])
def test_the_first_example(before: str) -> None:
    table = TableText(("a", "at"), [(1, dt.datetime(2026, 1, 31, 10))])
    text = with_example(
        before, 'a "b"', {"day": dt.date(2026, 1, 31), "t": "x: y"}, {}, {"s": table}
    )
    assert text == (
        "sinks: x\n\nexamples:\n"
        '  - name: "a \\"b\\""\n'
        "    params:\n      day: 2026-01-31\n"
        '      t: "x: y"\n'
        "    given:\n    then:\n      s: |\n"
        "        a, at\n        1, 2026-01-31 10:00:00\n"
    )
