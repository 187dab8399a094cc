"""The expressions that operators hold, and operators with others in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from speccc.ir.expr import Expr, Item
from speccc.ir.rel import (
    CheckRule,
    Expect,
    Filter,
    GroupBy,
    Join,
    Judge,
    Op,
    Project,
    Rule,
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


def with_expressions(op: Op, change: Callable[[Expr], Expr]) -> Op:
    """The operator with all its expressions changed; type and value stay the same."""
    match op:
        case Filter():
            return replace(op, predicate=change(op.predicate))
        case Project() | Window():
            return replace(op, items=_items(op.items, change))
        case GroupBy():
            return replace(op, measures=_items(op.measures, change))
        case Runs():
            measures = _items(op.measures, change)
            return replace(op, holds=change(op.holds), measures=measures)
        case Join():
            return replace(op, where=change(op.where) if op.where is not None else None)
        case Expect() | Judge():
            return replace(op, rules=tuple(_checked(rule, change) for rule in op.rules))
        case _:
            return op


def _items(items: Iterable[Item], change: Callable[[Expr], Expr]) -> tuple[Item, ...]:
    return tuple(replace(item, expr=change(item.expr)) for item in items)


def _checked(rule: Rule, change: Callable[[Expr], Expr]) -> Rule:
    if not isinstance(rule.rule, CheckRule):
        return rule
    return replace(rule, rule=CheckRule(change(rule.rule.predicate)))
