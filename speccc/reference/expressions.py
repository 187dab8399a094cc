"""The value of an expression in one row.

`case` and `coalesce` evaluate only as far as they must, so that a guard guards; every other call
evaluates all its arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from speccc.functions.catalogue import SCALAR
from speccc.functions.model import Nulls
from speccc.ir.expr import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Literal,
    Param,
    Side,
    Value,
    WindowCall,
)
from speccc.reference.casting import convert
from speccc.reference.scalars import SCALARS
from speccc.reference.values import RunError, checked

Names = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees: a row by column (or the two rows of a join), the parameters, and
    the values of the aggregate or window calls in it.
    """

    row: Names
    params: Names
    sides: Mapping[Side, Names] = field(default_factory=dict[Side, Names])
    calls: Mapping[Expr, Value] = field(default_factory=dict[Expr, Value])


def evaluate(expr: Expr, scope: Scope) -> Value:
    """The value of `expr`. Raises OverflowError where a value leaves the range of its type."""
    match expr:
        case Column():
            return (scope.row if expr.side is None else scope.sides[expr.side])[expr.name]
        case Literal():
            return checked(expr.value, expr.type)
        case Param():
            return scope.params[expr.name]
        case Call():
            args = (evaluate(arg, scope) for arg in expr.args)
            return checked(call(expr.function, args), expr.type)
        case Case():
            for when in expr.whens:
                if evaluate(when.condition, scope) is True:
                    return evaluate(when.result, scope)
            return None if expr.otherwise is None else evaluate(expr.otherwise, scope)
        case Cast():
            value = evaluate(expr.operand, scope)
            result = convert(value, expr.operand.type, expr.type)
            if expr.mode == "safe" and result is None and value is not None:
                raise OverflowError
            return result
        case Aggregate() | WindowCall():
            return scope.calls[expr]
        case _:
            assert_never(expr)


def call(name: str, args: Iterable[Value]) -> Value:
    """A scalar function of the catalogue under its null rule; `args` are asked for as needed."""
    function, rule = SCALARS[name], SCALAR[name].nulls
    match rule:
        case Nulls.STRICT | Nulls.PARTIAL:
            values = tuple(args)
            return None if any(value is None for value in values) else function(*values)
        case Nulls.FIRST:
            first = next((value for value in args if value is not None), None)
            return None if first is None else function(first)
        case _:
            return function(*args)


def column(expr: Expr, scopes: Iterable[Scope], place: str) -> list[Value]:
    """The value in each row. Raises RunError with the count of rows in which it overflows."""
    values: list[Value] = []
    overflows = 0
    for scope in scopes:
        try:
            values.append(evaluate(expr, scope))
        except OverflowError:
            overflows += 1
    if overflows:
        raise RunError("overflow", f"{place}: out of range in {rows(overflows)}")
    return values


def rows(count: int) -> str:
    """A count for a message."""
    return f"{count} row{'' if count == 1 else 's'}"
