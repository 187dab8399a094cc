"""Parsing in a test, and trees in a form that shows every bracket."""

from __future__ import annotations

from speccc.diagnostics import Diagnostic, Reporter, Span
from speccc.lang import ast
from speccc.lang.ast import Expr
from speccc.lang.parser import parse_expression


def locate(start: int, end: int) -> Span:
    """Offsets as columns of one line: column 1 is offset 0."""
    return Span("spec.yaml", 1, start + 1, 1, end + 1)


def parse(text: str) -> Expr:
    """The tree of a text without errors."""
    reporter = Reporter()
    expr = parse_expression(text, locate, reporter)
    assert reporter.diagnostics == []
    assert expr is not None
    return expr


def try_parse(text: str) -> Expr | None:
    """The tree of a text, or None if it is wrong."""
    return parse_expression(text, locate, Reporter())


def errors(text: str) -> list[Diagnostic]:
    """What is wrong with a text, by place."""
    reporter = Reporter()
    assert parse_expression(text, locate, reporter) is None
    assert reporter.failed
    return sorted(reporter.diagnostics, key=lambda d: d.span or locate(0, 0))


def shape(expr: Expr) -> str:
    """The tree as nested lists: `1 + a` is `(+ 1 a)`. Written apart from the printer."""
    match expr:
        case ast.Name(name, side):
            return f"{side}.{name}" if side else name
        case ast.Param(name):
            return f":{name}"
        case ast.Number(text):
            return text
        case ast.Text(value):
            return repr(value)
        case ast.Bool(value):
            return str(value)
        case ast.Null():
            return "None"
        case ast.Typed(kind, text):
            return f"({kind} {text})"
        case ast.Unary(op, operand):
            return f"({op} {shape(operand)})"
        case ast.Binary(op, left, right):
            return f"({op} {shape(left)} {shape(right)})"
        case ast.IsNull(operand, negated):
            return f"({_not(negated)}null {shape(operand)})"
        case ast.In(operand, values, negated):
            return f"({_not(negated)}in {' '.join(map(shape, (operand, *values)))})"
        case ast.Between(operand, low, high, negated):
            return f"({_not(negated)}between {shape(operand)} {shape(low)} {shape(high)})"
        case ast.Like(operand, pattern, negated):
            return f"({_not(negated)}like {shape(operand)} {shape(pattern)})"
        case ast.Case(whens, otherwise):
            parts = [f"[{shape(when.condition)} {shape(when.result)}]" for when in whens]
            parts += [shape(otherwise)] if otherwise else []
            return f"(case {' '.join(parts)})"
        case ast.Cast(operand, type_, trying):
            return f"({'try' if trying else ''}cast {shape(operand)} {type_})"
        case ast.Call(name, args, order, frame):
            parts = [name, *map(shape, args)]
            parts += [f"/{item.column}{'-' if item.descending else '+'}" for item in order]
            parts += [f"@{frame.start},{frame.end}"] if frame else []
            return f"{{{' '.join(parts)}}}"


def _not(negated: bool) -> str:
    return "not-" if negated else ""
