"""Where a condition must wait until rows are taken away.

Engines ask a condition as early as they can: below a join, or together with another condition. One
that can end the run (an overflow) would then be asked of rows that are not there any more. What
stands before it is a common table expression of its own, which no engine looks through:
MATERIALIZED, or with a limit.
"""

from __future__ import annotations

from collections.abc import Mapping

from speccc.ir.expr import Expr, columns_of
from speccc.ir.rel import (
    Expect,
    Filter,
    Join,
    Node,
    NodeId,
    Pipeline,
    Project,
    SetOperation,
    Sort,
)
from speccc.ir.totality import total


def fenced(pipeline: Pipeline) -> frozenset[NodeId]:
    """The steps that take rows away of which a later condition could end the run."""
    nodes = {node.id: node for node in pipeline.nodes}
    found = (
        _taker(nodes, node.op.input, node.op.predicate)
        for node in pipeline.nodes
        if isinstance(node.op, Filter)
    )
    return frozenset(id for id in found if id is not None)


def _taker(nodes: Mapping[NodeId, Node], id: NodeId, condition: Expr) -> NodeId | None:
    """The last step before a condition that takes rows away, if the condition, or what it reads of
    the steps between, can end the run.
    """
    fails, read = not total(condition), {*columns_of(condition)}
    while True:
        op = nodes[id].op
        match op:
            case Project():
                used = [item.expr for item in op.items if item.name in read]
                fails = fails or not all(map(total, used))
                read = {name for expr in used for name in columns_of(expr)}
                id = op.input
            case Sort() | Expect():
                id = op.input
            case Filter() | Join() | SetOperation():
                return id if fails else None
            case _:
                return None
