"""Where a condition must wait until rows are taken away.

Engines ask a condition as early as they can: below a join or a group, or together with another
condition. One that can end the run (an overflow) would then be asked of rows that are not there any
more. What stands before it is a common table expression of its own, which no engine looks through:
MATERIALIZED, or with a limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from speccc.ir.conditions import side, tests
from speccc.ir.expr import Expr, columns_of
from speccc.ir.rel import (
    Accepted,
    Dedupe,
    Filter,
    GroupBy,
    Join,
    Limit,
    Node,
    NodeId,
    Op,
    Pipeline,
    Project,
    Rejected,
    Runs,
    Session,
    SetOperation,
    TimeWindow,
    Window,
    inputs,
)
from speccc.ir.totality import total

#: They keep some rows of what they read.
_TAKERS = (Filter, Join, SetOperation, Dedupe, Runs, TimeWindow, Session, Accepted, Rejected)


def fenced(pipeline: Pipeline) -> frozenset[NodeId]:
    """The steps that take rows away of which a later condition could end the run."""
    nodes = {node.id: node for node in pipeline.nodes}
    return frozenset(
        id
        for node in pipeline.nodes
        for input, test in _asked(node)
        for id in _takers(nodes, input, {*columns_of(test, side(test))}, not total(test))
    )


def _asked(node: Node) -> Iterator[tuple[NodeId, Expr]]:
    """The tests that an engine may ask of the rows of an input."""
    match node.op:
        case Filter(input=input, predicate=condition) | Runs(input=input, holds=condition):
            yield from ((input, test) for test in tests(condition))
        case Join(left=left, right=right, where=condition) if condition is not None:
            of = {"left": left, "right": right}
            alone = ((side(test), test) for test in tests(condition))
            yield from ((of[name], test) for name, test in alone if name)
        case _:
            pass


def _takers(
    nodes: Mapping[NodeId, Node], id: NodeId, read: set[str], fails: bool
) -> Iterator[NodeId]:
    """The last steps up to one that take rows away, if a test of the columns `read`, or what they
    are computed by on the way, can end the run.
    """
    op = nodes[id].op
    match op:
        case _ if fails and isinstance(op, _TAKERS) and not _keeps_groups(op, read):
            yield id
        case Project():
            used = [item.expr for item in op.items if item.name in read]
            made_of = {name for expr in used for name in columns_of(expr)}
            fails = fails or not all(map(total, used))
            yield from _takers(nodes, op.input, made_of, fails)
        case Join():
            taken = {t.column for t in op.take if t.name in read}
            yield from _takers(nodes, op.left, read, fails)
            yield from _takers(nodes, op.right, taken, fails)
        case Limit():
            pass
        case GroupBy() | Window() | Runs() if not read.issubset(op.by):
            pass
        case _:
            for input in inputs(op):
                yield from _takers(nodes, input, read, fails)


def _keeps_groups(op: Op, read: set[str]) -> bool:
    """Whether a step keeps a row of each group of those that are alike for a test."""
    return isinstance(op, Dedupe) and read.issubset(op.by)
