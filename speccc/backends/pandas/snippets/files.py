"""Files read as columns of cells."""

# pyright: basic
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tenacity import (
    retry,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
)

from speccc.backends.pandas.snippets.cells import Unreadable, utc
from speccc.backends.pandas.snippets.contract import Contract
from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.values import each


def may_pass(error: BaseException) -> bool:
    """Whether trying again may help."""
    return isinstance(error, OSError) and not isinstance(error, FileNotFoundError)


RETRY = retry(
    retry=retry_if_exception(may_pass),
    stop=stop_after_attempt(3),
    wait=wait_exponential(multiplier=0.1, max=2),
    reraise=True,
)


def cannot_read(path: str, reason: Any) -> PipelineError:
    return PipelineError("io", f"cannot read '{path}': {reason}")


@RETRY
def content(path: Path) -> bytes:
    """A file's content. Reading can be repeated safely, so it is retried."""
    return path.read_bytes()


def read_bytes(root: Path, path: str) -> bytes:
    try:
        return content(root / path)
    except OSError as error:
        raise cannot_read(path, error.strerror or error) from None


def read_text(root: Path, path: str) -> str:
    """A file's text, without a byte order mark."""
    try:
        return read_bytes(root, path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise cannot_read(path, "it is not UTF-8") from None


def nothing(columns: Iterable[str]) -> pd.DataFrame:
    """Cells of a source without rows, or of one whose columns are not there."""
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in columns})


class Digits(str):
    """A number as it is written, which is no text of the data."""


UNREADABLE = Unreadable()
FIRST_MICROSECOND = -62_135_596_800_000_000
LAST_MICROSECOND = 253_402_300_799_999_999


def refuse_constant(name: str) -> None:
    """NaN and the infinities are no JSON, though Python reads them."""
    raise ValueError(f"'{name}' is not JSON")


def json_cell(value: Any, kind: str) -> str | Unreadable | None:
    """A JSON value as a text cell of a column of that kind."""
    if value is None:
        return None
    if isinstance(value, bool):
        word = "true" if value else "false"
        return word if kind == "bool" else Unreadable(kept=word)
    if isinstance(value, Digits):
        return value if kind == "number" else Unreadable(kept=value)
    if isinstance(value, str):
        return value if kind == "text" else Unreadable(value)
    return Unreadable(kept="[…]" if isinstance(value, list) else "{…}")


