"""A row as its source has it: by physical name, in the source's format and zone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from speccc.ir.expr import Value
from speccc.ir.rel import Row, Source, SourceColumn
from speccc.types import Kind
from speccc.types.cells import print_cell, read_cell
from speccc.types.raw import JsonNumber

_TOKENS = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_TOKEN = re.compile("|".join(_TOKENS))


Path = tuple[str, ...]


def physical_columns(source: Source) -> dict[Path, int]:
    """By physical name, the column whose values are written there.

    Where several columns read one value, it is one that is no text: its text reads as one, too.
    """
    found: dict[Path, int] = {}
    for at, column in enumerate(source.columns):
        if column.path not in found or column.type.kind is not Kind.TEXT:
            found[column.path] = at
    return found


def physical_row(
    source: Source, row: Row, columns: Mapping[Path, int], *, typed: bool
) -> list[object]:
    """The values of a row for those columns: None, a bool, a JsonNumber or a text; or, if `typed`,
    values of their types.
    """
    pairs = [(source.columns[at], row[at]) for at in columns.values()]
    if typed:
        return [_physical(column, value) for column, value in pairs]
    return [_text(column, _physical(column, value)) for column, value in pairs]


def as_read(column: SourceColumn, value: Value) -> Value:
    """The value as it reads when it was written: a format may leave out parts of a time."""
    if value is None or not column.format:
        return value
    return read_cell(_formatted(value, column.format), column.type, column.format)


def _physical(column: SourceColumn, value: Value) -> Value:
    """In the zone and, as a text, in the format of its column."""
    if value is None:
        return None
    if column.zone and isinstance(value, dt.datetime):
        value = value.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(column.zone)).replace(tzinfo=None)
    return _formatted(value, column.format) if column.format else value


def _text(column: SourceColumn, value: Value) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    text = print_cell(value)
    return JsonNumber(text) if column.type.is_number else text


def _formatted(value: Value, format: str) -> str:
    assert isinstance(value, dt.date)  # nothing else has a format
    return _TOKEN.sub(lambda token: f"{value:{_TOKENS[token[0]]}}", format)
