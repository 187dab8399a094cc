"""Typed expressions. Each node carries its type, nullability, exactness and place.

Promotions are explicit: a call's arguments have exactly the types its function row asks for
(decimals of one call may differ in precision and scale). No node is ever untyped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal as OneOf
from typing import assert_never

from speccc.diagnostics import Span
from speccc.types import Type

#: The Python values of the seven types; None is NULL.
Value = bool | int | float | Decimal | str | dt.date | dt.datetime | None
Side = OneOf["left", "right"]  #: of a join


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    type: Type
    nullable: bool
    inexact: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Column(Typed):
    """A column of the input; in a join's `where`, of the side named."""

    name: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Literal(Typed):
    value: Value


@dataclass(frozen=True, slots=True)
class Param(Typed):
    name: str


@dataclass(frozen=True, slots=True)
class Call(Typed):
    """An operator or scalar function of the catalogue, by name."""

    function: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class When:
    condition: Expr
    result: Expr


@dataclass(frozen=True, slots=True)
class Case(Typed):
    """The first branch whose condition is TRUE; without `otherwise` the rest is NULL."""

    whens: tuple[When, ...]
    otherwise: Expr | None


@dataclass(frozen=True, slots=True)
class Cast(Typed):
    """`safe` cannot fail (promotion, widening, to text); `try` gives NULL on a bad value."""

    operand: Expr
    mode: OneOf["safe", "try"]


@dataclass(frozen=True, slots=True)
class JoinKey:
    """Rows match where these columns are equal; NULL never is."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class OrderKey:
    """NULLs are last in both directions."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Aggregate(Typed):
    """An aggregate call; `order` (of first, last, string_agg) is completed by the compiler."""

    function: str
    args: tuple[Expr, ...]
    order: tuple[OrderKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows relative to the current one, both ends included; None is the end of the group."""

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class WindowCall(Typed):
    """A window call; `frame` is set exactly for sum, avg, min, max and count."""

    function: str
    args: tuple[Expr, ...]
    frame: Frame | None = None


Expr = Column | Literal | Param | Call | Case | Cast | Aggregate | WindowCall


@dataclass(frozen=True, slots=True)
class Item:
    """`name` is made of `expr`."""

    name: str
    expr: Expr


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression, left to right."""
    match expr:
        case Column() | Literal() | Param():
            return ()
        case Call() | Aggregate() | WindowCall():
            return expr.args
        case Case():
            parts = [part for w in expr.whens for part in (w.condition, w.result)]
            return (*parts, expr.otherwise) if expr.otherwise is not None else tuple(parts)
        case Cast():
            return (expr.operand,)
        case _:
            assert_never(expr)


def with_children(expr: Expr, parts: tuple[Expr, ...]) -> Expr:
    """The same node over other parts (as many, in the order of `children`)."""
    match expr:
        case Column() | Literal() | Param():
            return expr
        case Call() | Aggregate() | WindowCall():
            return replace(expr, args=parts)
        case Case():
            count = len(expr.whens)
            whens = tuple(When(parts[2 * i], parts[2 * i + 1]) for i in range(count))
            rest = parts[2 * count] if expr.otherwise is not None else None
            return replace(expr, whens=whens, otherwise=rest)
        case Cast():
            return replace(expr, operand=parts[0])
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all its parts, parents first."""
    yield expr
    for part in children(expr):
        yield from walk(part)


def rewrite(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The expression with `change` applied to every node, parts first."""
    parts = children(expr)
    changed = tuple(rewrite(part, change) for part in parts)
    return change(with_children(expr, changed) if changed != parts else expr)


def has_aggregate(expr: Expr) -> bool:
    """Whether it is computed of several rows."""
    return any(isinstance(part, Aggregate) for part in walk(expr))


def columns_of(expr: Expr, side: Side | None = None) -> tuple[str, ...]:
    """The names of the columns an expression reads (of one side), in order of first use.

    Includes the order keys of aggregates.
    """
    found: dict[str, None] = {}
    for node in walk(expr):
        if isinstance(node, Column) and node.side == side:
            found[node.name] = None
        if isinstance(node, Aggregate):
            found.update(dict.fromkeys(key.column for key in node.order))
    return tuple(found)
