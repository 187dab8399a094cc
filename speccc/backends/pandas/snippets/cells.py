"""Text cells read strictly as values: None is what does not read."""

# pyright: basic
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
INT64_CELL = re.compile(r"[+-]?0*([0-9]{1,19})")
FLOAT64_CELL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
DECIMAL_CELL = re.compile(r"[+-]?0*(?P<whole>[0-9]+?)(\.(?P<fraction>[0-9]+?)0*)?")
DATE_CELL = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
TIME_CELL = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
TIMESTAMP_CELL = DATE_CELL + "[ T]" + TIME_CELL + r"(\.(?P<fraction>[0-9]{1,6}))?"


def parse_text(cell: str) -> str | None:
    return cell


def parse_bool(cell: str) -> bool | None:
    return {"true": True, "false": False}.get(cell)


def parse_int64(cell: str) -> int | None:
    if not INT64_CELL.fullmatch(cell):
        return None
    value = int(cell)
    return value if INT64_MIN <= value <= INT64_MAX else None


def parse_float64(cell: str) -> float | None:
    if not FLOAT64_CELL.fullmatch(cell):
        return None
    value = float(cell)
    return value if abs(value) != float("inf") else None


def parse_decimal(cell: str, precision: int, scale: int) -> Decimal | None:
    match = DECIMAL_CELL.fullmatch(cell)
    if match is None:
        return None
    fraction = (match["fraction"] or "").rstrip("0")
    whole = match["whole"].lstrip("0")
    fits = len(whole) <= precision - scale and len(fraction) <= scale
    return Decimal(cell) if fits else None


def utc(local: dt.datetime, zone: str) -> dt.datetime:
    """A local time as UTC. Raises OverflowError outside years 1 to 9999."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)


def parse_timestamp(
    cell: str, pattern: str = TIMESTAMP_CELL, zone: str = ""
) -> dt.datetime | None:
    """A moment; a local time becomes UTC, by the earlier offset where two are possible."""
    match = re.fullmatch(pattern, cell)
    if match is None:
        return None
    parts = match.groupdict()
    micros = (parts.pop("fraction", None) or "").ljust(6, "0")
    numbers: Any = {
        "year": 1,
        "month": 1,
        "day": 1,
        "hour": 0,
        "minute": 0,
        "second": 0,
    }
    numbers |= {name: int(digits) for name, digits in parts.items()}
    try:
        moment = dt.datetime(**numbers, microsecond=int(micros))
        if zone:
            moment = utc(moment, zone)
    except (ValueError, OverflowError):
        return None
    return moment


def parse_date(cell: str, pattern: str = DATE_CELL) -> dt.datetime | None:
    return parse_timestamp(cell, pattern)


class Unreadable:
    """A value of the wrong kind. `text`: what it is, if it is a text, else ""; `kept`: its text in
    a row that is put aside.
    """

    def __init__(self, text: str = "", kept: str | None = None) -> None:
        self.text = text
        self.kept = text if kept is None else kept


def typed(values: list[Any], dtype: Any, index: pd.Index) -> pd.Series:
    """A column of values in which None is NULL."""
    if dtype == "datetime64[us]":
        return pd.Series(np.array(values, dtype=dtype), index=index)
    return pd.Series(pd.array(values, dtype=dtype), index=index)


PLAIN_INT64 = "-?([0-9]{1,18}|[1-8][0-9]{18})"


def plain_int64(cells: pd.Series) -> pd.Series | None:
    """All cells at once if each is digits that surely fit, as most are; else None."""
    known = cells.dropna()
    if cells.dtype != "str" or not known.str.fullmatch(PLAIN_INT64).all():
        return None
    numbers: Any = pa.array(cells, from_pandas=True).cast(pa.int64())
    values = numbers.fill_null(0).to_numpy(zero_copy_only=False).copy()
    missing = numbers.is_null().to_numpy(zero_copy_only=False)
    return pd.Series(pd.arrays.IntegerArray(values, missing), index=cells.index)


def read_cells(cells: pd.Series, parse: Callable[[str], Any], dtype: str) -> pd.Series:
    """Each cell as a value; NULL where it is missing or does not read.

    A moment is a value already. Every different cell is parsed once.
    """
    numbers = plain_int64(cells) if dtype == "Int64" else None
    if numbers is not None:
        return numbers

    def value(cell: Any) -> Any:
        if isinstance(cell, str):
            return parse(cell)
        return cell if isinstance(cell, dt.datetime) else None

    codes, index = pd.factorize(cells)
    values = [value(cell) for cell in index.astype(object).tolist()]
    table = typed([*values, None], dtype, pd.RangeIndex(len(values) + 1))
    return table.take(codes).set_axis(cells.index)
