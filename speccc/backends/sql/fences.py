"""Where a condition must wait until rows are taken away.

Engines ask a condition as early as they can: below a join or a group, or together with another
condition. One that can end the run (an overflow) would then be asked of rows that are not there any
more. What stands before it is a common table expression of its own, which no engine looks through:
MATERIALIZED, or with a limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from speccc.ir.expr import Call, Column, Expr, columns_of, walk
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
        for of, test in _asked(node)
        for id in _takers(nodes, of, {*columns_of(test)}, not total(test))
    )


def _asked(node: Node) -> Iterator[tuple[NodeId, Expr]]:
    """The tests that an engine may ask of the rows of an input."""
    match node.op:
        case Filter(input=input, predicate=condition) | Runs(input=input, holds=condition):
            yield from ((input, test) for test in _tests(condition))
        case Join(left=left, right=right, where=condition) if condition is not None:
            for test in _tests(condition):
                sides = {part.side for part in walk(test) if isinstance(part, Column)}
                if len(sides) == 1:
                    yield (left if sides == {"left"} else right), test
        case _:
            pass


def _tests(condition: Expr) -> Iterator[Expr]:
    """The parts that and, or and not put together, each of which may be asked on its own."""
    if isinstance(condition, Call) and condition.function in ("and", "or", "not"):
        for part in condition.args:
            yield from _tests(part)
    else:
        yield condition


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
