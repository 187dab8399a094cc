"""Matches by a condition with OR, of which Flink's planner (2.3.0) loses rows.

It joins what EXISTS finds back to the left rows, by `=` on all that the condition reads of them: a
row in which that is NULL has no match then. Without an OR it plans a semi join. So OR is said as
IF. Where the planner makes an OR of something else, the condition reads columns without NULL; for
that it needs all rows, which a stream never has.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.matching import LEFT
from speccc.ir.expr import Call, Case, Column, Expr, Literal, Value, walk
from speccc.ir.rel import Join
from speccc.types import BOOL, Kind

_COMPARISONS = frozenset({
    *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
    *("like", "contains", "starts_with", "ends_with"),
})  # fmt: skip
#: The planner asks each part of what is NULL, with OR between: a column has no parts.
_TESTS = frozenset({"is_null", "is_not_null"})


def loses_rows(op: Join) -> bool:
    """Whether the planner would lose rows of a semi or anti join."""
    if op.kind not in ("semi", "anti") or op.where is None or _stays(op.where, ("and",)):
        return False
    return bool(may_be_null(op))


def may_be_null(op: Join) -> list[Column]:
    """The columns of the left that the condition reads, and which may be NULL; each once."""
    read = walk(op.where) if op.where else ()
    columns = (part for part in read if isinstance(part, Column))
    return list({c.name: c for c in columns if c.side == "left" and c.nullable}.values())


def can_be_said(op: Join) -> bool:
    """Whether `without_or` leaves no OR in the condition, nor what the planner makes one of."""
    return op.where is None or _stays(op.where, ("and", "or"))


def _stays(part: Expr, joining: tuple[str, ...]) -> bool:
    match part:
        case Call(function=function, args=args) if function in joining:
            return all(_stays(arg, joining) for arg in args)
        case Call(function="not", args=(negated,)):
            return _stays(negated, ())
        case Call(function=function, args=(tested,)) if function in _TESTS:
            return isinstance(tested, Column)
        case Call(function=function, args=args) if function in _COMPARISONS:
            return not any(_decides(inner) for arg in args for inner in walk(arg))
        case Call() | Case():
            return False
        case _:
            return True


def _decides(part: Expr) -> bool:
    return isinstance(part, Case) or (isinstance(part, Call) and part.type == BOOL)


def without_or(tree: exp.Expr) -> exp.Expr:
    """The condition, TRUE for the same rows, with IF for OR."""
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


_ANY_VALUE: dict[Kind, Value] = {
    Kind.BOOL: False,
    Kind.INT64: 0,
    Kind.FLOAT64: 0.0,
    Kind.DECIMAL: Decimal(0),
    Kind.TEXT: "",
    Kind.DATE: date(1970, 1, 1),
    Kind.TIMESTAMP: datetime(1970, 1, 1),
}


def any_value(column: Column) -> Literal:
    """What stands where a column is NULL."""
    return Literal(type=column.type, nullable=False, value=_ANY_VALUE[column.type.kind])


def without_null(column: Column, value: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    """A column of the left as two that are never NULL: whether it is, and its value or another."""
    own = trees.column(column.name)
    is_null, filled = (trees.fill(t, Flink, own, value) for t in ("_a IS NULL", "COALESCE(_a, _b)"))
    return (
        trees.alias(is_null, _is_null(column.name)),
        trees.alias(filled, _filled(column.name)),
    )


def put_back(tree: exp.Expr, columns: list[Column]) -> exp.Expr:
    """A condition that reads these columns of the left from what `without_null` made of them."""
    names = {column.name for column in columns}

    def replaced(part: exp.Expr) -> exp.Expr:
        if not (isinstance(part, exp.Column) and part.table == LEFT and part.name in names):
            return part
        made = (trees.column(of(part.name), LEFT) for of in (_is_null, _filled))
        return trees.fill("CASE WHEN NOT _a THEN _b END", Flink, *made)

    return tree.transform(replaced)


def _is_null(name: str) -> str:
    return f"_is_null_{name}"


def _filled(name: str) -> str:
    return f"_filled_{name}"
