"""Matches by a condition with OR, of which Flink's planner (2.3.0) loses rows.

It joins what EXISTS finds back to the left rows, by `=` on all that the condition reads of them: a
row in which that is NULL has no match then. Without an OR it plans a semi join.
"""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.ir.expr import Call, Case, Column, Expr, walk
from speccc.ir.rel import Join
from speccc.types import BOOL

#: Comparisons and tests that stay what they are.
_TESTS = frozenset({
    *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
    *("is_null", "is_not_null", "like", "contains", "starts_with", "ends_with"),
})  # fmt: skip
#: What the planner writes out as cases, and those with OR.
_CASES = frozenset({"coalesce", "nullif", "least", "greatest", "in", "same"})


def loses_rows(op: Join) -> bool:
    """Whether the planner would lose rows of a semi or anti join."""
    if op.kind not in ("semi", "anti") or op.where is None or _stays(op.where, ("and",)):
        return False
    read = (part for part in walk(op.where) if isinstance(part, Column))
    return any(column.side == "left" and column.nullable for column in read)


def can_be_said(condition: Expr) -> bool:
    """Whether `without_or` leaves no OR in the condition, nor what the planner makes one of."""
    return _stays(condition, ("and", "or"))


def _stays(part: Expr, joining: tuple[str, ...]) -> bool:
    if isinstance(part, Call) and part.function in joining:
        return all(_stays(arg, joining) for arg in part.args)
    if isinstance(part, Call) and part.function == "not":
        return _stays(part.args[0], ())
    if isinstance(part, Call) and part.function in _TESTS:
        within = [inner for arg in part.args for inner in walk(arg)]
        return not any(
            isinstance(inner, Case)
            or (isinstance(inner, Call) and (inner.type == BOOL or inner.function in _CASES))
            for inner in within
        )
    return not isinstance(part, Call | Case)


def without_or(tree: exp.Expr) -> exp.Expr:
    """The condition, TRUE for the same rows: IF, which the planner does not look into, for OR."""
    match tree:
        case exp.Paren():
            return without_or(tree.this)
        case exp.And():
            return trees.chain(exp.And, [without_or(tree.left), without_or(tree.right)])
        case exp.Or():
            left, right = without_or(tree.left), without_or(tree.right)
            return trees.call("IF", left, exp.true(), right)
        case _:
            return tree
