"""Syntax tree to its one canonical text."""

from __future__ import annotations

from typing import assert_never

from speccc.diagnostics import InternalError
from speccc.lang import ast
from speccc.lang.ast import Expr
from speccc.lang.precedence import BINARY, Level


def print_expression(expr: Expr) -> str:
    """The canonical text: on one line, words in lower case, no bracket that is not needed.

    Parsing the text gives `expr` again. Raises InternalError for a tree that no text gives.
    """
    match expr:
        case ast.Unary(op, operand):
            return (
                f"-{_at(Level.PRIMARY, operand)}" if op == "-" else f"not {_at(Level.NOT, operand)}"
            )
        case ast.Binary():
            return _binary(expr)
        case ast.IsNull() | ast.In() | ast.Between() | ast.Like():
            return _predicate(expr)
        case ast.Case(whens, otherwise):
            return _case(whens, otherwise)
        case ast.Cast(operand, type_, trying):
            return f"{'try_cast' if trying else 'cast'}({print_expression(operand)} as {type_})"
        case ast.Call():
            return _call(expr)
        case _:
            return _leaf(expr)


def print_order_item(item: ast.OrderItem) -> str:
    """`a` or `a desc`."""
    return f"{item.column} desc" if item.descending else item.column


def _leaf(
    expr: ast.Name | ast.Param | ast.Number | ast.Text | ast.Bool | ast.Null | ast.Typed,
) -> str:
    match expr:
        case ast.Name(name, side):
            return f"{side}.{name}" if side else name
        case ast.Param(name):
            return f":{name}"
        case ast.Number(text):
            return text
        case ast.Text(value):
            return _quoted(value)
        case ast.Bool(value):
            return "true" if value else "false"
        case ast.Null():
            return "null"
        case ast.Typed(kind, text):
            return f"{kind} {_quoted(text)}"
        case _:
            assert_never(expr)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _level(expr: Expr) -> Level:
    """How tightly the outermost operator of `expr` binds."""
    match expr:
        case ast.Binary(op=op):
            return BINARY[op]
        case ast.IsNull() | ast.In() | ast.Between() | ast.Like():
            return Level.COMPARE
        case ast.Unary(op=op):
            return Level.NOT if op == "not" else Level.NEGATE
        case _:
            return Level.PRIMARY


def _at(floor: Level, expr: Expr) -> str:
    """The text for a place that takes what binds at least as tightly as `floor`."""
    text = print_expression(expr)
    return text if _level(expr) >= floor else f"({text})"


def _binary(expr: ast.Binary) -> str:
    level = BINARY[expr.op]
    tighter = Level(level + 1)
    match expr.left:
        case ast.Binary(op=op) if level is Level.CONNECT and op == expr.op:
            floor = level
        case _:
            floor = level if level in (Level.ADD, Level.MULTIPLY) else tighter
    return f"{_at(floor, expr.left)} {expr.op} {_at(tighter, expr.right)}"


def _predicate(expr: ast.IsNull | ast.In | ast.Between | ast.Like) -> str:
    operand = _at(Level.ADD, expr.operand)
    negation = "not " if expr.negated else ""
    match expr:
        case ast.IsNull():
            return f"{operand} is {negation}null"
        case ast.In(values=values):
            return f"{operand} {negation}in ({', '.join(map(print_expression, values))})"
        case ast.Between(low=low, high=high):
            ends = f"{_at(Level.ADD, low)} and {_at(Level.ADD, high)}"
            return f"{operand} {negation}between {ends}"
        case ast.Like(pattern=pattern):
            return f"{operand} {negation}like {_quoted(pattern.value)}"
        case _:
            assert_never(expr)


def _case(whens: tuple[ast.When, ...], otherwise: Expr | None) -> str:
    parts = [
        f"when {print_expression(when.condition)} then {print_expression(when.result)}"
        for when in whens
    ]
    if otherwise is not None:
        parts.append(f"else {print_expression(otherwise)}")
    return f"case {' '.join(parts)} end"


def _call(expr: ast.Call) -> str:
    inside = ", ".join(map(print_expression, expr.args))
    if expr.order:
        order = "order by " + ", ".join(map(print_order_item, expr.order))
        inside = f"{inside} {order}" if inside else order
    over = f" over ({_frame(expr.frame)})" if expr.frame else ""
    return f"{expr.name}({inside}){over}"


def _frame(frame: ast.Bound) -> str:
    match frame.start, frame.end:
        case None, None:
            return "all rows"
        case None, 0:
            return "rows so far"
        case int(start), 0 if start <= 0:
            return f"last {1 - start} rows"
        case int(start), int(end) if start <= 0 <= end:
            return f"rows from {-start} before to {end} after"
        case start, end:
            raise InternalError(f"no frame goes from {start} to {end}")
