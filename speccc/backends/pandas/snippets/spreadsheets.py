"""The cells of spreadsheets: numbers are floats, and a moment is a number of days."""

# pyright: basic
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.cells import Unreadable
from speccc.backends.pandas.snippets.contract import Contract
from speccc.backends.pandas.snippets.files import cannot_read, nothing

SPREADSHEET_DIGITS = 15
SPREADSHEET_EXACT = 2**53
SPREADSHEET_EPOCH = dt.datetime(1899, 12, 30)
DAY = dt.timedelta(days=1)
MILLISECOND = dt.timedelta(milliseconds=1)


def spreadsheet_digits(number: float) -> str | None:
    """A number in the 15 digits that a spreadsheet shows; None if whole digits are lost."""
    if not float(number).is_integer():
        return format(Decimal(format(number, f".{SPREADSHEET_DIGITS}g")), "f")
    return str(int(number)) if abs(number) <= SPREADSHEET_EXACT else None


def spreadsheet_moment(days: float) -> dt.datetime | None:
    """The moment of a serial number, to the millisecond; None outside the years 1 to 9999."""
    try:
        return SPREADSHEET_EPOCH + round(days * (DAY // MILLISECOND)) * MILLISECOND
    except OverflowError:
        return None


def spreadsheet_cell(value: Any, kind: str) -> str | dt.datetime | Unreadable | None:
    """A value of a spreadsheet as a cell of a column of that kind: a text, or a moment."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        shown = "true" if value else "false"
        return shown if kind == "bool" else Unreadable(shown)
    if isinstance(value, (int, float)):
        return number_cell(value, kind)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        fits = kind == "timestamp" or (kind == "date" and midnight)
        return value if fits else Unreadable(str(value))
    return value if isinstance(value, (str, Unreadable)) else Unreadable(str(value))


def number_cell(number: float, kind: str) -> str | dt.datetime | Unreadable:
    """A number of a spreadsheet as a cell of a column of that kind."""
    found = None
    if kind in ("date", "timestamp"):
        whole = kind == "timestamp" or float(number).is_integer()
        found = spreadsheet_moment(number) if whole else None
    elif kind == "float64":
        found = repr(float(number))
    elif kind != "bool":
        found = spreadsheet_digits(number)
    return Unreadable(repr(number)) if found is None else found


def spreadsheet_cells(
    contract: Contract,
    place: str,
    rows: list[list[Any]],
    columns: dict[str, tuple[str, str]],
    limit: Any,
) -> pd.DataFrame:
    """The columns of a table of values, the first row of which is the header.

    `columns`: name to kind and title. A row without any value is no row.
    """
    if not rows:
        raise cannot_read(place, "it is empty, without a header")
    titles = [spreadsheet_cell(title, "text") for title in rows[0]]
    header = [title if isinstance(title, str) else "" for title in titles]
    if not contract.has(header, {name: title for name, (_, title) in columns.items()}):
        return nothing(columns)
    filled = [row for row in rows[1:] if any(v is not None and v != "" for v in row)]
    cells = {}
    for name, (kind, title) in columns.items():
        at = header.index(title)
        values = [row[at] if at < len(row) else None for row in filled[:limit]]
        found = [spreadsheet_cell(value, kind) for value in values]
        cells[name] = pd.Series(found, dtype=object)
    return pd.DataFrame(cells)
