"""The tables of pipelines: what they read, what they write, and what a last step gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.ir.rel import Pipeline, Sink, Source
from speccc.spec.document import SpecFile
from speccc.translate.model import InputColumn, InputTable


def of_project(specs: Mapping[str, SpecFile]) -> Iterator[InputTable]:
    """The sources of the project's pipelines, and their sinks as what other pipelines may read."""
    for pipeline in check(specs, Reporter()).values():
        for source in pipeline.sources:
            binding = source.binding
            if binding is not None and binding.connector != "pipeline":
                yield _end(source, binding.connector, binding.options, source.key)
        for sink in pipeline.sinks:
            if sink.mode != "partition":
                address = {"sink": f"{pipeline.name}.{sink.name}"}
                yield _end(sink, "pipeline", address, sink.key)


def sources_of(pipeline: Pipeline) -> tuple[InputTable, ...]:
    """What a pipeline reads, in the order of its spec; some may be bound by a target profile."""
    return tuple(
        _end(s, s.binding.connector, s.binding.options, s.key)
        if s.binding is not None
        else _end(s, "", {}, s.key)
        for s in pipeline.sources
    )


def result_of(pipeline: Pipeline) -> InputTable:
    """What the first sink of a pipeline gets; the key is what is known to tell its rows apart."""
    sink = pipeline.sinks[0]
    node = pipeline.node(sink.input)
    columns = (
        InputColumn(c.name, str(c.type) if c.nullable else f"{c.type} not null")
        for c in node.schema
    )
    return InputTable(sink.name, tuple(columns), key=node.keys[0] if node.keys else ())


def _end(
    end: Source | Sink, connector: str, options: Mapping[str, Any], key: tuple[str, ...]
) -> InputTable:
    columns = tuple(
        InputColumn(
            c.name,
            str(c.type) if c.nullable else f"{c.type} not null",
            () if c.path == (c.name,) else c.path,
            c.format,
            c.tags,
            c.description,
        )
        for c in end.columns
    )
    return InputTable(end.name, columns, connector, options, key)
