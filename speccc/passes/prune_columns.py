"""Columns that nobody reads are not made.

A source keeps all its declared columns: they are a contract, checked where it is read. A `fail`
conversion stays, since it is a check.
"""

from __future__ import annotations

from dataclasses import replace

from speccc.analyse.build import column_expr
from speccc.analyse.reading import Needed, note_reads, remaining
from speccc.ir.expr import columns_of
from speccc.ir.rel import (
    Convert,
    GroupBy,
    Item,
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
from speccc.passes.graph import free_id
from speccc.types import Schema


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
    for wide in reversed(nodes):
        for node in _without_unread(wide, by_id[wide.id].op, narrow, pipeline):
            schema = remaining(node, narrow)
            keys = tuple(k for k in node.keys if all(c in schema for c in k))
            narrow[node.id] = replace(node, schema=schema, keys=keys)
    return replace(pipeline, nodes=tuple(narrow.values()))


def _without_unread(
    node: Node, before: Op, done: dict[NodeId, Node], pipeline: Pipeline
) -> list[Node]:
    """The node; of conversions that nobody reads not even the column is left, which would go on
    as one of another type: then a selection of the others, and what is still converted of it.
    """
    op = node.op
    if not isinstance(op, Convert) or not isinstance(before, Convert) or op == before:
        return [node]
    unread = {c.column for c in before.conversions} - {c.column for c in op.conversions}
    given = done[op.input]
    kept = [column for column in given.schema if column.name not in unread]
    if not kept:  # there have to be rows of something
        left = tuple(c for c in before.conversions if c.column in given.schema)
        return [replace(node, op=replace(op, conversions=left))]
    selected = Project(op.input, tuple(Item(c.name, column_expr(c)) for c in kept))
    if not op.conversions:
        return [replace(node, op=selected)]
    nodes = (*pipeline.nodes, *done.values())
    above = free_id(f"{given.id}_kept", nodes, (sink.name for sink in pipeline.sinks))
    others = Node(above, selected, Schema(tuple(kept)), node.step, node.address, given.keys)
    return [others, replace(node, op=replace(op, input=above))]


def _narrowed(op: Op, out: set[str]) -> Op:
    """The operator making only the columns `out` (where it makes any)."""
    match op:
        case Project():
            items = tuple(i for i in op.items if i.name in out)
            return replace(op, items=items or op.items[:1])
        case GroupBy():
            return replace(op, measures=_measures(op, out))
        case Runs():
            measures = _measures(op, out)
            read = {*op.by}.union(*(columns_of(m.expr) for m in measures))
            proven = tuple(name for name in op.proven if name in read)
            return replace(op, measures=measures, proven=proven)
        case Window():
            return replace(op, items=tuple(i for i in op.items if i.name in out))
        case Join():
            return replace(op, take=tuple(t for t in op.take if t.name in out))
        case Convert():
            kept = (c for c in op.conversions if c.column in out or op.on_error == "fail")
            return replace(op, conversions=tuple(kept))
        case _:
            return op


def _measures(op: GroupBy | Runs, out: set[str]) -> tuple[Item, ...]:
    """The measures among the columns `out`; one, if there would be no column."""
    kept = tuple(m for m in op.measures if m.name in out)
    return kept or (() if op.by else op.measures[:1])
