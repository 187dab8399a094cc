"""Every function has its spelling on DuckDB. What it gives: tests/differential."""

from __future__ import annotations

from speccc.backends.sql.dialects.duckdb import DUCKDB
from speccc.functions.catalogue import AGGREGATE, SCALAR, WINDOW
from tests.unit.backends.sql.running import checked, run_rows


def test_each_row_of_the_catalogue_is_spelled() -> None:
    assert set(DUCKDB.scalars) == set(SCALAR)
    assert set(DUCKDB.aggregates) == set(AGGREGATE)
    assert set(DUCKDB.windows) == set(WINDOW)


def test_an_argument_that_is_repeated_is_written_once() -> None:
    """DuckDB 2.0 ends a self-join of `LEAST(a, a, a) AS a` with an error of its own."""
    made = checked("""
        sources: {given: {columns: {a: text not null, b: text not null}}}
        steps:
          - {name: same, from: given, set: {a: "least(a, a, a)", b: "greatest(b, a, b)"}}
          - {join: {with: same, kind: left, keys: [a], where: left.b <> right.b, take: []}}
        sinks: {kept: {mode: replace}}
    """)
    assert run_rows(made, {"given": [("x", "y")]}) == {"kept": [("x", "y")]}
