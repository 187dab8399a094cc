"""The expressions that operators hold."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.ir.expr import Expr
from speccc.ir.rel import (
    CheckRule,
    Expect,
    Filter,
    GroupBy,
    Join,
    Judge,
    Op,
    Project,
    Runs,
    Window,
)


def expressions(op: Op) -> Iterator[Expr]:
    """Every whole expression that an operator holds."""
    match op:
        case Project() | Window():
            yield from (item.expr for item in op.items)
        case Runs():
            yield op.holds
            yield from (item.expr for item in op.measures)
        case GroupBy():
            yield from (item.expr for item in op.measures)
        case Filter():
            yield op.predicate
        case Join(where=where) if where is not None:
            yield where
        case Expect() | Judge():
            yield from (r.rule.predicate for r in op.rules if isinstance(r.rule, CheckRule))
        case _:
            return
