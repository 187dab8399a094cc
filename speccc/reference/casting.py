"""Conversions between types: `cast`, `try_cast` and the cast step."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from speccc.diagnostics import InternalError
from speccc.ir.expr import Value
from speccc.reference.values import EXACT, checked, rescale
from speccc.types import Kind, Type
from speccc.types.cells import print_cell, read_cell

_MIDNIGHT = dt.time()


def _to_decimal(value: int | Decimal, to: Type) -> Decimal:
    return rescale(Decimal(value), to.scale)


def _float_to_decimal(value: float, to: Type) -> Decimal | None:
    """Rounded by the formula of `round`: the same bits everywhere."""
    units = math.floor(abs(value) * 10.0**to.scale + 0.5)
    if units >= 10**to.precision:
        return None
    return Decimal(units if value > 0 else -units).scaleb(-to.scale, EXACT)


#: (from, to) -> the value, or None or OverflowError if there is none. A fraction is cut off.
_CONVERSIONS: dict[tuple[Kind, Kind], Callable[[Any, Type], Value]] = {
    (Kind.BOOL, Kind.INT64): lambda value, _: int(value),
    (Kind.INT64, Kind.FLOAT64): lambda value, _: float(value),
    (Kind.DECIMAL, Kind.FLOAT64): lambda value, _: float(value),
    (Kind.FLOAT64, Kind.INT64): lambda value, _: math.trunc(value),
    (Kind.DECIMAL, Kind.INT64): lambda value, _: math.trunc(value),
    (Kind.INT64, Kind.DECIMAL): _to_decimal,
    (Kind.FLOAT64, Kind.DECIMAL): _float_to_decimal,
    (Kind.DECIMAL, Kind.DECIMAL): _to_decimal,
    (Kind.DATE, Kind.TIMESTAMP): lambda value, _: dt.datetime.combine(value, _MIDNIGHT),
    (Kind.TIMESTAMP, Kind.DATE): lambda value, _: value.date(),
}


def convert(value: Value, source: Type, to: Type) -> Value:
    """The value as another type; None if it is NULL or does not read as that type.

    Raises InternalError for a pair of types between which there is no conversion.
    """
    if value is None or source == to:
        return value
    if isinstance(value, str):
        return read_cell(value, to)
    if to.kind is Kind.TEXT and source.kind is not Kind.FLOAT64:
        whole = checked(value, source)
        return None if whole is None else print_cell(whole)
    if (source.kind, to.kind) not in _CONVERSIONS:
        raise InternalError(f"no conversion from {source} to {to}")
    try:
        return checked(_CONVERSIONS[source.kind, to.kind](value, to), to)
    except OverflowError:
        return None
