"""Rules about one row: when a row breaks one, and the names of all that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.matching import LEFT, RIGHT, has_no_match
from speccc.diagnostics import InternalError
from speccc.ir.rel import CheckRule, NodeId, NotNullRule, ReferencesRule, RuleKind
from speccc.types import Schema


def breaks(
    engine: Engine, schema: Schema, rule: RuleKind, rows: Callable[[NodeId, str], exp.Expr]
) -> list[exp.Expr]:
    """The conditions that all hold for a row with these columns if it breaks the rule.

    `rows` gives a node's rows under an alias. The row itself stands under LEFT if the rule refers
    to another relation. Raises InternalError for a rule that is not about one row.
    """
    match rule:
        case CheckRule():
            held = Expressions(engine, schema).lower(rule.predicate)
            return [trees.fill("_a IS NOT TRUE", engine.glot, held)]
        case NotNullRule():
            nulls = [
                trees.fill("_a IS NULL", engine.glot, trees.column(name)) for name in rule.columns
            ]
            return [trees.chain(exp.Or, nulls)]
        case ReferencesRule():
            keys = (trees.column(key.left, LEFT) for key in rule.keys)
            given = [trees.fill("_a IS NOT NULL", engine.glot, key) for key in keys]
            return [*given, has_no_match(engine, rows(rule.to, RIGHT), rule.keys)]
        case _:
            raise InternalError(f"{type(rule).__name__} is not about one row")


def broken_rules(engine: Engine, judged: Sequence[tuple[str, Sequence[exp.Expr]]]) -> exp.Expr:
    """The names of the rules that a row breaks, joined by `, `; NULL if there are none.

    `judged` has for each rule its name and the conditions of a row that breaks it.
    """
    if len(judged) == 1:
        [(name, conditions)] = judged
        return _if(conditions, trees.text(name))
    if engine.concat_ws:
        names = [_if(conditions, trees.text(name)) for name, conditions in judged]
        listed = trees.call("CONCAT_WS", trees.text(", "), *names)
    else:
        parts = [_if(why, trees.text(f", {name}"), trees.text("")) for name, why in judged]
        listed = trees.call("SUBSTR", trees.chain(exp.DPipe, parts), trees.number(3))
    return trees.fill("NULLIF(_a, '')", engine.glot, listed)


def _if(conditions: Sequence[exp.Expr], true: exp.Expr, false: exp.Expr | None = None) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=trees.all_of(conditions), true=true)], default=false)
