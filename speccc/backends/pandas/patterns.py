"""Lowerings that depend on the value of a literal argument, or on how many arguments there are."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import libcst as cst

from speccc.backends.pandas.syntax import called, code, listed, number, text
from speccc.ir.expr import Call, Expr, Literal
from speccc.types import Kind

Node = cst.BaseExpression


def _text(expr: Expr) -> str:
    assert isinstance(expr, Literal)
    assert isinstance(expr.value, str)
    return expr.value


def _int(expr: Expr) -> int:
    assert isinstance(expr, Literal)
    assert isinstance(expr.value, int)
    return expr.value


def all_of(call: Call, args: list[Node]) -> Node:
    """Kleene "and" over two or more."""
    return functools.reduce(lambda a, b: code("{0} & {1}", a, b), args)


def any_of(call: Call, args: list[Node]) -> Node:
    """Kleene "or" over two or more."""
    return functools.reduce(lambda a, b: code("{0} | {1}", a, b), args)


def is_in(call: Call, args: list[Node]) -> Node:
    """One of literals."""
    return code("{0}.isin({1})", args[0], listed(args[1:]))


def variadic(function: str) -> Callable[[Call, list[Node]], Node]:
    """A helper that takes all arguments."""
    return lambda _call, args: called(function, *args)


def coalesce(call: Call, args: list[Node]) -> Node:
    """Each gap filled by the next argument."""
    return functools.reduce(lambda a, b: code("{0}.fillna({1})", a, b), args)


def like(call: Call, args: list[Node]) -> Node:
    """By the plain text method where there is one: a pattern with one % at an end, say.

    Else by a regular expression of which Arrow and Python think alike; in it . is any character.
    """
    pieces = _pieces(_text(call.args[1]))
    if all(isinstance(piece, str) for piece in pieces):
        return code("{0} == {1}", args[0], text("".join(map(str, pieces))))
    simple = _simple(pieces)
    if simple is not None:
        return code(f"{{0}}.str.{simple[0]}", args[0], text(simple[1]))
    if len(pieces) > 2 and pieces[0] is None and pieces[-1] is None:
        return code("{0}.str.contains({1})", args[0], text(_regex(pieces[1:-1])))
    return code("{0}.str.fullmatch({1})", args[0], text(_regex(pieces)))


#: A piece of a pattern: fixed text, or None for %, or 1 for _.
Piece = str | int | None


def _pieces(pattern: str) -> list[Piece]:
    pieces: list[Piece] = []
    chars = iter(pattern)
    for char in chars:
        if char == "%":
            pieces.append(None)
        elif char == "_":
            pieces.append(1)
        else:
            fixed = next(chars, "\\") if char == "\\" else char
            if pieces and isinstance(pieces[-1], str):
                pieces[-1] += fixed
            else:
                pieces.append(fixed)
    return pieces


def _simple(pieces: list[Piece]) -> tuple[str, str] | None:
    match pieces:
        case [str(start), None]:
            return "startswith({1})", start
        case [None, str(end)]:
            return "endswith({1})", end
        case [None, str(part), None]:
            return "contains({1}, regex=False)", part
        case _:
            return None


def _regex(pieces: list[Piece]) -> str:
    written = {None: ".*", 1: "."}
    parts = (re.escape(p) if isinstance(p, str) else written[p] for p in pieces)
    return f"(?s){''.join(parts)}"


def rounded(call: Call, args: list[Node]) -> Node:
    """By kind; an integer is rounded already."""
    kind = call.args[0].type.kind
    if kind is Kind.INT64:
        return args[0]
    return called("round_decimal" if kind is Kind.DECIMAL else "round_float", *args)


def substr(call: Call, args: list[Node]) -> Node:
    """A slice: places count from 1 in the spec, from 0 here."""
    start = _int(call.args[1]) - 1
    if len(args) == 2:
        return code("{0}.str.slice({1})", args[0], number(max(start, 0)))
    stop = max(start + _int(call.args[2]), 0)
    return code("{0}.str.slice({1}, {2})", args[0], number(max(start, 0)), number(stop))


def right(call: Call, args: list[Node]) -> Node:
    """A slice from the end; -0 would be the whole text."""
    count = _int(call.args[1])
    return code("{0}.str.slice({1})" if count else "{0}.str.slice(0, 0)", args[0], number(-count))
