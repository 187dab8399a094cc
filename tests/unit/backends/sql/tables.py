"""Pipelines over the tables of a database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from speccc.backends.api import Compiled, Target
from speccc.backends.sql import SqlBackend
from speccc.driver import optimise
from speccc.execute.report import Report
from speccc.execute.runners import RUNNERS
from speccc.ir.rel import Binding, Pipeline
from tests.unit.backends.sql.running import write

#: The database file of a dialect that has one, below a run's root.
FILE = "data/shop.db"


def over_tables(pipeline: Pipeline) -> Pipeline:
    """The pipeline with every end bound to the table of its name."""

    def table(name: str) -> Binding:
        return Binding("table", {"name": name})

    sources = tuple(replace(s, binding=table(s.name)) for s in pipeline.sources)
    sinks = tuple(replace(s, binding=table(s.name)) for s in pipeline.sinks)
    return replace(pipeline, sources=sources, sinks=sinks)


def compiled_over_tables(pipeline: Pipeline, dialect: str) -> Compiled:
    target = Target(dialect, "sql", dialect, FILE)
    return SqlBackend().compile(optimise(over_tables(pipeline)), target)


def run_tables(pipeline: Pipeline, dialect: str, root: Path, **params: str) -> Report:
    """A whole run over the tables in FILE below `root`, through generated scripts."""
    return run_unit(over_tables(pipeline), dialect, root, **params)


def run_unit(pipeline: Pipeline, dialect: str, root: Path, **params: str) -> Report:
    """As `run_tables`, for a pipeline that is bound."""
    unit = SqlBackend().compile(optimise(pipeline), Target(dialect, "sql", dialect, FILE))
    folder = root / "generated"
    folder.mkdir(exist_ok=True)
    write(unit, folder)
    return RUNNERS[dialect].load()(unit.recipe, folder, root, params, connection=FILE)
