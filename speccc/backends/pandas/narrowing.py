"""Rows are chosen without the columns that nobody reads afterwards: copying those takes long.

Only for this backend: a database copies no columns, and its steps are plainer with all of them.
"""

from __future__ import annotations

from dataclasses import replace

from speccc.analyse.reading import Needed, note_reads, remaining
from speccc.ir.expr import Column
from speccc.ir.rel import Filter, Join, Node, NodeId, Pipeline, Project, SetOperation, inputs
from speccc.types import Schema


def narrowed(pipeline: Pipeline) -> Pipeline:
    """The pipeline whose filters, semi and anti joins may have fewer columns than they read."""
    needed = _needed(pipeline)
    selected = _selected(pipeline)
    done: dict[NodeId, Node] = {}
    for node in pipeline.nodes:
        schema = remaining(node, done)
        if _chooses(node) and node.id not in selected:
            kept = [c for c in schema if c.name in needed[node.id]] or [*schema][:1]
            schema = Schema(tuple(kept))
        keys = tuple(k for k in node.keys if all(name in schema for name in k))
        done[node.id] = replace(node, schema=schema, keys=keys)
    return replace(pipeline, nodes=tuple(done.values()))


def _needed(pipeline: Pipeline) -> Needed:
    """Which columns of each node its readers, and the sinks, need."""
    needed: Needed = {node.id: set() for node in pipeline.nodes}
    schemas = {node.id: node.schema for node in pipeline.nodes}
    for sink in pipeline.sinks:
        needed[sink.input].update(schemas[sink.input].names)
    for node in reversed(pipeline.nodes):
        whole = isinstance(node.op, SetOperation)
        note_reads(node.op, needed, set(node.schema.names) if whole else needed[node.id])
    return needed


def _chooses(node: Node) -> bool:
    """Whether a node has rows of its input as they are."""
    match node.op:
        case Filter():
            return True
        case Join():
            return node.op.kind in ("semi", "anti")
        case _:
            return False


def _selected(pipeline: Pipeline) -> frozenset[NodeId]:
    """The nodes whose columns the only step after them selects: once is enough."""
    readers: dict[NodeId, list[Node]] = {node.id: [] for node in pipeline.nodes}
    for node in pipeline.nodes:
        for id in inputs(node.op):
            readers[id].append(node)
    sunk = {sink.input for sink in pipeline.sinks}
    return frozenset(id for id, found in readers.items() if id not in sunk and _selects(found))


def _selects(readers: list[Node]) -> bool:
    if len(readers) != 1 or not isinstance(readers[0].op, Project):
        return False
    return all(isinstance(item.expr, Column) for item in readers[0].op.items)
