"""Values: what fits a type, how rows are ordered, and how a run ends with an error.

Two values of one type are equal if Python says so: -0.0 is 0.0, texts are equal code point by
code point, and a decimal always has the scale of its type. None, the NULL, equals None where rows
are grouped, and nothing where `=` asks.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from speccc.ir.expr import OrderKey, Value
from speccc.ir.rel import Row
from speccc.types import Kind, Type
from speccc.types.model import INT64_MAX, INT64_MIN

RunErrorKind = Literal["contract", "expectation", "overflow", "join", "cast", "io", "param"]

#: Decimal arithmetic without loss: the product of two 38-digit numbers fits; halves go away from 0.
EXACT = decimal.Context(prec=100, rounding=decimal.ROUND_HALF_UP)


class RunError(Exception):
    """The run ends and writes nothing. The message names step, column and count."""

    def __init__(self, kind: RunErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind: RunErrorKind = kind
        self.message = message


def rescale(value: Decimal, scale: int) -> Decimal:
    """The nearest decimal of that scale, halves away from zero; zero has no sign."""
    result = value.quantize(Decimal((0, (1,), -scale)), context=EXACT)
    return result if result else result.copy_abs()


def fits(value: Decimal, type: Type) -> bool:
    """Whether the digits before the point fit the decimal type."""
    return value.copy_abs() < Decimal((0, (1,), type.precision - type.scale))


def checked(value: Value, type: Type) -> Value:
    """The value in the form its type asks for. Raises OverflowError if it is out of range."""
    match type.kind, value:
        case Kind.INT64, int():
            if not INT64_MIN <= value <= INT64_MAX:
                raise OverflowError
        case Kind.FLOAT64, float():
            if not math.isfinite(value):
                raise OverflowError
        case Kind.DECIMAL, Decimal():
            value = rescale(value, type.scale)
            if not fits(value, type):
                raise OverflowError
        case _:
            pass
    return value


def in_order(
    rows: Iterable[Row], order: Sequence[OrderKey], position: Mapping[str, int]
) -> list[Row]:
    """The rows sorted: the last key first, each sort stable. NULLs are last in both directions."""
    result = list(rows)
    for key in reversed(order):
        at = position[key.column]
        present = sorted_by(result, at, key.descending)
        result = present + [row for row in result if row[at] is None]
    return result


def sorted_by(rows: Iterable[Row], at: int, descending: bool) -> list[Row]:
    """The rows whose value at a position is not NULL, by that value."""

    def value(row: Row) -> Any:
        return row[at]

    return sorted((r for r in rows if r[at] is not None), key=value, reverse=descending)
