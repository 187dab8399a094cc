"""No name of a spec meets a name of the scripts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from speccc.ir.rel import Binding, Pipeline
from tests.unit.backends.sql.running import checked
from tests.unit.backends.sql.tables import FILE, over_tables, run_unit

#: Sources; what scripts call their own tables, aliases, columns and databases, without "_".
NAMES = (
    "problems", "expectations", "given", "params", "file", "wanted", "raw", "Stored", "main",
    "number",
)  # fmt: skip
SPEC = f"""
    params: {{name: {{type: int64, default: 0}}, value: {{type: int64, default: 0}}}}
    sources:
      {
    "".join(
        f'''
      {name}:
        columns: {{problem: int64 not null, name: int64, {name.lower()}: int64 not null}}
        key: [problem]
      '''
        for name in NAMES
    )
}
    steps:
      {
    "".join(
        f'''
      - {{name: of_{name}, from: {name}, filter: "{name.lower()} > :name"}}
      - {{select: [problem, name], name: short_{name}}}
      '''
        for name in NAMES
    )
}
      - union: {{with: [{", ".join(f"short_{name}" for name in NAMES[:-1])}]}}
      - expect:
          - {{name: fault, check: problem > :value, severity: warn}}
          - {{row_count: {{min: {len(NAMES)}}}}}
    sinks:
      result: {{mode: replace}}
"""


def _in_files(pipeline: Pipeline, root: Path) -> Pipeline:
    def bound(name: str) -> Binding:
        return Binding("csv", {"path": f"data/{name}.csv"})

    for name in NAMES:
        (root / f"data/{name}.csv").write_text(f"problem,name,{name.lower()}\n1,2,3\n")
    sources = tuple(replace(s, binding=bound(s.name)) for s in pipeline.sources)
    return replace(over_tables(pipeline), sources=sources)


def _in_tables(run: Callable[[str], object], pipeline: Pipeline) -> Pipeline:
    for name in NAMES:
        run(f'CREATE TABLE "{name}" (problem BIGINT, name BIGINT, "{name.lower()}" BIGINT)')
        run(f'INSERT INTO "{name}" VALUES (1, 2, 3)')
    return over_tables(pipeline)


@pytest.mark.parametrize("where", ["files", "duckdb", "sqlite"])
def test_a_source_may_have_any_name(tmp_path: Path, where: str) -> None:
    (tmp_path / "data").mkdir()
    pipeline = checked(SPEC)
    if where == "files":
        pipeline = _in_files(pipeline, tmp_path)
    elif where == "duckdb":
        with duckdb.connect(str(tmp_path / FILE)) as shop:
            pipeline = _in_tables(shop.execute, pipeline)
    else:
        connection = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        pipeline = _in_tables(connection.execute, pipeline)
        connection.close()
    dialect = "sqlite" if where == "sqlite" else "duckdb"
    report = run_unit(pipeline, dialect, tmp_path, name="1", value="1")
    assert report["error"] is None
    assert report["sinks"] == {"result": {"written": len(NAMES)}}
    assert [found["broken"] for found in report["expectations"]] == [len(NAMES)]
