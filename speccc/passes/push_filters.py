"""Filters as early as they may stand: fewer rows for every step after them.

A condition moves below a step when the columns it reads come through that step unchanged, the
step would treat the rows it drops without regard to the others, and it can never end the run
(`total`): a row that the step would have dropped must not fail in the condition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from speccc.analyse.nullability import proven_not_null
from speccc.ir.expr import Call, Column, Expr, columns_of, rewrite
from speccc.ir.rel import (
    WINDOW_END,
    WINDOW_START,
    Convert,
    Dedupe,
    Distinct,
    Filter,
    GroupBy,
    Join,
    Node,
    NodeId,
    Op,
    Pipeline,
    Project,
    Runs,
    Session,
    SetOperation,
    Sort,
    TimeWindow,
    Union,
    Window,
)
from speccc.ir.totality import total
from speccc.passes.graph import free_id, readers, replace_inputs
from speccc.types import Schema

#: New names for the columns of a condition: from the step's result to its input.
_Names = Mapping[str, str]


def push_filters(pipeline: Pipeline) -> Pipeline:
    """The pipeline with every condition pushed as far up as it goes."""
    while (pushed := _push_one(pipeline)) is not None:
        pipeline = pushed
    return pipeline


def _push_one(pipeline: Pipeline) -> Pipeline | None:
    """The pipeline with one condition moved past one step; None if none can move."""
    by_id = {n.id: n for n in pipeline.nodes}
    count = readers(pipeline)
    for node in pipeline.nodes:
        if not isinstance(node.op, Filter):
            continue
        below = by_id[node.op.input]
        if count[below.id] > 1:
            continue
        parts = _conjuncts(node.op.predicate)
        moving = tuple(p for p in parts if total(p) and _ways(below.op, p))
        first = _ways(below.op, moving[0]) if moving else {}
        moving = tuple(p for p in moving if _ways(below.op, p).keys() == first.keys())
        if moving:
            staying = tuple(p for p in parts if p not in moving)
            return _moved(pipeline, by_id, _Move(node, below, moving, staying))
    return None


def _conjuncts(predicate: Expr) -> tuple[Expr, ...]:
    if isinstance(predicate, Call) and predicate.function == "and":
        return predicate.args
    return (predicate,)


def _ways(op: Op, condition: Expr) -> dict[NodeId, _Names]:
    """The inputs of `op` that the condition may move to (all of them), with its new names.

    One that was folded to FALSE stays: what it proved of its columns is only in its own schema.
    """
    read = columns_of(condition)
    if not read:
        return {}
    match op:
        case Project():
            plain = {i.name: i.expr.name for i in op.items if isinstance(i.expr, Column)}
            uses = Counter(plain.values())  # what is proven of one name is not said of another
            plain = {name: column for name, column in plain.items() if uses[column] == 1}
            return {op.input: plain} if all(c in plain for c in read) else {}
        case Sort():
            return {op.input: {}}
        case Convert():
            changed = {c.column for c in op.conversions}
            free = op.on_error == "set_null" and changed.isdisjoint(read)
            return {op.input: {}} if free else {}
        case Dedupe() | GroupBy() | Window() | Session() | Runs():
            return {op.input: {}} if set(read) <= set(op.by) else {}
        case TimeWindow():
            made = {WINDOW_START, WINDOW_END}
            return {op.input: {}} if made.isdisjoint(read) else {}
        case Distinct():
            return {op.input: {}} if set(read) <= set(op.columns) else {}
        case Union():
            return {name: {} for name in op.inputs}
        case SetOperation():
            return {op.left: {}, op.right: {}}
        case Join():
            return _join_ways(op, set(read))
        case _:
            return {}


def _join_ways(op: Join, read: set[str]) -> dict[NodeId, _Names]:
    if op.check is not None or op.kind == "full":
        return {}
    if op.left == op.right:  # the filter is about one side, and would stand before both
        return {}
    taken = {t.name: t.column for t in op.take}
    if read.isdisjoint(taken):
        return {op.left: {}}
    if read <= set(taken) and op.kind in ("inner", "cross"):
        return {op.right: taken}
    return {}


@dataclass(frozen=True, slots=True)
class _Move:
    """`moving` leaves the filter `node` for the inputs of the step `below`; `staying` does not."""

    node: Node
    below: Node
    moving: tuple[Expr, ...]
    staying: tuple[Expr, ...]


def _moved(pipeline: Pipeline, by_id: Mapping[NodeId, Node], move: _Move) -> Pipeline:
    """The pipeline with filters above `below`; `node` keeps what stays, or goes."""
    node, below = move.node, move.below
    added = _added(pipeline, by_id, move)
    sure = _promised(node.schema, proven_not_null(_together(move.moving)), {})
    new = {op.op.input: op.id for op in added if isinstance(op.op, Filter)}
    op = _with_sure(replace_inputs(below.op, new), sure)
    stepped = replace(below, op=op, schema=_sure(below.schema, sure))
    same = {} if move.staying else {node.id: below.id}
    nodes: list[Node] = []
    for old in pipeline.nodes:
        if old.id == below.id:
            nodes += [*added, stepped]
        elif old.id != node.id:
            nodes.append(replace(old, op=replace_inputs(old.op, same)))
        elif move.staying:
            nodes.append(replace(node, op=Filter(below.id, _together(move.staying))))
    sinks = tuple(replace(s, input=same.get(s.input, s.input)) for s in pipeline.sinks)
    return replace(pipeline, nodes=tuple(nodes), sinks=sinks)


def _added(pipeline: Pipeline, by_id: Mapping[NodeId, Node], move: _Move) -> list[Node]:
    """The new filters. One that moves as a whole keeps its name."""
    ways = _ways(move.below.op, move.moving[0])
    added: list[Node] = []
    for source, names in ways.items():
        before = by_id[source]
        predicate = _together(tuple(_renamed(p, names, before.schema) for p in move.moving))
        name = move.node.id
        if move.staying or len(ways) > 1:
            known = (*pipeline.nodes, *added)
            name = free_id(f"{source}_{name}", known, (s.name for s in pipeline.sinks))
        proven = _promised(move.node.schema, proven_not_null(predicate), names)
        schema = _sure(before.schema, proven)
        op = Filter(source, predicate)
        added.append(replace(move.node, id=name, op=op, schema=schema, keys=before.keys, step=name))
    return added


def _promised(schema: Schema, proven: Iterable[str], names: _Names) -> frozenset[str]:
    """Of the columns that a moved condition proves, those that the filter's own schema has as not
    NULL: what reads its rows was told no more. `names` are those of the input, by the schema's.
    """
    own = {of_input: name for name, of_input in names.items()}
    told = {column.name for column in schema if not column.nullable}
    return frozenset(name for name in proven if own.get(name, name) in told)


def _renamed(condition: Expr, names: _Names, schema: Schema) -> Expr:
    """The condition over the input's columns, whose nullability may differ."""

    def change(part: Expr) -> Expr:
        if not isinstance(part, Column):
            return part
        column = schema[names.get(part.name, part.name)]
        return replace(part, name=column.name, nullable=column.nullable)

    return rewrite(condition, change)


def _together(parts: tuple[Expr, ...]) -> Expr:
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    return Call(
        type=first.type,
        nullable=any(p.nullable for p in parts),
        inexact=any(p.inexact for p in parts),
        span=first.span,
        function="and",
        args=parts,
    )


def _sure(schema: Schema, proven: frozenset[str]) -> Schema:
    return Schema(tuple(replace(c, nullable=c.nullable and c.name not in proven) for c in schema))


def _with_sure(op: Op, proven: frozenset[str]) -> Op:
    """A projection whose proven columns say so; other steps take their columns as they are."""
    if not isinstance(op, Project):
        return op
    items = tuple(
        replace(i, expr=replace(i.expr, nullable=False)) if i.name in proven else i
        for i in op.items
    )
    return replace(op, items=items)
