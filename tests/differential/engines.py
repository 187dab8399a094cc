"""Runs a compiled pipeline on the real engines, on typed rows held in memory."""

from __future__ import annotations

import importlib
import sys
import tempfile
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd

from speccc.backends.api import Target
from speccc.backends.pandas import PandasBackend
from speccc.backends.pandas.dtypes import dtype, dtypes
from speccc.backends.sql import SqlBackend
from speccc.execute import sql_runner
from speccc.execute.databases import DATABASES
from speccc.execute.duckdb_runner import ScriptError, relations
from speccc.ir.rejecting import scanned
from speccc.ir.rel import Binding, Pipeline, Row
from speccc.types import Kind, Schema
from tests.support.servers import missing
from tests.unit.backends.sql.tables import over_tables

Rows = dict[str, list[Row]]
Sources = Mapping[str, Sequence[Row]]
#: Gives the sinks' rows; raises Ended.
Run = Callable[[Sources], Rows]


class Ended(Exception):
    """The engine ended the run with an error that the generated code means to raise."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class Unplanned(Exception):
    """The engine's own planner refuses the pipeline, and the run says so by name."""


def bound(pipeline: Pipeline, connector: str = "parquet", suffix: str = ".parquet") -> Pipeline:
    """The pipeline with every end bound to a file; nobody reads or writes one of parquet."""

    def file(name: str) -> Binding:
        return Binding(connector, {"path": f"data/{name}{suffix}"})

    return replace(
        pipeline,
        sources=tuple(replace(s, binding=file(s.name)) for s in pipeline.sources),
        sinks=tuple(replace(s, binding=file(s.name)) for s in pipeline.sinks),
    )


def prepare_duckdb(pipeline: Pipeline) -> Run:
    """Compiled for DuckDB, to be run on any rows."""
    compiled = SqlBackend().compile(bound(pipeline), Target("duckdb", "sql", "duckdb"))

    def run(sources: Sources) -> Rows:
        with tempfile.TemporaryDirectory() as folder:
            for artefact in compiled.artefacts:
                Path(folder, artefact.path).write_text(artefact.content, encoding="utf-8")
            given = scanned(pipeline, sources)
            try:
                return relations(compiled.recipe, Path(folder), given, {})
            except ScriptError as error:
                raise Ended(error.kind, error.message) from error

    return run


def _stored(value: Any, type: str) -> Any:
    """A value that SQLite holds, in no other way than rows are given to it."""
    found = _SQLITE.decode(value, type)
    assert _SQLITE.encode(found) == value, f"{value!r} is not how a {type} is stored"
    return found


_SQLITE = DATABASES["sqlite"]


def prepare_sqlite(pipeline: Pipeline) -> Run:
    """Compiled for SQLite, to be run on any rows. Raises Failure with what is refused."""
    compiled = SqlBackend().compile(over_tables(pipeline), Target("sqlite", "sql", "sqlite", ":"))

    def run(sources: Sources) -> Rows:
        with tempfile.TemporaryDirectory() as folder:
            for artefact in compiled.artefacts:
                Path(folder, artefact.path).write_text(artefact.content, encoding="utf-8")
            given = scanned(pipeline, sources)
            strict = replace(DATABASES["sqlite"], decode=_stored)
            try:
                with mock.patch.dict(DATABASES, sqlite=strict):
                    return sql_runner.relations(compiled.recipe, Path(folder), given, {})
            except ScriptError as error:
                raise Ended(error.kind, error.message) from error

    return run


def prepare_newer_sqlite(pipeline: Pipeline) -> Run:
    """As `prepare_sqlite`, for the version that a wheel brings along, not that of Python."""
    try:
        sqlite: Any = importlib.import_module("pysqlite3")
    except ImportError:
        missing("newer SQLite: pip install 'speccc[test]' on Linux, x86_64")
    run = prepare_sqlite(pipeline)
    newer = replace(
        DATABASES["sqlite"],
        connect=lambda *_: sqlite.connect(":memory:", isolation_level=None),
        modules=("pysqlite3",),
    )

    def run_newer(sources: Sources) -> Rows:
        with mock.patch.dict(DATABASES, sqlite=newer):
            return run(sources)

    return run_newer


def prepare_pandas(pipeline: Pipeline) -> Run:
    """Compiled to a pandas module, which is executed once, to be run on any rows."""
    compiled = PandasBackend().compile(bound(pipeline), Target("pandas", "pandas"))
    [code] = [a.content for a in compiled.artefacts if a.path.endswith(".py")]
    module = types.ModuleType("generated")
    sys.modules[module.__name__] = module  # dataclasses look themselves up there
    exec(compile(code, "generated.py", "exec"), module.__dict__)  # noqa: S102

    def run(sources: Sources) -> Rows:
        given = scanned(pipeline, sources)
        frames = {name.replace(".", "_"): frame(*rows) for name, rows in given.items()}
        try:
            made = module.transform(**frames)
        except module.PipelineError as error:
            raise Ended(error.kind, str(error)) from error
        return {s.name: rows(pipeline.node(s.input).schema, made[s.name]) for s in pipeline.sinks}

    return run


def frame(schema: Schema, given: Sequence[Row]) -> pd.DataFrame:
    """Typed rows as the frame that the generated `transform` takes."""
    columns: dict[str, Any] = {}
    for position, column in enumerate(schema):
        values = [row[position] for row in given]
        kind = dtype(column.type, column.nullable)
        if kind.startswith("datetime64"):
            columns[column.name] = pd.Series(np.array(values, dtype=kind))
        else:
            columns[column.name] = pd.Series(values, dtype=kind)
    return pd.DataFrame(columns)


def rows(schema: Schema, made: pd.DataFrame) -> list[Row]:
    """The rows of a frame as plain values, each as its declared type; no value is mended."""
    held = {name: str(kind) for name, kind in made.dtypes.items()}
    assert list(held.items()) == list(dtypes(schema).items()), (held, dtypes(schema))
    columns = [[_value(v, c.type.kind) for v in made[c.name].tolist()] for c in schema]
    return list(zip(*columns, strict=True)) if columns else []


def _value(value: Any, kind: Kind) -> Any:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and np.isnan(value):
        return None
    if kind is Kind.DATE and isinstance(value, pd.Timestamp):
        assert value == value.normalize(), f"{value} has a time"
        return value.date()
    if kind is Kind.TIMESTAMP and isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value


#: Which engines are tried by `make servers` alone.
LATER = frozenset({"sqlite-newer"})

#: Engines that refuse a part of the language by name; they are compared in what they have.
PARTIAL: dict[str, Callable[[Pipeline], Run]] = {
    "sqlite": prepare_sqlite,
    "sqlite-newer": prepare_newer_sqlite,
}

ENGINES: dict[str, Callable[[Pipeline], Run]] = {
    "duckdb": prepare_duckdb,
    "pandas": prepare_pandas,
}
