"""The read boundary: physical rows and parameter texts become typed values under a contract."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row, Source, SourceColumn
from speccc.reference.expecting import repeated
from speccc.reference.expressions import rows
from speccc.reference.tables import Table, zipped
from speccc.reference.values import RunError, fits, rescale
from speccc.types import Kind, Type
from speccc.types.cells import read_cell
from speccc.types.model import INT64_MAX, INT64_MIN
from speccc.types.raw import JsonNumber, RawTable

_NUMBERS = (Kind.INT64, Kind.FLOAT64, Kind.DECIMAL)


def read_source(source: Source, raw: RawTable) -> list[Row]:
    """The typed rows of one source. Raises RunError as `read_sources` does."""
    return read_sources([source], {source.name: raw})[source.name]


def read_sources(sources: Iterable[Source], raw: Mapping[str, RawTable]) -> dict[str, list[Row]]:
    """The typed rows of each source, by name.

    Raises RunError (contract) naming every missing column, and every column with values that do
    not read (unless `on_error` is set_null), NULLs that may not be, or keys that occur twice.
    """
    result: dict[str, list[Row]] = {}
    problems: list[str] = []
    for source in sources:
        read, found = _read(source, raw[source.name])
        result[source.name] = read
        problems += found or broken_contract(source, read)
    if problems:
        raise RunError("contract", "; ".join(problems))
    return result


def broken_contract(source: Source, read: Sequence[Row]) -> list[str]:
    """What breaks the contract in typed rows: NULLs in a not null column, a repeated key."""
    table = Table(tuple(c.name for c in source.columns), read)
    problems: list[str] = []
    for column in source.columns:
        missing = sum(value is None for (value,) in table.values([column.name]))
        if missing and not column.nullable:
            problems.append(f"{_place(source, column)}: NULL in {rows(missing)}, but is not null")
    twice = repeated(table, source.key) if source.key else 0
    if twice:
        key = ", ".join(source.key)
        problems.append(f"source '{source.name}': the key ({key}) is not unique in {rows(twice)}")
    return problems


def _place(source: Source, column: SourceColumn) -> str:
    return f"source '{source.name}', column '{column.name}'"


def _read(source: Source, raw: RawTable) -> tuple[list[Row], list[str]]:
    """The rows, with NULL for what does not read; and what is wrong with the physical columns."""
    columns: list[list[Value]] = []
    problems: list[str] = []
    for column in source.columns:
        found = 1 if raw.columns is None else raw.columns.count(column.path[0])
        if found != 1:
            name, count = column.path[0], "is missing" if not found else f"occurs {found} times"
            problems.append(f"{_place(source, column)}: '{name}' {count} in the data")
            continue
        given = [_physical(row, column.path) for row in raw.rows]
        values = [_value(value, column, raw.columns is None) for value in given]
        columns.append(values)
        bad = sum(
            value is None and not _is_null(physical, column.type)
            for physical, value in zip(given, values, strict=True)
        )
        if bad and source.on_error == "fail":
            text = f"{rows(bad)} not to be read as {column.type}"
            problems.append(f"{_place(source, column)}: {text}")
    return ([] if problems else zipped(columns, len(raw.rows))), problems


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
