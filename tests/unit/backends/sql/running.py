"""A pipeline on typed rows, through the generated SQL, on DuckDB."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

from speccc.backends.api import Compiled, Target
from speccc.backends.sql import SqlBackend
from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.execute.duckdb_runner import relations, run
from speccc.execute.report import Report
from speccc.ir.rel import Binding, Pipeline, Row
from speccc.spec.load import load_spec
from speccc.types import Column, Schema

TARGET = Target("duckdb", "sql", "duckdb")


def bound(pipeline: Pipeline) -> Pipeline:
    """The pipeline with every end that has no binding bound to a parquet file."""

    def binding(name: str) -> Binding:
        return Binding("parquet", {"path": f"{name}.parquet"})

    sources = tuple(replace(s, binding=s.binding or binding(s.name)) for s in pipeline.sources)
    sinks = tuple(replace(s, binding=s.binding or binding(s.name)) for s in pipeline.sinks)
    return replace(pipeline, sources=sources, sinks=sinks)


def compiled(pipeline: Pipeline) -> Compiled:
    return SqlBackend().compile(bound(pipeline), TARGET)


def script(pipeline: Pipeline, name: str) -> str:
    """The text of one of a pipeline's scripts."""
    return next(a.content for a in compiled(pipeline).artefacts if a.path == name)


def write(unit: Compiled, folder: Path) -> None:
    for artefact in unit.artefacts:
        (folder / artefact.path).write_text(artefact.content, encoding="utf-8")


def run_rows(
    pipeline: Pipeline,
    sources: Mapping[str, Sequence[Row]],
    params: Mapping[str, str] | None = None,
) -> dict[str, list[Row]]:
    """The rows of each sink. Raises ScriptError if the run ends with an error."""
    unit = compiled(pipeline)
    given = {s.name: (schema_of(pipeline, s.name), sources[s.name]) for s in pipeline.sources}
    with tempfile.TemporaryDirectory() as folder:
        write(unit, Path(folder))
        return relations(unit.recipe, Path(folder), given, params or {})


def schema_of(pipeline: Pipeline, source: str) -> Schema:
    columns = pipeline.source(source).columns
    return Schema(tuple(Column(c.name, c.type, c.nullable) for c in columns))


def checked(text: str) -> Pipeline:
    """The pipeline of a spec, which must be right; its head (version, name) is added."""
    reporter = Reporter()
    spec = load_spec(f"speccc: 1\nname: shop\n{dedent(text)}", "specs/shop.yaml", reporter)
    found = check({"shop": spec}, reporter) if spec else {}
    assert not reporter.failed, [str(d) for d in reporter.diagnostics]
    return found["shop"]


def run_files(pipeline: Pipeline, root: Path, **params: str) -> Report:
    """A whole run on files below `root`, through generated scripts."""
    unit = compiled(pipeline)
    folder = root / "generated"
    folder.mkdir(exist_ok=True)
    write(unit, folder)
    return run(unit.recipe, folder, root, params)
