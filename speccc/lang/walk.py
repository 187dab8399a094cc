"""Going through a tree without knowing what its nodes are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from speccc.lang import ast
from speccc.lang.ast import Expr


def children(expr: Expr) -> tuple[Expr, ...]:
    """The operands, in the order they are written."""
    match expr:
        case (
            ast.Name()
            | ast.Param()
            | ast.Number()
            | ast.Text()
            | ast.Bool()
            | ast.Null()
            | ast.Typed()
        ):
            return ()
        case ast.Unary(operand=operand) | ast.IsNull(operand=operand) | ast.Cast(operand=operand):
            return (operand,)
        case ast.Binary(left=left, right=right):
            return left, right
        case ast.In(operand=operand, values=values):
            return operand, *values
        case ast.Between(operand=operand, low=low, high=high):
            return operand, low, high
        case ast.Like(operand=operand, pattern=pattern):
            return operand, pattern
        case ast.Case(whens=whens, otherwise=otherwise):
            parts = tuple(part for when in whens for part in (when.condition, when.result))
            return parts if otherwise is None else (*parts, otherwise)
        case ast.Call(args=args):
            return args
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The node and all below it, each before its operands, in the order they are written."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def depth(expr: Expr) -> int:
    """How many nodes lie on the longest way down; 1 for a node without operands."""
    level, deep = [expr], 0
    while level:
        level = [child for node in level for child in children(node)]
        deep += 1
    return deep
