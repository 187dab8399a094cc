"""What a recipe says of incremental sources: enough for the executor to read on and to note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from speccc.ir.rel import Node, Pipeline, Scan, Sink, Source, inputs


def incremental_recipe(pipeline: Pipeline) -> list[dict[str, Any]]:
    """Of each incremental source its column, param and lookback, and the sinks that get its rows:
    each of them holds its watermark.
    """
    return [_entry(pipeline, source) for source in pipeline.sources if source.incremental]


def _entry(pipeline: Pipeline, source: Source) -> dict[str, Any]:
    incremental = source.incremental
    assert incremental is not None
    kinds = {column.name: column.type for column in source.columns}
    return {
        "source": source.name,
        "column": incremental.column,
        "type": str(kinds[incremental.column]),
        "param": incremental.param,
        "lookback_seconds": incremental.lookback,
        "sinks": [
            {"name": sink.name, "connector": sink.binding.connector, "place": sink.binding.options}
            for sink in _below(pipeline, source)
            if sink.binding is not None
        ],
    }


def _below(pipeline: Pipeline, source: Source) -> Iterator[Sink]:
    """The sinks that read rows of a source."""
    nodes: set[str] = set()
    for node in pipeline.nodes:
        if _reads(node, source, nodes):
            nodes.add(node.id)
    return (sink for sink in pipeline.sinks if sink.input in nodes)


def _reads(node: Node, source: Source, below: set[str]) -> bool:
    return node.op == Scan(source.name) or not below.isdisjoint(inputs(node.op))
