"""Which steps become tables, and how trees are bracketed."""

from __future__ import annotations

import pytest
from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.duckdb import DUCKDB
from speccc.backends.sql.dialects.postgres import POSTGRES
from speccc.backends.sql.printing import printed
from speccc.backends.sql.statements import Layout
from tests.unit.backends.sql.running import checked

SOURCE = "sources: {given: {columns: {a: int64, b: int64}}}\n"


def tables(steps: str, sinks: str = "{out: {mode: replace}}") -> set[str]:
    text = f"{SOURCE}steps: {steps}\nsinks: {sinks}\n"
    return set(Layout(DUCKDB, checked(text)).tables)


def test_one_reader_needs_no_table() -> None:
    assert tables("[{name: x, filter: a > 0}, {name: y, filter: b > 0}]") == {"y"}


def test_what_two_tables_read_is_a_table() -> None:
    steps = "[{name: x, filter: a > 0}, {name: y, filter: b > 0}, {name: z, from: x, drop: [a]}]"
    assert tables(steps, "{m: {from: y, mode: replace}, n: {mode: replace}}") == {"x", "y", "z"}


def test_what_is_checked_is_a_table() -> None:
    steps = "[{name: x, filter: a > 0}, {name: y, expect: [{unique: [a]}]}, {name: z, drop: [b]}]"
    assert tables(steps) == {"x", "z"}


def test_a_source_is_never_made_again() -> None:
    assert tables("[{name: y, expect: [{unique: [a]}]}]") == set()


BRACKETS = {
    "(_a + _b) * _c": ("_a * _c", "_a + _b"),
    "_c - (_a + _b)": ("_c - _a", "_a + _b"),
    "_a + _b + _c": ("_a + _c", "_a + _b"),
    "NOT (_a OR _b)": ("NOT _a", "_a OR _b"),
    "(_a AND _b) OR _c": ("_a OR _c", "_a AND _b"),
    "(_a = _b) IS NULL": ("_a IS NULL", "_a = _b"),
    "(_a = _b) = _c": ("_a = _c", "_a = _b"),
    "-(-_a)": ("-_a", "-_a"),
    "ABS(_a + _b)": ("ABS(_a)", "_a + _b"),
}


@pytest.mark.parametrize("due", BRACKETS)
def test_brackets_where_they_are_needed(due: str) -> None:
    outer, inner = BRACKETS[due]
    a, b, c = (exp.column(name) for name in trees.SLOTS)
    operand = trees.fill(inner, DUCKDB.glot, a, b, c)
    filled = trees.fill(outer, DUCKDB.glot, operand, b, c)
    assert printed(filled, DUCKDB.glot) == due


MATCHED = """
    sources:
      given: {columns: {a: int64, b: int64}}
      known: {columns: {a: int64 not null, b: int64}, key: [a]}
    steps:
      - {name: on_key, from: given, join: {with: known, kind: semi, keys: [a]}}
      - {name: on_other, join: {with: known, kind: semi, keys: [b]}}
      - {join: {with: known, kind: anti, keys: [a]}}
    sinks: {out: {mode: replace}}
"""


def test_a_match_that_is_the_only_one_is_an_inner_join_where_those_are_planned_better() -> None:
    pipeline = checked(MATCHED)
    select = {
        engine.name: {n.id: Layout(engine, pipeline).relations.select(n) for n in pipeline.nodes}
        for engine in (DUCKDB, POSTGRES)
    }
    assert select["duckdb"]["on_key"].args["joins"]
    assert not select["duckdb"]["on_key"].find(exp.Exists)
    assert select["duckdb"]["on_other"].find(exp.Exists)
    assert select["duckdb"]["joined"].find(exp.Exists)
    assert select["postgres"]["on_key"].find(exp.Exists)
