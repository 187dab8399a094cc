"""Pipelines for an engine that refuses a part of the language: what is left of one."""

from __future__ import annotations

import re
from dataclasses import replace

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects import DIALECTS
from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import flink_target, sql_target
from speccc.ir.expr import Param, walk
from speccc.ir.holding import expressions
from speccc.ir.rel import Pipeline, Sink, inputs
from tests.differential.engines import PARTIAL, Sources
from tests.flink import engine as flink

#: Those that refuse a part of the language, by name.
IN_PART = frozenset({*PARTIAL, *flink.REFUSED})


def dialect_of(engine: str) -> Dialect:
    """The dialect of an engine, whose name may go on with its version."""
    return DIALECTS[engine.partition("-")[0]]


def possible(pipeline: Pipeline, engine: str) -> Pipeline | None:
    """The pipeline with those sinks only whose rows the engine can make; None if it has none."""
    sinks = tuple(s for s in pipeline.sinks if not refused(below(pipeline, (s,)), engine))
    return below(pipeline, sinks) if sinks else None


def refused(pipeline: Pipeline, engine: str) -> list[Diagnostic]:
    """What the engine's dialect says of the pipeline's steps."""
    if engine in flink.REFUSED:
        return flink.REFUSED[engine](pipeline)
    return list(dialect_of(engine).refusals(pipeline))


def reasons(pipeline: Pipeline, engine: str) -> set[str]:
    """What it says, each once for all steps, types and places; of a function, which one."""
    return {
        f"{found.code.id} {_TYPED.sub('a type', found.message)}"
        if found.code in _NAMED
        else f"{found.code.id} {found.code.title}"
        for found in refused(pipeline, engine)
    }


_TYPED = re.compile(r"(this|column \S+ of \S+) \([a-z0-9]+(\([0-9,]+\))?\)")
_NAMED = (flink_target.FUNCTION, sql_target.NOT_IN_DIALECT)


def below(pipeline: Pipeline, sinks: tuple[Sink, ...]) -> Pipeline:
    """What some of the sinks are made of."""
    wanted = {sink.input for sink in sinks}
    for node in reversed(pipeline.nodes):
        if node.id in wanted:
            wanted.update(inputs(node.op))
    nodes = tuple(node for node in pipeline.nodes if node.id in wanted)
    sources = tuple(source for source in pipeline.sources if source.name in wanted)
    parts = (part for node in nodes for expr in expressions(node.op) for part in walk(expr))
    used = {part.name for part in parts if isinstance(part, Param)}
    params = tuple(param for param in pipeline.params if param.name in used)
    return replace(pipeline, params=params, sources=sources, nodes=nodes, sinks=sinks)


def own_sources(pipeline: Pipeline, sources: Sources) -> Sources:
    """The rows of the sources that a pipeline has."""
    return {source.name: sources[source.name] for source in pipeline.sources}
