"""A run that writes nothing makes no file of a database, either."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.execute.runners import RUNNERS
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import FILE, compiled_over_tables

COPY = """
    sources: {orders: {columns: {id: int64}}}
    steps: [{filter: id > 0}]
    sinks: {kept: {mode: replace}}
"""


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
def test_the_file_of_a_database_is_made_by_a_run_that_writes(tmp_path: Path, dialect: str) -> None:
    unit = compiled_over_tables(checked(COPY), dialect)
    write(unit, tmp_path)
    run = RUNNERS[dialect].load()
    said = []
    for dry in (True, False):
        report = run(unit.recipe, tmp_path, tmp_path, {}, connection=FILE, dry_run=dry)
        said.append(report["error"] and report["error"]["message"])
        assert (tmp_path / FILE).exists() is not dry
        assert (tmp_path / FILE).parent.exists() is not dry
    assert said[0] == said[1]
    assert "there is no such table" in str(said[0])
