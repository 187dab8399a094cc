"""Columns that nobody reads are not made.

A source keeps all its declared columns: they are a contract, checked where it is read. A `fail`
conversion stays, since it is a check.
"""

from __future__ import annotations

from dataclasses import replace

from speccc.analyse.reading import Needed, note_reads, remaining
from speccc.ir.rel import (
    Convert,
    GroupBy,
    Join,
    Node,
    NodeId,
    Op,
    Pipeline,
    Project,
    Runs,
    SetOperation,
    Window,
)


def prune_columns(pipeline: Pipeline) -> Pipeline:
    """The pipeline without columns that reach no sink, condition, key or order."""
    needed: Needed = {n.id: set() for n in pipeline.nodes}
    by_id = {n.id: n for n in pipeline.nodes}
    for sink in pipeline.sinks:
        needed[sink.input].update(by_id[sink.input].schema.names)
    nodes: list[Node] = []
    for node in reversed(pipeline.nodes):
        op = _narrowed(node.op, needed[node.id])
        whole = isinstance(op, SetOperation)  # every column decides which rows there are
        note_reads(op, needed, set(node.schema.names) if whole else needed[node.id])
        nodes.append(replace(node, op=op))
    narrow: dict[NodeId, Node] = {}
    for node in reversed(nodes):
        schema = remaining(node, narrow)
        keys = tuple(k for k in node.keys if all(c in schema for c in k))
        narrow[node.id] = replace(node, schema=schema, keys=keys)
    return replace(pipeline, nodes=tuple(narrow.values()))


def _narrowed(op: Op, out: set[str]) -> Op:
    """The operator making only the columns `out` (where it makes any)."""
    match op:
        case Project():
            items = tuple(i for i in op.items if i.name in out)
            return replace(op, items=items or op.items[:1])
        case GroupBy() | Runs():
            measures = tuple(m for m in op.measures if m.name in out)
            keep = measures or (() if op.by else op.measures[:1])
            return replace(op, measures=keep)
        case Window():
            return replace(op, items=tuple(i for i in op.items if i.name in out))
        case Join():
            return replace(op, take=tuple(t for t in op.take if t.name in out))
        case Convert():
            kept = (c for c in op.conversions if c.column in out or op.on_error == "fail")
            return replace(op, conversions=tuple(kept))
        case _:
            return op
