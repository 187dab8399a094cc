"""Where NULL can arise, and what a condition proves."""

from __future__ import annotations

from collections.abc import Iterable

from speccc.functions.catalogue import SCALAR
from speccc.functions.model import Function, Nulls
from speccc.ir.expr import Call, Case, Cast, Column, Expr, Literal


def result_nullable(function: Function, args: tuple[Expr, ...]) -> bool:
    """Whether a call can be NULL, from its null rule and its arguments.

    Of aggregates this says nothing about empty input.
    """
    some = any(a.nullable for a in args)
    match function.nulls:
        case Nulls.STRICT | Nulls.KLEENE | Nulls.SKIP | Nulls.ROW:
            return some
        case Nulls.PARTIAL:
            return some or not _always_defined(function, args)
        case Nulls.NEVER:
            return False
        case Nulls.FIRST:
            return all(a.nullable for a in args)
        case Nulls.ALWAYS:
            return True


def _always_defined(function: Function, args: tuple[Expr, ...]) -> bool:
    """Division by a literal that is not 0 always has a value."""
    divisor = args[-1]
    divides = function.name in ("divide", "div", "mod")
    return divides and isinstance(divisor, Literal) and divisor.value not in (None, 0)


def proven_not_null(predicate: Expr) -> frozenset[str]:
    """The columns that cannot be NULL in a row for which `predicate` is TRUE."""
    if not isinstance(predicate, Call):
        return strict_columns(predicate)
    match predicate.function:
        case "and":
            return _all(map(proven_not_null, predicate.args))
        case "or":
            return _common(map(proven_not_null, predicate.args))
        case "is_not_null":
            return strict_columns(predicate.args[0])
        case "not":
            return _proven_by_false(predicate.args[0])
        case _:
            return strict_columns(predicate)


def _proven_by_false(predicate: Expr) -> frozenset[str]:
    """The columns that cannot be NULL in a row for which `predicate` is FALSE."""
    if isinstance(predicate, Call) and predicate.function == "is_null":
        return strict_columns(predicate.args[0])
    if isinstance(predicate, Call) and predicate.function == "and":
        return _common(map(_proven_by_false, predicate.args))
    if isinstance(predicate, Call) and predicate.function == "or":
        return _all(map(_proven_by_false, predicate.args))
    return strict_columns(predicate)


def strict_columns(expr: Expr) -> frozenset[str]:
    """The columns (of no side) whose NULL makes the expression NULL, whatever the rest."""
    match expr:
        case Column():
            return frozenset({expr.name}) if expr.side is None else frozenset()
        case Cast():
            return strict_columns(expr.operand)
        case Call() if SCALAR[expr.function].nulls in (Nulls.STRICT, Nulls.PARTIAL):
            return _all(map(strict_columns, expr.args))
        case Case():
            return frozenset()
        case _:
            return frozenset()


def _all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(name for names in sets for name in names)


def _common(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    first, *rest = sets
    return first.intersection(*rest)
