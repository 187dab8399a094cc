"""Any pipeline compiled for an engine, and run on small data."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from speccc.driver import optimise
from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row
from speccc.types import Kind, Schema
from tests.differential.engines import ENGINES, Ended, Run

#: Three values of each kind; every column of a table begins with another of them.
_VALUES: dict[Kind, tuple[Value, ...]] = {
    Kind.BOOL: (True, False, True),
    Kind.INT64: (1, 0, -7),
    Kind.FLOAT64: (0.5, -2.0, 12.25),
    Kind.DECIMAL: (Decimal(1), Decimal(0), Decimal(-2)),
    Kind.TEXT: ("Ada", "", "12"),
    Kind.DATE: (dt.date(2026, 1, 31), dt.date(1999, 12, 31), dt.date(2026, 2, 1)),
    Kind.TIMESTAMP: (
        dt.datetime(2026, 1, 31, 23, 59),
        dt.datetime(2000, 1, 1),
        dt.datetime(2026, 2, 1, 0, 0, 0, 5),
    ),
}


def small_rows(schema: Schema) -> list[Row]:
    """Three full rows, and one of NULLs where they are allowed."""
    full = [tuple(_VALUES[c.type.kind][row] for c in schema) for row in range(3)]
    sparse = tuple(None if c.nullable else _VALUES[c.type.kind][0] for c in schema)
    return [*full, sparse]


def _flat(pipeline: Pipeline) -> Pipeline:
    """The pipeline with every physical column under its own name: the rows are typed already."""
    sources = (
        replace(s, columns=tuple(replace(c, path=(c.name,)) for c in s.columns))
        for s in pipeline.sources
    )
    return replace(pipeline, sources=tuple(sources))


def compiled(pipeline: Pipeline, engine: str) -> Run:
    """The optimised pipeline, compiled for an engine and ready to run."""
    return ENGINES[engine](optimise(_flat(pipeline)))


def runs_alone(pipeline: Pipeline) -> bool:
    """Whether a run needs to be told nothing: every parameter has a default."""
    return all(param.default is not None for param in pipeline.params)


def ends_well(run: Run, pipeline: Pipeline) -> bool:
    """Runs on small rows. False after an error that the generated code means to raise."""
    sources = {s.name: small_rows(pipeline.node(s.name).schema) for s in pipeline.sources}
    try:
        run(sources)
    except Ended:
        return False
    return True
