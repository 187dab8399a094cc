"""The read boundary: physical rows and parameter texts become typed values under a contract."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from speccc.ir.expr import Value
from speccc.ir.rejecting import Read, sorted_out, text_of
from speccc.ir.rel import Pipeline, Row, Source, SourceColumn
from speccc.reference.expressions import rows
from speccc.reference.places import NAMES_SHOWN, first_row, shown
from speccc.reference.tables import Table, zipped
from speccc.reference.values import RunError, fits, rescale
from speccc.types import Kind, Type
from speccc.types.cells import read_cell
from speccc.types.model import INT64_MAX, INT64_MIN
from speccc.types.raw import JsonNumber, RawTable

#: By column, the values that do not read, by row.
_Unread = Mapping[str, Mapping[int, object]]
_NUMBERS = (Kind.INT64, Kind.FLOAT64, Kind.DECIMAL)


def read_source(source: Source, raw: RawTable) -> list[Row]:
    """The typed rows of one source. Raises RunError as `read_sources` does."""
    return read_sources([source], {source.name: raw})[source.name]


def read_sources(sources: Sequence[Source], raw: Mapping[str, RawTable]) -> dict[str, list[Row]]:
    """The typed rows of each source, by name; if it puts rows aside, those under `NAME.rejected`.

    Raises RunError (contract) naming every missing column; or, if all are there, every column with
    values that do not read, NULLs that may not be, or keys that occur twice. With `on_error:
    set_null` a value that does not read is NULL; with quarantine only a missing column is an error.
    """
    _stop_at([p for source in sources for p in _missing(source, raw[source.name])])
    read = {source.name: _read(source, raw[source.name]) for source in sources}
    strict = [source for source in sources if source.on_error != "quarantine"]
    _stop_at([p for source in strict for p in _broken(source, *read[source.name])])
    found: dict[str, list[Row]] = {}
    for source in sources:
        rows, unread = read[source.name]
        found[source.name] = rows
        if source.on_error == "quarantine":
            parts = _sorted_out(source, raw[source.name], rows, unread)
            found[source.name] = list(parts.accepted)
            found[f"{source.name}.rejected"] = list(parts.rejected)
    return found


def _sorted_out(source: Source, raw: RawTable, rows: Sequence[Row], unread: _Unread) -> Read:
    marks = [[at in unread.get(c.name, {}) for c in source.columns] for at in range(len(rows))]
    json = raw.columns is None
    texts = [
        tuple(text_of(_physical(row, c.path), json=json) for c in source.columns)
        for row in raw.rows
    ]
    return sorted_out(source, rows, marks, texts)


def _stop_at(problems: Sequence[str]) -> None:
    if problems:
        raise RunError("contract", "; ".join(problems))


def broken_contract(source: Source, read: Sequence[Row]) -> list[str]:
    """What breaks the contract in typed rows: NULLs in a not null column, a repeated key."""
    return _broken(source, read, {})


def _broken(source: Source, read: Sequence[Row], unread: _Unread) -> list[str]:
    """The problems of each column, then of the key: rows whose key did not read do not count."""
    table = Table(tuple(c.name for c in source.columns), read)
    problems: list[str] = []
    for column in source.columns:
        place, bad = _place(source, column), unread.get(column.name, {})
        if bad:
            at, cell = next(iter(bad.items()))
            what = f"{rows(len(bad))} not to be read as {column.type}"
            problems.append(f"{place}: {what}{first_row(at, cell, hidden=column.hidden)}")
        values = enumerate(table.values([column.name]))
        missing = [at for at, (value,) in values if value is None and at not in bad]
        if missing and not column.nullable:
            what = f"NULL in {rows(len(missing))}, but is not null"
            problems.append(f"{place}: {what}{first_row(missing[0])}")
    skipped = {at for name in source.key for at in unread.get(name, {})}
    keys = enumerate(table.values(source.key) if source.key else ())
    known = {at: key for at, key in keys if at not in skipped}
    counts = Counter(known.values())
    twice = [at for at, key in known.items() if counts[key] > 1]
    if twice:
        what = f"the key ({', '.join(source.key)}) is not unique in {rows(len(twice))}"
        problems.append(f"source '{source.name}': {what}{first_row(twice[0])}")
    return problems


def _place(source: Source, column: SourceColumn) -> str:
    return f"source '{source.name}', column '{column.name}'"


def _missing(source: Source, raw: RawTable) -> list[str]:
    """What is wrong with the physical columns."""
    if raw.columns is None:
        return []
    problems: list[str] = []
    for column in source.columns:
        name, found = column.path[0], raw.columns.count(column.path[0])
        if found == 0:
            there = shown(", ".join(raw.columns), NAMES_SHOWN)
            what = f"is missing in the data (available: {there})"
            problems.append(f"{_place(source, column)}: '{name}' {what}")
        elif found > 1:
            problems.append(f"{_place(source, column)}: '{name}' occurs {found} times in the data")
    return problems


def _read(source: Source, raw: RawTable) -> tuple[list[Row], _Unread]:
    """The rows, with NULL for what does not read; and what does not read, unless it may."""
    columns: list[list[Value]] = []
    unread: dict[str, Mapping[int, object]] = {}
    for column in source.columns:
        given = [_physical(row, column.path) for row in raw.rows]
        values = [_value(value, column, raw.columns is None) for value in given]
        columns.append(values)
        if source.on_error != "set_null":
            unread[column.name] = {
                at: physical
                for at, (physical, value) in enumerate(zip(given, values, strict=True))
                if value is None and not _is_null(physical, column.type)
            }
    return zipped(columns, len(raw.rows)), unread


def _physical(row: Mapping[str, object], path: Iterable[str]) -> object:
    """The value at the end of a path; None where the way ends before."""
    value: object = row
    for part in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return value  # pyright: ignore[reportUnknownVariableType]


def _is_null(physical: object, type: Type) -> bool:
    """NaN and infinity are no values."""
    if isinstance(physical, float) and type.kind is Kind.FLOAT64:
        return not math.isfinite(physical)
    return physical is None


def _value(physical: object, column: SourceColumn, json: bool) -> Value:
    """The typed value; None if it is NULL or does not read."""
    value = _typed(physical, column, json)
    if column.zone and isinstance(value, dt.datetime):
        return _utc(value, ZoneInfo(column.zone))
    return value


def _typed(physical: object, column: SourceColumn, json: bool) -> Value:
    kind = column.type.kind
    match physical:
        case JsonNumber():
            return read_cell(physical, column.type) if kind in _NUMBERS else None
        case str():
            if json and (kind in _NUMBERS or kind is Kind.BOOL):
                return None
            return read_cell(physical, column.type, column.format)
        case bool():
            return physical if kind is Kind.BOOL else None
        case int() | Decimal() | float():
            return _number(physical, column.type)
        case dt.datetime():
            return physical if kind is Kind.TIMESTAMP and physical.tzinfo is None else None
        case dt.date():
            return physical if kind is Kind.DATE else None
        case _:
            return None


def _number(physical: Decimal | float, type: Type) -> Value:
    match type.kind, physical:
        case Kind.INT64, int():
            return physical if INT64_MIN <= physical <= INT64_MAX else None
        case Kind.FLOAT64, int() | float():
            return float(physical) if math.isfinite(physical) else None
        case Kind.DECIMAL, int() | Decimal():
            value = rescale(Decimal(physical), type.scale)
            return value if value == physical and fits(value, type) else None
        case _:
            return None


def _utc(local: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """In a gap or an overlap of local times, the earlier offset holds."""
    try:
        return local.replace(tzinfo=zone, fold=0).astimezone(dt.UTC).replace(tzinfo=None)
    except OverflowError:
        return None


def read_params(pipeline: Pipeline, texts: Mapping[str, str]) -> dict[str, Value]:
    """The parameters of a run, defaults included, from their texts.

    Raises RunError (param) naming every unknown, missing and unreadable one.
    """
    known = {p.name for p in pipeline.params}
    problems = [f"there is no parameter '{name}'" for name in texts if name not in known]
    values: dict[str, Value] = {}
    for param in pipeline.params:
        text = texts.get(param.name)
        value = param.default if text is None else read_cell(text, param.type)
        if value is None and text is None:
            problems.append(f"no value for parameter '{param.name}'")
        elif value is None:
            problems.append(f"parameter '{param.name}': '{text}' does not read as {param.type}")
        values[param.name] = value
    if problems:
        raise RunError("param", "; ".join(problems))
    return values
