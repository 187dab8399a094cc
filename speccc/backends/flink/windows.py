"""Windows over rows whose calls Flink does not take together are taken apart (2.3.0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from speccc.analyse.build import column_expr, kept
from speccc.backends.flink.constants import constants
from speccc.backends.names import free, names
from speccc.backends.windows import taken_apart
from speccc.ir.expr import (
    Call,
    Expr,
    Item,
    Literal,
    OrderKey,
    WindowCall,
    rewrite,
    walk,
)
from speccc.ir.rel import (
    Dedupe,
    Filter,
    Limit,
    Node,
    NodeId,
    Pipeline,
    Project,
    Window,
    inputs,
)
from speccc.ir.verify import verify
from speccc.types import BOOL, INT64, Schema
from speccc.types import Column as Declared


def one_frame_each(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, and such windows only: on a stream all
    calls of one SELECT look at the same rows.
    """
    return taken_apart(pipeline, lambda _, call: call.frame or call.function)


def ties_apart(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, and no window of ranks, which tie, and
    of LAG or LEAD, which go by more columns: in a batch Flink's planner fails on it.
    """
    return taken_apart(pipeline, _ties)


def _ties(op: Window, call: WindowCall) -> bool:
    calls = [part for item in op.items for part in walk(item.expr)]
    around = any(isinstance(c, WindowCall) and c.function in ("lag", "lead") for c in calls)
    return around and op.given < len(op.order) and call.function in _RANKS


def limits_numbered(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes; those of a limit that a window looks at
    later are numbered: Flink's planner may fail on a window over rows that LIMIT has in order.
    """
    looked_at: set[NodeId] = set()
    for node in reversed(pipeline.nodes):
        if isinstance(node.op, Window | Dedupe) or node.id in looked_at:
            looked_at.update(inputs(node.op))
    used = names(pipeline)
    nodes: list[Node] = []
    for node in pipeline.nodes:
        if isinstance(node.op, Limit) and node.op.count and node.id in looked_at:
            nodes += _numbered(node, node.op, used)
        else:
            nodes.append(node)
    return verify(replace(pipeline, nodes=tuple(nodes)), "limits")


def _numbered(node: Node, op: Limit, used: set[str]) -> Iterator[Node]:
    """The rows with their numbers, the first of them, and those without the numbers."""
    place = Declared("_place", INT64, nullable=False)
    schema = Schema((*node.schema, place))
    call = WindowCall("row_number", (), type=INT64, nullable=False)
    numbers = Window(op.input, (), op.order, len(op.order), (Item(place.name, call),))
    ids = [free(f"{node.id}_{number}", used) for number in (1, 2)]
    yield replace(node, id=ids[0], op=numbers, schema=schema, keys=(), description="")
    most = Literal(op.count, type=INT64, nullable=False)
    first = Call("less_equal", (column_expr(place), most), type=BOOL, nullable=False)
    yield replace(node, id=ids[1], op=Filter(ids[0], first), schema=schema, keys=(), description="")
    yield replace(node, op=Project(ids[1], kept(node.schema)))


def ordered_within(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, in the order of no column that is the
    same in all rows, or all of a group: Flink's planner may fail on one that comes first.
    """
    same = constants(pipeline)

    def within(node: Node) -> Node:
        op = node.op
        if not isinstance(op, Window | Dedupe):
            return node
        known = same[op.input]
        left = [key for key in op.order if key.column not in {*op.by, *known}]
        others = (OrderKey(name) for name in op.by if name not in known)
        order = tuple(left) or tuple(others)[:1] or op.order[-1:]
        if isinstance(op, Dedupe):
            return replace(node, op=replace(op, order=order))
        given = sum(key in left for key in op.order[: op.given])
        return replace(node, op=replace(op, order=order, given=given))

    return verify(replace(pipeline, nodes=tuple(map(within, pipeline.nodes))), "orders")


def ties_known(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, and no rank by what is the same in all
    rows, all of which it makes the first: Flink refuses it.
    """
    same = constants(pipeline)

    def known(node: Node) -> Node:
        op = node.op
        if (
            not isinstance(op, Window)
            or not {key.column for key in op.order[: op.given]} <= same[op.input].keys()
        ):
            return node

        def first(part: Expr) -> Expr:
            is_rank = isinstance(part, WindowCall) and part.function in _RANKS
            return Literal(1, type=part.type, nullable=part.nullable) if is_rank else part

        items = tuple(Item(item.name, rewrite(item.expr, first)) for item in op.items)
        return replace(node, op=replace(op, items=items))

    return verify(replace(pipeline, nodes=tuple(map(known, pipeline.nodes))), "ties")


_RANKS = ("rank", "dense_rank")
