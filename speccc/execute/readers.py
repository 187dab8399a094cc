"""Files into physical rows: csv, JSON lines and parquet. No column is read as its type here."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import execution, runs
from speccc.execute.csv_text import csv_records
from speccc.types.raw import JsonNumber, RawTable

_EPOCH = dt.datetime(1970, 1, 1)
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def read_raw(connector: str, options: Mapping[str, Any], root: Path) -> RawTable:
    """The rows of the file that a binding names; its `path` is relative to `root`.

    Raises Failure: E0906 if there is no such file, or it is not of its format; E0957 for a
    connector that only generated code reads.
    """
    if connector in NOT_READ:
        raise Failure([execution.NO_PREVIEW.at(None, connector=connector)])
    path = str(options["path"])
    try:
        return READERS[connector](root / path, options)
    except OSError as error:
        _refuse(path, error.strerror or str(error))
    except UnicodeDecodeError:
        _refuse(path, "it is not UTF-8")
    except ValueError as error:
        _refuse(path, str(error))


def _refuse(path: str, reason: str) -> NoReturn:
    raise Failure([runs.IO.at(None, message=f"cannot read '{path}': {reason}")])


def _read_csv(path: Path, options: Mapping[str, Any]) -> RawTable:
    """An empty field, quoted or not, is None."""
    records = csv_records(path.read_bytes().decode("utf-8-sig"), str(options.get("delimiter", ",")))
    header = tuple(next(records))
    rows = [{k: v or None for k, v in zip(header, row, strict=True)} for row in records]
    return RawTable(header, rows)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"'{name}' is not JSON")


def _read_json(path: Path, options: Mapping[str, Any]) -> RawTable:
    """One JSON object a line; blank lines are no rows."""
    rows: list[dict[str, object]] = []
    text = path.read_text(encoding="utf-8-sig")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(
                line,
                parse_int=JsonNumber,
                parse_float=JsonNumber,
                parse_constant=_no_constant,
            )
            if "\\ud" in line.lower():  # half of a surrogate pair is no text
                json.dumps(row, ensure_ascii=False).encode()
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        except RecursionError:
            raise ValueError(f"line {number}: nested too deep") from None
        if not isinstance(row, dict):
            raise ValueError(f"line {number}: not a JSON object")
        rows.append(row)  # pyright: ignore[reportUnknownArgumentType]
    return RawTable(None, rows)


def _read_parquet(path: Path, options: Mapping[str, Any]) -> RawTable:
    """Python's own values. A moment that Python cannot hold is given as bytes, which never read."""
    arrow: Any = importlib.import_module("pyarrow")  # an engine: only where a parquet is read
    parquet: Any = importlib.import_module("pyarrow.parquet")
    with path.open("rb") as file:
        table: Any = parquet.ParquetFile(file).read()
    columns = {
        name: _python_values(table.column(at), arrow) for at, name in enumerate(table.column_names)
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return RawTable(tuple(table.column_names), rows)


def _python_values(column: Any, arrow: Any) -> list[object]:
    if arrow.types.is_date(column.type):
        days = column.cast(arrow.date32()).cast(arrow.int32()).to_pylist()
        return [_moment(day, 1, dt.timedelta(days=1), is_date=True) for day in days]
    if arrow.types.is_timestamp(column.type) and column.type.tz is None:
        per_second = _PER_SECOND[column.type.unit]
        ticks = column.cast(arrow.int64()).to_pylist()
        return [_moment(tick, per_second, dt.timedelta(seconds=1)) for tick in ticks]
    if arrow.types.is_timestamp(column.type):
        return [b"has a zone" if tick.is_valid else None for tick in column]
    return column.to_pylist()


def _moment(
    ticks: int | None, per_unit: int, unit: dt.timedelta, *, is_date: bool = False
) -> object:
    if ticks is None:
        return None
    micros, lost = divmod(ticks * (unit // dt.timedelta(microseconds=1)), per_unit)
    try:
        moment = _EPOCH + dt.timedelta(microseconds=micros)
    except OverflowError:
        return b"out of range"
    if lost:
        return b"below a microsecond"
    return moment.date() if is_date else moment


#: Connectors of sources that lie elsewhere.
NOT_READ = frozenset({"datagen", "excel", "google_sheets", "http", "jdbc", "topic"})

#: By connector.
READERS: Mapping[str, Callable[[Path, Mapping[str, Any]], RawTable]] = {
    "csv": _read_csv,
    "json": _read_json,
    "parquet": _read_parquet,
}
