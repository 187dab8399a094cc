"""Which expressions can end a run."""

from __future__ import annotations

from collections.abc import Callable

from speccc.ir.expr import Call, Cast, Expr, walk
from speccc.types import INT64, Kind

#: Calls that can end a run: over exact numbers they may overflow, over floats become infinite;
#: dates may leave the calendar.
_CAN_FAIL = frozenset(
    {"add", "subtract", "multiply", "negate", "abs", "round", "exp", "power"}
    | {"add_days", "add_months", "add_seconds", "divide", "ceil", "floor"}
)


def total(expr: Expr, fits: Callable[[Call], bool] = lambda _: False) -> bool:
    """Whether the expression has a value (or NULL) for every row: it can never end the run.

    `fits` tells that the result of a call that can fail is always one of its type.
    """
    for node in walk(expr):
        if isinstance(node, Call) and node.function in _CAN_FAIL and not fits(node):
            return False
        if isinstance(node, Cast) and node.mode == "safe" and node.type.kind is Kind.DECIMAL:
            wide = node.operand.type == INT64 and node.type.precision - node.type.scale >= 19
            if not wide and node.operand.type.kind is not Kind.DECIMAL:
                return False
    return True
