"""Small sqlglot trees and the brackets between them: names, literals, templates.

A template is SQL of our own with the slots `_a`, `_b`, `_c` for operands, `_all` for all
of them. It is parsed once; the operands, already trees, are put in with the brackets they need.
Nothing of a spec is ever parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Glot

SLOTS = ("_a", "_b", "_c")
#: The slot, among a function's arguments, of all operands.
ALL = "_all"

#: How tightly a tree holds together; what is not here never needs brackets.
_STRENGTH: dict[type[exp.Expr], int] = {
    exp.Or: 1,
    exp.And: 2,
    exp.Not: 3,
    exp.Is: 4,
    exp.In: 4,
    exp.Between: 4,
    exp.Like: 4,
    exp.Glob: 4,
    exp.RegexpLike: 4,
    exp.Escape: 4,
    exp.EQ: 4,
    exp.NEQ: 4,
    exp.LT: 4,
    exp.LTE: 4,
    exp.GT: 4,
    exp.GTE: 4,
    exp.NullSafeEQ: 4,
    exp.DPipe: 5,
    exp.Add: 6,
    exp.Sub: 6,
    exp.Mul: 7,
    exp.Div: 7,
    exp.IntDiv: 7,
    exp.Mod: 7,
    exp.Neg: 8,
    exp.AtTimeZone: 9,
}
_ATOM = 10
#: On their left these take one of their own kind without brackets.
_CHAINS = (exp.Or, exp.And, exp.DPipe, exp.Add, exp.Sub, exp.Mul)


def name(text: str) -> exp.Identifier:
    return exp.to_identifier(text, quoted=True)


def column(text: str, table: str | None = None) -> exp.Column:
    return exp.column(name(text), table=name(table) if table else None)


def table(text: str, alias: str | None = None) -> exp.Table:
    found = exp.Table(this=name(text))
    return found.as_(name(alias)) if alias else found  # pyright: ignore[reportReturnType]


_CONTROL = re.compile("([\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff])")


def text(value: str) -> exp.Expr:
    """A text literal; what would break or disguise a line of the script is spelled as its code."""
    parts = [part for part in _CONTROL.split(value) if part]
    if not _CONTROL.search(value):
        return exp.Literal.string(value)
    return chain(exp.DPipe, [_sign(part) for part in parts])


def _sign(part: str) -> exp.Expr:
    if _CONTROL.fullmatch(part):
        return call("CHR", number(ord(part)))
    return exp.Literal.string(part)


def number(value: object) -> exp.Expr:
    """A number as it is written; a negative one as the negation of a positive."""
    written = str(value)
    if written.startswith("-"):
        return exp.Neg(this=exp.Literal.number(written[1:]))
    return exp.Literal.number(written)


def double(value: float) -> str:
    """The digits of a float64: without an exponent they would be a decimal."""
    digits = repr(value)
    return digits if "e" in digits else f"{digits}e0"


def float64(value: float) -> exp.Expr:
    """A float64 in its digits."""
    return number(double(value))


def call(function: str, *args: exp.Expr) -> exp.Expr:
    """A function by its name in the target, never one that sqlglot knows better."""
    return exp.Anonymous(this=function, expressions=list(args))


def alias(tree: exp.Expr, as_name: str) -> exp.Expr:
    """The tree under a name; a column under its own name stays as it is."""
    if isinstance(tree, exp.Column) and tree.name == as_name:
        return tree
    return exp.alias_(tree, name(as_name))


def all_of(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """All conditions with AND (one or more)."""
    return chain(exp.And, conditions)


def chain(kind: type[exp.Binary], parts: Sequence[exp.Expr]) -> exp.Expr:
    """`a op b op c`, from the left."""
    first, *rest = parts
    result = first
    for part in rest:
        result = bracketed(kind(this=result, expression=part))
    return result


def bracketed(tree: exp.Expr) -> exp.Expr:
    """The tree with brackets around those direct operands that would bind otherwise."""
    mine = _STRENGTH.get(type(tree), 0)
    if isinstance(tree, exp.Escape):
        return tree
    for key in ("this", "expression"):
        part = tree.args.get(key)
        if isinstance(part, exp.Expr) and _loose(tree, part, mine, left=key == "this"):
            tree.set(key, exp.Paren(this=part))
    return tree


def _loose(tree: exp.Expr, part: exp.Expr, mine: int, *, left: bool) -> bool:
    theirs = _STRENGTH.get(type(part), _ATOM)
    if not mine or theirs == _ATOM or theirs > mine:
        # AND within OR needs none, but reads better with them.
        return isinstance(tree, exp.Or) and isinstance(part, exp.And)
    return not (left and theirs == mine and isinstance(tree, _CHAINS))


@cache
def parsed(template: str, read: type[Glot]) -> exp.Expr:
    """A template's tree. Nobody may change it."""
    select: exp.Select = exp.maybe_parse(f"SELECT {template}", dialect=read)
    tree = select.expressions[0]
    for node in tree.walk():  # where it was read, which each copy would copy too
        node._meta = None  # pyright: ignore[reportPrivateUsage]
    return tree


def fill(template: str, read: type[Glot], *operands: exp.Expr) -> exp.Expr:
    """The template's tree with the operands in its slots."""
    filled = substituted(parsed(template, read), dict(zip(SLOTS, operands, strict=False)))
    for function in filled.find_all(exp.Anonymous):
        if [part.name for part in function.expressions] == [ALL]:
            function.set("expressions", [operand.copy() for operand in operands])
    # Slots first, brackets second: an operand's own tree is already in brackets where it must be.
    return rebracketed(filled)


def substituted(template: exp.Expr, given: Mapping[str, exp.Expr]) -> exp.Expr:
    """The template with what is given for its columns of these names; it lacks brackets then."""

    def change(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in given and not node.table:
            return given[node.name].copy()
        return node

    return template.copy().transform(change, copy=False)


def rebracketed(tree: exp.Expr) -> exp.Expr:
    """The tree with all the brackets that it needs."""
    for node in list(tree.walk()):
        bracketed(node)
    return tree