def json_value(record: Any, way: list[str]) -> Any:
    """What lies at the end of a way down into nested objects; None if it is not there."""
    for key in way:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def json_record(line: str) -> dict[str, Any]:
    """The object on a line. Raises ValueError if there is none."""
    numbers: Any = {
        "parse_float": Digits,
        "parse_int": Digits,
        "parse_constant": refuse_constant,
    }
    try:
        record = json.loads(line, **numbers)
        if "\\ud" in line.lower():  # half of a surrogate pair is no text
            json.dumps(record, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    return record


def json_ways(value: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way down to every value of an object that is no object itself."""
    if not isinstance(value, dict):
        yield way
        return
    for key, inner in value.items():
        yield from json_ways(inner, (*way, key))


def read_json(
    root: Path,
    path: str,
    columns: dict[str, tuple[str, list[str]]],
    limit: Any,
    contract: Contract | None = None,
) -> pd.DataFrame:
    """The columns of a JSON lines file as cells. `columns`: name to kind and way down.

    With a `contract`, nothing else may be in the file.
    """
    found: dict[str, list[Any]] = {name: [] for name in columns}
    ways: dict[tuple[str, ...], None] = {}
    for at, line in enumerate(read_text(root, path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json_record(line)
        except ValueError as error:
            raise cannot_read(path, f"line {at}: {error}") from None
        for name, (kind, way) in columns.items():
            found[name].append(json_cell(json_value(record, way), kind))
        if contract:
            ways.update(dict.fromkeys(json_ways(record)))
    if contract:
        wanted = [".".join(way) for _, way in columns.values()]
        contract.only(sorted(".".join(way) for way in ways), wanted)
    return pd.DataFrame(
        {n: pd.Series(cells, dtype=object) for n, cells in found.items()}
    ).head(limit)


def read_parquet(
    contract: Contract,
    root: Path,
    path: str,
    columns: dict[str, tuple[str, str]],
    limit: Any,
    stored: dict[str, Any] | None = None,
) -> pd.DataFrame:
    """The columns of a parquet file. `columns`: name to kind and physical name.

    They are put into `stored` as they are, too.
    """
    data = read_bytes(root, path)
    wanted = {name: column for name, (_, column) in columns.items()}
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        if not contract.has(file.schema_arrow.names, wanted):
            return nothing(columns)
        table = file.read(columns=list(wanted.values()))
    except pa.ArrowInvalid as error:
        raise cannot_read(path, error) from None
    found = {name: one_chunk(table[column]) for name, column in wanted.items()}
    if stored is not None:
        stored.update(found)
    cells = {
        name: parquet_cells(found[name], kind) for name, (kind, _) in columns.items()
    }
    return pd.DataFrame(cells).head(limit)


def one_chunk(column: Any) -> Any:
    """A column as one array; views of texts, which Arrow hardly computes with, as texts."""
    values = column.combine_chunks()
    is_: Any = pa.types
    return values.cast(pa.string()) if is_.is_string_view(values.type) else values


def parquet_cells(values: Any, kind: str) -> pd.Series:
    """A parquet column as values where the types agree, else as text cells.

    Nothing reads where the physical type is no way to store the kind.
    """
    is_: Any = pa.types
    type_ = values.type
    if is_.is_dictionary(type_):
        values, type_ = values.dictionary_decode(), type_.value_type
    if is_.is_string(type_) or is_.is_large_string(type_):
        return pd.Series(values.to_pylist(), dtype="str")
    if kind == "bool" and is_.is_boolean(type_):
        return pd.Series(pd.array(values.to_pylist(), dtype="boolean"))
    if kind == "int64" and is_.is_integer(type_) and not is_.is_uint64(type_):
        return pd.Series(pd.array(values.to_pylist(), dtype="Int64"))
    if kind in ("int64", "decimal") and is_.is_integer(type_):
        return digits(values.cast(pa.string()).to_pylist())
    if kind == "float64" and (is_.is_integer(type_) or is_.is_floating(type_)):
        floats = values.cast(pa.float64(), safe=False).to_pandas()
        return floats.astype("float64").where(np.isfinite(floats))
    if kind == "decimal" and is_.is_decimal(type_):
        return digits(None if v is None else format(v, "f") for v in values.to_pylist())
    if kind == "date" and is_.is_date(type_):
        return parquet_moments(values.cast(pa.date32()).cast(pa.timestamp("s")))
    if kind == "timestamp" and is_.is_timestamp(type_) and type_.tz is None:
        return parquet_moments(values)
    wrong = [UNREADABLE if value.is_valid else None for value in values]
    return pd.Series(wrong, dtype=object)


def digits(texts: Iterable[str | None]) -> pd.Series:
    return pd.Series([t if t is None else Digits(t) for t in texts], dtype=object)


def parquet_moments(values: Any) -> pd.Series:
    """Arrow timestamps; one of finer or wider range than microseconds is unreadable."""
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[values.type.unit]
    moments = []
    for ticks in values.cast(pa.int64()).to_pylist():
        micros, lost = divmod((ticks or 0) * 10**6, per_second)
        bad = lost or not FIRST_MICROSECOND <= micros <= LAST_MICROSECOND
        moments.append(None if ticks is None else UNREADABLE if bad else micros)
    if UNREADABLE in moments:
        return pd.Series(
            [m if m is UNREADABLE else as_moment(m) for m in moments], dtype=object
        )
    return pd.Series(np.array(moments, dtype="datetime64[us]"))


def as_moment(micros: int | None) -> dt.datetime | None:
    """A moment from its microseconds since 1970."""
    if micros is None:
        return None
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=micros)


def from_zone(cells: pd.Series, zone: str) -> pd.Series:
    """Stored local times as UTC; text cells are left to their parser."""

    def convert(cell: Any) -> Any:
        if not isinstance(cell, dt.datetime):
            return cell
        local = cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell
        try:
            return utc(local, zone)
        except OverflowError:
            return UNREADABLE

    made = each(cells, convert, "object")
    made.name = cells.name
    return made
