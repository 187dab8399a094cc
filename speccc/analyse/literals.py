"""Number literals and nulls that still adapt to their neighbours, and what they become."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from speccc.diagnostics import Span
from speccc.ir.expr import Literal
from speccc.types import FLOAT64, INT64, Kind, Type, decimal
from speccc.types.model import INT64_MAX, INT64_MIN, MAX_PRECISION, MAX_SCALE

#: Wide enough for every decimal of the language; the default context has 28 digits.
_WIDE = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, maybe with a minus sign: int64 without a point, else float64,
    unless its neighbours make it a decimal.
    """

    text: str
    span: Span

    @property
    def whole(self) -> bool:
        return not any(c in self.text for c in ".eE")

    def negated(self, span: Span) -> Number:
        text = self.text.removeprefix("-") if self.text.startswith("-") else f"-{self.text}"
        return replace(self, text=text, span=span)

    def as_decimal(self) -> Literal | None:
        """The literal as exactly the decimal that is written; None with an exponent."""
        if "e" in self.text.lower():
            return None
        value = Decimal(self.text)
        fraction = len(self.text.partition(".")[2])
        digits = max(len(self.text.lstrip("-").replace(".", "").lstrip("0")), fraction, 1)
        if fraction > MAX_SCALE or digits > MAX_PRECISION:
            return None
        return Literal(type=decimal(digits, fraction), nullable=False, span=self.span, value=value)

    def fits(self) -> bool:
        """Whether the number is one that its own type can hold."""
        if self.whole:
            return INT64_MIN <= int(self.text) <= INT64_MAX
        return math.isfinite(float(self.text))


@dataclass(frozen=True, slots=True)
class Untyped:
    """`null`, before its place gives it a type."""

    span: Span


def settled(number: Number) -> Literal:
    """The literal alone: int64 without a point, float64 with one."""
    if number.whole:
        return Literal(type=INT64, nullable=False, span=number.span, value=int(number.text))
    return Literal(type=FLOAT64, nullable=False, span=number.span, value=float(number.text))


def as_type(literal: Number | Untyped | Literal, to: Type) -> Literal | None:
    """The literal as exactly `to`; None if it does not fit without loss."""
    match literal:
        case Untyped():
            return Literal(type=to, nullable=True, span=literal.span, value=None)
        case Number():
            if to.kind is Kind.DECIMAL:
                written = literal.as_decimal()
                return None if written is None else as_type(written, to)
            if to == FLOAT64:
                value = float(literal.text)
                return Literal(type=FLOAT64, nullable=False, span=literal.span, value=value)
            if to == INT64 and literal.whole:
                return settled(literal)
            return None
        case Literal():
            return _convert(literal, to)


def _convert(literal: Literal, to: Type) -> Literal | None:
    value = literal.value
    if literal.type == to or value is None:
        return replace(literal, type=to)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if to == FLOAT64:
        return replace(literal, type=to, value=float(value))
    if to.kind is not Kind.DECIMAL:
        return None
    exact = Decimal(value)
    scaled = _WIDE.scaleb(exact, to.scale)
    if scaled != _WIDE.to_integral_value(scaled) or abs(scaled) >= 10**to.precision:
        return None
    return replace(literal, type=to, value=_WIDE.quantize(exact, Decimal((0, (1,), -to.scale))))
