"""What no row can have: parts of expressions that read nothing and are always out of range.

Engines compute such a part once, before they see a row: some of them even where there is none, or
where a `case` would never ask for it. So it is wrong in the spec, not in a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from speccc.ir.expr import Aggregate, Column, Expr, Param, WindowCall, children
from speccc.ir.holding import expressions
from speccc.ir.rel import Pipeline
from speccc.reference.expressions import Scope, evaluate

_NOTHING = Scope(row={}, params={})


def out_of_range(pipeline: Pipeline) -> Iterator[Expr]:
    """The smallest parts without columns and parameters whose value leaves its type's range."""
    for node in pipeline.nodes:
        for expr in expressions(node.op):
            found: list[Expr] = []
            _fits(expr, found)
            yield from found


def _fits(expr: Expr, found: list[Expr]) -> bool:
    """Whether a part reads nothing and has a value; those that read nothing and have none are
    added to `found`.
    """
    fits = [_fits(part, found) for part in children(expr)]
    if not all(fits) or isinstance(expr, Column | Param | Aggregate | WindowCall):
        return False
    try:
        evaluate(expr, _NOTHING)
    except OverflowError:
        found.append(expr)
        return False
    return True
