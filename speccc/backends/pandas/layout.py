"""Statements laid out as black would: on one line, or a line for each part of the last bracket.

What neither rule can fit goes to black itself, whose import is slow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from speccc.backends.pandas.code import Statement
from speccc.backends.pandas.syntax import printed

WIDTH = 88
INDENT = "    "


def lay_out(statement: Statement, depth: int) -> str:
    """The statement's lines, indented."""
    head = f"{statement.target} = " if statement.target else ""
    return written(head, statement.value, depth)


def written(head: str, value: cst.BaseExpression, depth: int) -> str:
    """`head` and an expression, in lines of at most 88 characters."""
    lines = _expression(head, value, "", INDENT * depth)
    if lines is None:
        return _black(head + printed(value), depth)
    return "\n".join(lines)


def _expression(head: str, value: cst.BaseExpression, tail: str, indent: str) -> list[str] | None:
    """The lines of an expression between two texts; None if it does not fit."""
    flat = f"{indent}{head}{printed(value)}{tail}"
    if len(flat) <= WIDTH:
        return [flat]
    if isinstance(value, cst.Tuple) and value.elements:
        parts = [("", element.value) for element in value.elements]
        return _exploded(f"{indent}{head}(", parts, f"{indent}){tail}", indent + INDENT)
    if getattr(value, "lpar", ()):
        return None
    match value:
        case cst.Lambda():
            given = f" {printed(value.params)}" if value.params.params else ""
            return _expression(f"{head}lambda{given}: ", value.body, tail, indent)
        case cst.Call(func=cst.Attribute(value=cst.Call() as inner, attr=name), args=[]):
            return _expression(head, inner, f".{name.value}(){tail}", indent)
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=index))]):
            start = f"{indent}{head}{printed(value.value)}["
            inner = _condition(index, indent + INDENT)
            if inner is None or len(start) > WIDTH or not _plain_chain(start):
                return None
            return [start, *inner, f"{indent}]{tail}"]
        case cst.Subscript(slice=[_, _]) if _plain_chain(printed(value.value)):
            start = f"{indent}{head}{printed(value.value)}["
            if len(start) > WIDTH:
                return None
            parts = [("", e.slice.value) for e in value.slice if isinstance(e.slice, cst.Index)]
            return _exploded(start, parts, f"{indent}]{tail}", indent + INDENT)
        case cst.Call() if value.args:
            opening, closing = f"{printed(value.func)}(", ")"
            parts = [_argument(arg) for arg in value.args]
        case cst.List():
            opening, closing = "[", "]"
            parts = [("", e.value) for e in value.elements]
        case cst.Dict():
            opening, closing = "{", "}"
            parts = [
                (f"{printed(e.key)}: ", e.value)
                for e in value.elements
                if isinstance(e, cst.DictElement)
            ]
        case _:
            return None
    start = f"{indent}{head}{opening}"
    if len(start) > WIDTH or not _plain_chain(opening):
        return None
    return _exploded(start, parts, f"{indent}{closing}{tail}", indent + INDENT)


def _condition(value: cst.BaseExpression, indent: str) -> list[str] | None:
    """The lines of what stands alone in brackets: an operand of `&` or `|` on each, if need be."""
    flat = f"{indent}{printed(value)}"
    if len(flat) <= WIDTH:
        return [flat]
    if not isinstance(value, cst.BinaryOperation) or value.lpar:
        return None
    if not isinstance(value.operator, cst.BitAnd | cst.BitOr):
        return None
    sign = printed(value.operator).strip()
    operands = _operands(value, type(value.operator))
    first, *rest = [printed(operand) for operand in operands]
    lines = [f"{indent}{first}", *(f"{indent}{sign} {operand}" for operand in rest)]
    return lines if all(len(line) <= WIDTH for line in lines) else None


def _operands(
    value: cst.BaseExpression, operator: type[cst.BaseBinaryOp]
) -> list[cst.BaseExpression]:
    """The operands of a chain of one operator, left to right."""
    chained = isinstance(value, cst.BinaryOperation) and isinstance(value.operator, operator)
    if not isinstance(value, cst.BinaryOperation) or not chained or value.lpar:
        return [value]
    return [*_operands(value.left, operator), value.right]


def _plain_chain(opening: str) -> bool:
    """Whether black keeps what stands before a bracket on one line."""
    return opening.count("(") <= 1


def _argument(arg: cst.Arg) -> tuple[str, cst.BaseExpression]:
    name = f"{arg.keyword.value}=" if arg.keyword else arg.star
    return name, arg.value


def _exploded(
    start: str, parts: Sequence[tuple[str, cst.BaseExpression]], end: str, indent: str
) -> list[str] | None:
    lines = [start]
    for head, part in parts:
        inner = _expression(head, part, ",", indent)
        if inner is None:
            return None
        lines += inner
    return [*lines, end]


def _black(source: str, depth: int) -> str:
    """The statement as black formats it at its depth."""
    import black

    opened = "".join(f"{INDENT * d}if x:\n" for d in range(depth))
    done = black.format_str(f"{opened}{INDENT * depth}{source}\n", mode=black.Mode())
    return "\n".join(done.rstrip("\n").split("\n")[depth:])


def comment(text: str, depth: int) -> list[str]:
    """A comment in lines of at most 88 characters where its words allow it."""
    room = WIDTH - len(INDENT) * depth - 2
    lines = re.findall(rf"(?:.{{1,{room}}}(?= |$)|\S+)", text)
    return [f"{INDENT * depth}# {line.strip()}" for line in lines if line.strip()]


def docstring(text: str) -> list[str]:
    """A line of documentation in a function's body."""
    return [f'    """{text}"""']


def signature(head: str) -> list[str]:
    """A function's head on one line, or with a parameter on each."""
    if len(head) <= 88:
        return [head]
    start, _, rest = head.partition("(")
    inside, _, end = rest.rpartition(") -> ")
    parts = re.split(r", (?=[A-Za-z_0-9]+: |\*)", inside)
    return [f"{start}(", *(f"    {part}," for part in parts), f") -> {end}"]
