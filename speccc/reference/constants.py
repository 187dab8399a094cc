"""What no row can have: parts of expressions that read nothing and are always out of range.

Engines compute such a part once, before they see a row: some of them even where there is none, or
where a `case` would never ask for it. So it is wrong in the spec, not in a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from speccc.ir.expr import Aggregate, Column, Expr, Param, WindowCall, children, walk
from speccc.ir.holding import expressions
from speccc.ir.rel import Pipeline
from speccc.reference.expressions import Scope, evaluate

_NOTHING = Scope(row={}, params={})


def out_of_range(pipeline: Pipeline) -> Iterator[Expr]:
    """The smallest parts without columns and parameters whose value leaves its type's range."""
    for node in pipeline.nodes:
        for expr in expressions(node.op):
            yield from _within(expr)


def _within(expr: Expr) -> Iterator[Expr]:
    parts = [found for part in children(expr) for found in _within(part)]
    yield from parts
    if not parts and _reads_nothing(expr):
        try:
            evaluate(expr, _NOTHING)
        except OverflowError:
            yield expr


def _reads_nothing(expr: Expr) -> bool:
    return not any(isinstance(p, Column | Param | Aggregate | WindowCall) for p in walk(expr))
