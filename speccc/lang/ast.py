"""The untyped syntax tree of an expression, exactly as written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from speccc.diagnostics import Span
from speccc.types import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """`span` never counts in equality: two texts of one meaning are equal trees."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A column; `side` is set for `left.x` and `right.x`, which only a join's `where` may hold."""

    name: str
    side: Literal["left", "right"] | None = None


@dataclass(frozen=True, slots=True)
class Param(Node):
    """`:name`"""

    name: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as written: digits, maybe a point, maybe an exponent; never a sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text literal, unescaped."""

    value: str


@dataclass(frozen=True, slots=True)
class Bool(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class Null(Node):
    pass


@dataclass(frozen=True, slots=True)
class Typed(Node):
    """`date '…'`, `timestamp '…'` or `decimal '…'`; the text is checked by the parser."""

    kind: Literal["date", "timestamp", "decimal"]
    text: str


UnaryOp = Literal["-", "not"]
BinaryOp = Literal["or", "and", "=", "<>", "<", "<=", ">", ">=", "+", "-", "||", "*", "/"]


@dataclass(frozen=True, slots=True)
class Unary(Node):
    op: UnaryOp
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary(Node):
    op: BinaryOp
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class IsNull(Node):
    operand: Expr
    negated: bool


@dataclass(frozen=True, slots=True)
class In(Node):
    """`values` are literals (a minus sign before a number is folded into Unary)."""

    operand: Expr
    values: tuple[Expr, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Between(Node):
    operand: Expr
    low: Expr
    high: Expr
    negated: bool


@dataclass(frozen=True, slots=True)
class Like(Node):
    operand: Expr
    pattern: Text
    negated: bool


@dataclass(frozen=True, slots=True)
class When(Node):
    condition: Expr
    result: Expr


@dataclass(frozen=True, slots=True)
class Case(Node):
    whens: tuple[When, ...]
    otherwise: Expr | None


@dataclass(frozen=True, slots=True)
class Cast(Node):
    operand: Expr
    type: Type
    trying: bool


@dataclass(frozen=True, slots=True)
class OrderItem(Node):
    """One item of `order by` inside a call: a column and its direction."""

    column: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Bound(Node):
    """An end of a frame in rows from the current one; None is the end of the group.

    `last 5 rows` is -4 to 0, `rows so far` None to 0, `all rows` None to None,
    `rows from 3 before to 1 after` -3 to 1.
    """

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`name(args order by …) over (frame)`. `name_span` is the place of the name alone."""

    name: str
    args: tuple[Expr, ...]
    order: tuple[OrderItem, ...] = ()
    frame: Bound | None = None
    name_span: Span | None = field(default=None, compare=False)


Expr = (
    Name
    | Param
    | Number
    | Text
    | Bool
    | Null
    | Typed
    | Unary
    | Binary
    | IsNull
    | In
    | Between
    | Like
    | Case
    | Cast
    | Call
)
