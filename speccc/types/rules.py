"""How types meet: promotion, and which conversions exist.

The rules are those of the language (section 4): an integer becomes float64 or a decimal of scale
0, exactly; decimals become their common decimal; nothing else meets.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from speccc.types.model import FLOAT64, MAX_SCALE, Kind, Type, decimal

#: The decimal that holds every int64.
INT64_AS_DECIMAL = decimal(19, 0)


def common_decimal(a: Type, b: Type) -> Type:
    """The smallest decimal that holds both (precision capped at 38)."""
    scale = max(a.scale, b.scale)
    return decimal(max(a.precision - a.scale, b.precision - b.scale) + scale, scale)


def as_decimal(type: Type) -> Type:
    """The decimal type of an exact number (int64 or decimal)."""
    return type if type.kind is Kind.DECIMAL else INT64_AS_DECIMAL


def unify(types: Iterable[Type]) -> Type | None:
    """The one type that all of `types` promote to without loss of meaning; None if there is none.

    Raises ValueError if `types` is empty.
    """
    first, *rest = types
    result = first
    for other in rest:
        met = _meet(result, other)
        if met is None:
            return None
        result = met
    return result


def _meet(a: Type, b: Type) -> Type | None:
    kinds = {a.kind, b.kind}
    if a == b:
        return a
    if kinds == {Kind.INT64, Kind.FLOAT64}:
        return FLOAT64
    if kinds <= {Kind.INT64, Kind.DECIMAL}:
        return common_decimal(as_decimal(a), as_decimal(b))
    return None


def promotes(source: Type, to: Type) -> bool:
    """Whether a value of `source` may stand where `to` is due, without a written cast."""
    if source == to:
        return True
    if source.kind is Kind.INT64:
        return to.kind in (Kind.FLOAT64, Kind.DECIMAL)
    return source.kind is Kind.DECIMAL and to.kind is Kind.DECIMAL


def product(a: Type, b: Type) -> Type | None:
    """The type of a decimal product: scales add up; None above the largest scale (18)."""
    scale = a.scale + b.scale
    return decimal(a.precision + b.precision, scale) if scale <= MAX_SCALE else None


def total(a: Type, b: Type) -> Type:
    """The type of a decimal sum or difference: one more digit than the common type."""
    common = common_decimal(a, b)
    return decimal(common.precision + 1, common.scale)


class Conversion(Enum):
    """What `cast` and `try_cast` may do with a pair of types."""

    SAFE = "cannot fail: cast or try_cast"
    TRY = "may fail: only try_cast, or the cast step"
    NONE = "does not exist"


_SAFE = {
    (Kind.INT64, Kind.FLOAT64),
    (Kind.INT64, Kind.TEXT),
    (Kind.BOOL, Kind.TEXT),
    (Kind.BOOL, Kind.INT64),
    (Kind.DECIMAL, Kind.TEXT),
    (Kind.DECIMAL, Kind.FLOAT64),
    (Kind.DATE, Kind.TEXT),
    (Kind.DATE, Kind.TIMESTAMP),
    (Kind.TIMESTAMP, Kind.TEXT),
    (Kind.TIMESTAMP, Kind.DATE),
}
_TRY = {
    (Kind.TEXT, Kind.BOOL),
    (Kind.TEXT, Kind.INT64),
    (Kind.TEXT, Kind.FLOAT64),
    (Kind.TEXT, Kind.DECIMAL),
    (Kind.TEXT, Kind.DATE),
    (Kind.TEXT, Kind.TIMESTAMP),
    (Kind.FLOAT64, Kind.INT64),
    (Kind.FLOAT64, Kind.DECIMAL),
    (Kind.INT64, Kind.DECIMAL),
}


def conversion(source: Type, to: Type) -> Conversion:
    """Whether `cast` may turn `source` into `to`.

    A decimal or float becomes an int64 by cutting off the fraction; a decimal of more fraction
    digits becomes one of fewer by rounding half away from zero. float64 to text does not exist:
    every engine prints floats differently.
    """
    if source == to:
        return Conversion.SAFE
    pair = (source.kind, to.kind)
    if pair == (Kind.DECIMAL, Kind.DECIMAL):
        holds = to.scale >= source.scale
        holds = holds and to.precision - to.scale >= source.precision - source.scale
        return Conversion.SAFE if holds else Conversion.TRY
    if pair == (Kind.DECIMAL, Kind.INT64):
        return Conversion.SAFE if source.precision - source.scale <= 18 else Conversion.TRY
    if pair == (Kind.INT64, Kind.DECIMAL) and to.precision - to.scale >= 19:
        return Conversion.SAFE
    if pair in _SAFE:
        return Conversion.SAFE
    return Conversion.TRY if pair in _TRY else Conversion.NONE
