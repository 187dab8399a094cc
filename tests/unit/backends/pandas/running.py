"""Runs generated modules in this process: typed rows in, typed rows out."""

from __future__ import annotations

import datetime as dt
import math
import sys
import types
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from speccc.backends.pandas.dtypes import dtype
from speccc.backends.pandas.module import module
from speccc.backends.pandas.snippets.cells import typed
from speccc.ir.expr import Value
from speccc.ir.rel import Binding, Pipeline, Row, Scan, Source
from speccc.reference.values import rescale
from speccc.types import Kind, Type


def bound(pipeline: Pipeline) -> Pipeline:
    """The pipeline with what is bound nowhere bound to a csv file."""

    def end(one: Any) -> Any:
        binding = Binding("csv", {"path": f"data/{one.name}.csv"})
        return one if one.binding else replace(one, binding=binding)

    sources, sinks = tuple(map(end, pipeline.sources)), tuple(map(end, pipeline.sinks))
    return replace(pipeline, sources=sources, sinks=sinks)


def loaded(pipeline: Pipeline) -> types.ModuleType:
    """The pipeline's module, executed."""
    pipeline = bound(pipeline)
    made = types.ModuleType("generated_pipeline")
    sys.modules[made.__name__] = made  # dataclasses look their module up
    exec(compile(module(pipeline), f"{pipeline.name}.py", "exec"), made.__dict__)  # noqa: S102
    return made


def frame(source: Source, rows: Sequence[Row]) -> pd.DataFrame:
    """Rows of a source as the extract part would give them."""
    columns = {}
    for at, column in enumerate(source.columns):
        values = [row[at] for row in rows]
        kept = dtype(column.type, column.nullable)
        columns[column.name] = typed(values, kept, pd.RangeIndex(len(values)))
    return pd.DataFrame(columns)


def value(found: Any, type: Type) -> Value:
    """What stands in a frame as the Python value of its type."""
    if found is None or found is pd.NA or found is pd.NaT:
        return None
    if isinstance(found, float) and math.isnan(found):
        return None
    match type.kind:
        case Kind.DECIMAL:
            assert isinstance(found, Decimal)
            return rescale(found, type.scale)
        case Kind.DATE:
            moment = pd.Timestamp(found).to_pydatetime()
            assert moment.time() == dt.time()
            return moment.date()
        case Kind.TIMESTAMP:
            return pd.Timestamp(found).to_pydatetime()
        case Kind.FLOAT64:
            assert isinstance(found, float)
            return found + 0.0
        case Kind.INT64:
            assert isinstance(found, int)
            assert not isinstance(found, bool)
            return found
        case Kind.BOOL:
            assert isinstance(found, bool)
            return found
        case Kind.TEXT:
            assert isinstance(found, str)
            return found


def transformed(
    pipeline: Pipeline,
    given: Mapping[str, Sequence[Row]],
    params: Mapping[str, Value] | None = None,
) -> dict[str, list[Row]]:
    """The rows of every sink. Checks that each column has the dtype that its type asks for."""
    made = loaded(pipeline)
    scans = [n.op.source for n in pipeline.nodes if isinstance(n.op, Scan)]
    frames = [frame(pipeline.source(name), given[name]) for name in scans]
    results = made.transform(*frames, **dict(params or {}))
    return {s.name: _rows(pipeline, s.name, results[s.name]) for s in pipeline.sinks}


def _rows(pipeline: Pipeline, name: str, found: pd.DataFrame) -> list[Row]:
    sink = pipeline.sink(name)
    schema = pipeline.node(sink.input).schema
    assert list(found.columns) == [c.name for c in sink.columns]
    columns = []
    for c in sink.columns:
        held = schema[c.name]
        assert str(found[c.name].dtype) == dtype(held.type, held.nullable), (
            c.name,
            found[c.name].dtype,
        )
        columns.append([value(v, held.type) for v in found[c.name].tolist()])
    return list(zip(*columns, strict=True)) if columns else []
