"""Every function has its spelling on DuckDB. What it gives: tests/differential."""

from __future__ import annotations

from speccc.backends.sql.dialects.duckdb import DUCKDB
from speccc.functions.catalogue import AGGREGATE, SCALAR, WINDOW


def test_each_row_of_the_catalogue_is_spelled() -> None:
    assert set(DUCKDB.scalars) == set(SCALAR)
    assert set(DUCKDB.aggregates) == set(AGGREGATE)
    assert set(DUCKDB.windows) == set(WINDOW)
