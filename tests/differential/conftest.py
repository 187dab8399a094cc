"""What every comparison of engines gets."""

from __future__ import annotations

import pytest

from speccc.execute import duckdb_runner


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """A few rows are not worth more threads of DuckDB's."""
    duckdb_runner._shared().execute("SET threads = 1")  # pyright: ignore[reportPrivateUsage]
