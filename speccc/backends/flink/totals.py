"""Joins of one row with another, which Flink (2.3.0) gets wrong in a batch.

Where both sides are aggregates of everything it takes the left row for the right one: a left join
gives the right row, or none, and semi and anti joins fail. It does not see that a LIMIT has one.
"""

from __future__ import annotations

from dataclasses import replace

from speccc.backends.names import free, names
from speccc.ir.expr import OrderKey
from speccc.ir.rel import (
    Convert,
    Filter,
    GroupBy,
    Join,
    Limit,
    Node,
    NodeId,
    Pipeline,
    Project,
    Sort,
)
from speccc.ir.verify import verify

_WRONG = frozenset(("left", "semi", "anti"))


def totals_limited(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, and a limit of one below the right
    side of each join of two aggregates of everything.
    """
    nodes: list[Node] = []
    used = names(pipeline)
    for node in pipeline.nodes:
        op = node.op
        if isinstance(op, Join) and op.kind in _WRONG and _both(op, pipeline):
            right = pipeline.node(op.right)
            first = Limit(right.id, (OrderKey(right.schema.names[0]),), 1)
            id = free(f"{right.id}_row", used)
            nodes.append(replace(right, id=id, op=first, description=""))
            nodes.append(replace(node, op=replace(op, right=id)))
        else:
            nodes.append(node)
    return verify(replace(pipeline, nodes=tuple(nodes)), "totals")


def _both(op: Join, pipeline: Pipeline) -> bool:
    return all(_is_total(side, pipeline) for side in (op.left, op.right))


def _is_total(id: NodeId, pipeline: Pipeline) -> bool:
    """Whether Flink sees that there is no second row."""
    match pipeline.node(id).op:
        case GroupBy(by=by):
            return not by
        case Project(input=input) | Filter(input=input) | Convert(input=input) | Sort(input=input):
            return _is_total(input, pipeline)
        case _:
            return False
