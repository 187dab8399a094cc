"""Values as text: the strict reading of a cell, and the one way a value is printed.

The same rules hold for a csv cell, a text in JSON, a parameter, a table of an example, `try_cast`
from text and the `cast` step. Nothing is trimmed; whether an empty cell is NULL is the caller's
business.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from speccc.types.model import INT64_MAX, INT64_MIN, Kind, Type

#: A value that is not NULL.
Cell = bool | int | float | Decimal | str | dt.date | dt.datetime

_INTEGER = re.compile(r"([+-]?)0*([0-9]{1,19})")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DECIMAL = re.compile(r"([+-]?)0*([0-9]+)(?:\.([0-9]+?)0*)?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?"
)
_BOOLS = {"true": True, "false": False}
_TOKENS = re.compile("YYYY|MM|DD|HH|mm|ss")


def read_cell(text: str, type: Type, format: str = "") -> Cell | None:
    """The value that `text` writes, or None if it does not read as `type`.

    `format`, of the tokens YYYY MM DD HH mm ss, replaces the ISO form of dates and timestamps; a
    token that is missing counts as the first month or day, or as zero.
    """
    match type.kind:
        case Kind.TEXT:
            return text
        case Kind.BOOL:
            return _BOOLS.get(text)
        case Kind.INT64:
            return _read_integer(text)
        case Kind.FLOAT64:
            return _read_float(text)
        case Kind.DECIMAL:
            return _read_decimal(text, type)
        case Kind.DATE:
            found = _read_format(text, format) if format else _read_date(text)
            return None if found is None else found.date()
        case Kind.TIMESTAMP:
            return _read_format(text, format) if format else _read_timestamp(text)
        case _:
            assert_never(type.kind)


def print_cell(value: Cell) -> str:
    """The canonical text of a value, as it stands in a csv file.

    Timestamps always have six fraction digits, decimals their full scale, floats the shortest
    digits that read back as the same number.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value + 0.0)
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            return value.isoformat(" ", "microseconds")
        case dt.date():
            return value.isoformat()
        case int() | str():
            return str(value)
        case _:
            assert_never(value)


def _read_integer(text: str) -> int | None:
    found = _INTEGER.fullmatch(text)
    if found is None:
        return None
    value = int(found[1] + found[2])
    return value if INT64_MIN <= value <= INT64_MAX else None


def _read_float(text: str) -> float | None:
    if _FLOAT.fullmatch(text) is None:
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _read_decimal(text: str, type: Type) -> Decimal | None:
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    sign, whole, fraction = found[1], found[2], found[3] or ""
    fraction = "" if fraction == "0" else fraction
    digits = 0 if whole == "0" else len(whole)
    if len(fraction) > type.scale or digits > type.precision - type.scale:
        return None
    value = Decimal(f"{sign}{whole}.{fraction:0<{type.scale}}")
    return value if value else value.copy_abs()


def _built(make: Callable[[], dt.datetime]) -> dt.datetime | None:
    try:
        return make()
    except ValueError:  # no such day or time
        return None


def _read_date(text: str) -> dt.datetime | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    return _built(lambda: dt.datetime(year, month, day))


def _read_timestamp(text: str) -> dt.datetime | None:
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    *parts, fraction = found.groups()
    micros = int(f"{fraction or '':0<6}")
    year, month, day, hour, minute, second = (int(part) for part in parts)
    return _built(lambda: dt.datetime(year, month, day, hour, minute, second, micros))


@lru_cache
def _format_pattern(format: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    pattern, end = "", 0
    tokens: list[str] = []
    for token in _TOKENS.finditer(format):
        pattern += f"{re.escape(format[end : token.start()])}([0-9]{{{len(token[0])}}})"
        tokens.append(token[0])
        end = token.end()
    return re.compile(pattern + re.escape(format[end:])), tuple(tokens)


def _read_format(text: str, format: str) -> dt.datetime | None:
    pattern, tokens = _format_pattern(format)
    found = pattern.fullmatch(text)
    if found is None:
        return None
    parts = dict(zip(tokens, (int(part) for part in found.groups()), strict=True))
    day = parts.get("YYYY", 1), parts.get("MM", 1), parts.get("DD", 1)
    time = parts.get("HH", 0), parts.get("mm", 0), parts.get("ss", 0)
    return _built(lambda: dt.datetime(*day, *time))
