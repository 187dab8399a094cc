"""How SQLite converts values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Conversions
from speccc.ir.expr import Value
from speccc.types import Kind, Type

#: The storage classes of values.
_NAMES = {
    Kind.BOOL: "INTEGER",
    Kind.INT64: "INTEGER",
    Kind.FLOAT64: "REAL",
    Kind.DECIMAL: "TEXT",
    Kind.TEXT: "TEXT",
    Kind.DATE: "TEXT",
    Kind.TIMESTAMP: "TEXT",
}
#: The start of a day as a time.
MIDNIGHT = "' 00:00:00.000000'"


def type_name(type: Type) -> str:
    return _NAMES[type.kind]


def timestamp_text(value: Value) -> str:
    """A timestamp as it is stored: always with six digits of a fraction."""
    assert isinstance(value, dt.datetime)
    return value.isoformat(" ", timespec="microseconds")


#: Literals of the values that SQLite has no type for; an int64 needs none to be told.
LITERALS: dict[Kind, Callable[[Value], exp.Expr]] = {
    Kind.INT64: trees.number,
    Kind.DATE: lambda value: trees.text(str(value)),
    Kind.TIMESTAMP: lambda value: trees.text(timestamp_text(value)),
}

_K = Kind
CASTS: Conversions = {
    (_K.INT64, _K.FLOAT64): "CAST(_a AS REAL)",
    (_K.INT64, _K.TEXT): "CAST(_a AS TEXT)",
    (_K.BOOL, _K.TEXT): "CASE _a WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
    (_K.BOOL, _K.INT64): "CAST(_a AS INTEGER)",
    (_K.DATE, _K.TEXT): "CAST(_a AS TEXT)",
    (_K.DATE, _K.TIMESTAMP): f"_a || {MIDNIGHT}",
    (_K.TIMESTAMP, _K.TEXT): "CAST(_a AS TEXT)",
    (_K.TIMESTAMP, _K.DATE): "SUBSTR(_a, 1, 10)",
}
TRY_CASTS: Conversions = {
    (_K.TEXT, _K.BOOL): "READ_BOOL(_a)",
    (_K.TEXT, _K.INT64): "READ_INT64(_a)",
    (_K.TEXT, _K.FLOAT64): "READ_FLOAT64(_a)",
    (_K.TEXT, _K.DATE): "READ_DATE(_a)",
    (_K.TEXT, _K.TIMESTAMP): "READ_TIMESTAMP(_a)",
    (_K.FLOAT64, _K.INT64): "FLOAT_TO_INT64(_a)",
}
