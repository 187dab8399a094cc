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
    Convert,
    Dedupe,
    Distinct,
    Expect,
    Filter,
    GroupBy,
    Join,
    Judge,
    Node,
    NodeId,
    Pipeline,
    Project,
    Rejected,
    Runs,
    Session,
    SetOperation,
    Sort,
    TimeWindow,
    Union,
    Window,
)
from speccc.ir.totality import total


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
        case Project():
            used = [item.expr for item in op.items if item.name in read]
            fails = fails or not all(map(total, used))
            read = {name for expr in used for name in columns_of(expr)}
            yield from _takers(nodes, op.input, read, fails)
        case Sort() | Expect() | Judge() | Convert() | Distinct():
            yield from _takers(nodes, op.input, read, fails)
        case GroupBy() | Window() | Dedupe() if read.issubset(op.by):
            yield from _takers(nodes, op.input, read, fails)
        case Union():
            for input in op.inputs:
                yield from _takers(nodes, input, read, fails)
        case Filter() | Join() | SetOperation() | Dedupe() | Runs() if fails:
            yield id
        case TimeWindow() | Session() | Accepted() | Rejected() if fails:
            yield id
        case _:
            pass
