"""Whether two engines gave the same rows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal

from speccc.ir.expr import Value
from speccc.ir.rel import Row
from speccc.types import Kind, Schema, Type

#: For columns that the type system calls inexact.
RELATIVE, ABSOLUTE = 1e-9, 1e-6


def canonical(value: Value, declared: Type) -> Value:
    """The value as its declared type has it. Raises AssertionError if it is of another type."""
    if value is None:
        return None
    match declared.kind:
        case Kind.BOOL:
            assert isinstance(value, bool), f"{value!r} is no bool"
        case Kind.INT64:
            assert type(value) is int, f"{value!r} is no int"
        case Kind.FLOAT64:
            assert isinstance(value, float), f"{value!r} is no float"
            assert math.isfinite(value), f"{value!r} is no value"
            return value + 0.0
        case Kind.DECIMAL:
            assert isinstance(value, Decimal), f"{value!r} is no decimal"
            return value.normalize()
        case Kind.TEXT:
            assert isinstance(value, str), f"{value!r} is no text"
        case Kind.DATE:
            assert type(value) is dt.date, f"{value!r} is no date"
        case Kind.TIMESTAMP:
            assert isinstance(value, dt.datetime), f"{value!r} is no timestamp"
    return value


def difference(
    schema: Schema, expected: Sequence[Row], got: Sequence[Row], *, ordered: bool = False
) -> str:
    """What differs, for a person ("" if nothing does). Rows are a bag unless `ordered`."""
    types = [c.type for c in schema]
    loose = [c.inexact for c in schema]
    want = [tuple(map(canonical, row, types)) for row in expected]
    have = [tuple(map(canonical, row, types)) for row in got]
    if not ordered:
        want.sort(key=lambda row: _sort_key(row, loose))
        have.sort(key=lambda row: _sort_key(row, loose))
    same = len(want) == len(have) and all(
        _same_row(a, b, loose) for a, b in zip(want, have, strict=True)
    )
    if same:
        return ""
    return f"columns {schema.names}\nexpected {want}\ngot      {have}"


def _sort_key(row: Row, loose: Sequence[bool]) -> tuple[object, ...]:
    """Exact columns first, so that last bits do not decide."""
    exact = [_part(v) for v, free in zip(row, loose, strict=True) if not free]
    inexact = [_part(v) for v, free in zip(row, loose, strict=True) if free]
    return (*exact, *inexact)


def _part(value: Value) -> tuple[bool, str | float | int | Decimal]:
    if value is None:
        return (True, "")
    if isinstance(value, bool | str | dt.date):
        return (False, str(value))
    return (False, value)


def _same_row(a: Row, b: Row, loose: Sequence[bool]) -> bool:
    return all(_same(x, y, free) for x, y, free in zip(a, b, loose, strict=True))


def _same(a: Value, b: Value, loose: bool) -> bool:
    if loose and isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return a == b
