"""Typed expressions in the words of the spec again: `net >= :min_revenue`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import assert_never

from speccc.diagnostics import Span
from speccc.ir import expr as ir
from speccc.lang import ast
from speccc.lang.printer import print_expression

#: A tree that was never text has no place.
_NOWHERE = Span("", 0, 0, 0, 0)
_BINARY: dict[str, ast.BinaryOp] = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "concat": "||",
    "equal": "=",
    "not_equal": "<>",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
    "and": "and",
    "or": "or",
}


def formula(expr: ir.Expr) -> str:
    """The expression as a spec would write it; casts that the compiler added are left out."""
    return print_expression(_tree(expr))


def order_text(keys: tuple[ir.OrderKey, ...]) -> str:
    """`a, b desc`."""
    return ", ".join(f"{k.column} desc" if k.descending else k.column for k in keys)


def _tree(expr: ir.Expr) -> ast.Expr:
    match expr:
        case ir.Column():
            return ast.Name(expr.name, expr.side, span=_NOWHERE)
        case ir.Param():
            return ast.Param(expr.name, span=_NOWHERE)
        case ir.Literal():
            return _literal(expr.value)
        case ir.Call():
            return _call(expr)
        case ir.Case():
            otherwise = None if expr.otherwise is None else _tree(expr.otherwise)
            return ast.Case(tuple(map(_when, expr.whens)), otherwise, span=_NOWHERE)
        case ir.Cast():
            if expr.mode == "safe" and expr.type.is_number and expr.operand.type.is_number:
                return _tree(expr.operand)
            trying = expr.mode == "try"
            return ast.Cast(_tree(expr.operand), expr.type, trying, span=_NOWHERE)
        case ir.Aggregate():
            order = tuple(ast.OrderItem(k.column, k.descending, span=_NOWHERE) for k in expr.order)
            return ast.Call(expr.function, _trees(expr.args), order, span=_NOWHERE)
        case ir.WindowCall():
            frame = expr.frame and ast.Bound(expr.frame.start, expr.frame.end, span=_NOWHERE)
            return ast.Call(expr.function, _trees(expr.args), frame=frame, span=_NOWHERE)
        case _:
            assert_never(expr)


def _when(when: ir.When) -> ast.When:
    return ast.When(_tree(when.condition), _tree(when.result), span=_NOWHERE)


def _trees(exprs: tuple[ir.Expr, ...]) -> tuple[ast.Expr, ...]:
    return tuple(map(_tree, exprs))


def _call(expr: ir.Call) -> ast.Expr:
    args = _trees(expr.args)
    match expr.function, args:
        case "is_null" | "is_not_null", (operand,):
            return ast.IsNull(operand, expr.function == "is_not_null", span=_NOWHERE)
        case "not", (operand,):
            return ast.Unary("not", operand, span=_NOWHERE)
        case "negate", (operand,):
            return ast.Unary("-", operand, span=_NOWHERE)
        case "in", (operand, *values):
            return ast.In(operand, tuple(values), False, span=_NOWHERE)
        case "like", (operand, ast.Text() as pattern):
            return ast.Like(operand, pattern, False, span=_NOWHERE)
        case name, (first, *rest) if name in _BINARY:
            for other in rest:
                first = ast.Binary(_BINARY[name], first, other, span=_NOWHERE)
            return first
        case name, _:
            return ast.Call(name, args, span=_NOWHERE)


def _literal(value: ir.Value) -> ast.Expr:
    match value:
        case None:
            return ast.Null(span=_NOWHERE)
        case bool():
            return ast.Bool(value, span=_NOWHERE)
        case str():
            return ast.Text(value, span=_NOWHERE)
        case int() | float() | Decimal():
            text = format(value, "f") if isinstance(value, Decimal) else repr(value)
            number = ast.Number(text.removeprefix("-"), span=_NOWHERE)
            return ast.Unary("-", number, span=_NOWHERE) if text.startswith("-") else number
        case dt.datetime():
            return ast.Typed("timestamp", value.isoformat(" "), span=_NOWHERE)
        case dt.date():
            return ast.Typed("date", value.isoformat(), span=_NOWHERE)
        case _:
            assert_never(value)
