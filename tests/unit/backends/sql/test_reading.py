"""Files of every format against the reference's read boundary: the same rows, the same words."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from speccc.execute.readers import read_raw
from speccc.ir.rel import Binding, Node, Pipeline, Row, Scan, Sink, Source, SourceColumn
from speccc.reference import RunError
from speccc.reference.boundary import read_sources
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Schema, Type, decimal
from speccc.types import Column as SchemaColumn
from speccc.types.raw import RawTable
from tests.unit.backends.sql.running import run_files

OnError = Literal["fail", "set_null"]

CELLS: dict[str, tuple[SourceColumn, str]] = {}


def _declare(name: str, type: Type, cells: str, format: str = "", zone: str = "") -> None:
    path = (f"The {name}",)
    column = SourceColumn(name, type, nullable=True, path=path, format=format, zone=zone)
    CELLS[name] = (column, cells)


_declare("bool", BOOL, "true|false|True|TRUE|1|t| true")
_declare(
    "int",
    INT64,
    "0|-0|+5|9223372036854775807|9223372036854775808|-9223372036854775808|-9223372036854775809"
    "|1.0|1e3| 1|1 |000000000000000000000000000012|１２|1_000|0x10|--1|+",
)
_declare(
    "float",
    FLOAT64,
    "0|-0.0|1e308|1e309|-1e400|.5|5.|1e-400|NaN|inf|1,5|0x1p3|1e|2.675| 1|1d|4.9e-324|.|+.5E-3",
)
_declare(
    "decimal",
    decimal(5, 2),
    "0|1.5|999.99|1000|999.990|999.991|-0.00|.5|5.|1.005|+1.50|000999.99|1e2|0.000|99999.99",
)
_declare("whole", decimal(18, 0), "999999999999999999|1000000000000000000|1.0|1.5|000")
_declare("text", TEXT, """a|NA|null|NULL| x |"q"|a,b|l1\nl2|é😀|a\\b|it's|\t|#c""")
_declare(
    "day",
    DATE,
    "2024-02-29|2023-02-29|0001-01-01|0000-01-01|9999-12-31|2024-1-1|2024-13-01|2024-02-28 "
    "|2024/01/01|infinity|epoch|today",
)
_declare("own", DATE, "31.12/2024|31.02/2024|1.1/2024|01.01/0000|2024-01-01", format="DD.MM/YYYY")
_declare(
    "time",
    TIMESTAMP,
    "2024-02-29 00:00:00|2024-02-29T23:59:59.999999|2024-01-01 24:00:00|2024-01-01 23:59:60"
    "|2024-01-01 10:00|2024-01-01 10:00:00.1234567|2024-01-01 10:00:00.|2024-01-01 10:00:00Z"
    "|0000-05-05 10:10:10|2024-01-01  10:00:00|2024-02-30 10:00:00|9999-12-31 23:59:59.999999",
)
_declare(
    "zoned",
    TIMESTAMP,
    "2024-10-27 02:30:00|2024-10-27 02:00:00|2024-10-27 03:00:00|2024-10-27 01:59:59.9"
    "|2024-03-31 02:30:00|2024-03-31 02:00:00|2024-03-31 03:00:00|2024-07-01 12:00:00"
    "|2024-03-31 12:00:00|2024-10-28 02:30:00|1960-01-01 00:00:00|1947-05-11 02:30:00"
    "|0001-01-01 00:00:00",
    zone="Europe/Berlin",
)
_declare("packed", TIMESTAMP, "20240229 235959|20240230 000000|20240229 240000|00000101 000000",
         format="YYYYMMDD HHmmss")  # fmt: skip

NUMBERS = (
    *("0", "-0", "1", "1.0", "1.50", "12.345", "1e2", "9223372036854775807"),
    *("9223372036854775808", "-9223372036854775808", "99999.99", "999.990", "1e400", "2.675"),
    *("1.10000000000000000000001", "0.30000000000000004", "123456789012345678"),
)
OTHERS = ("true", "false", "null", "[1]", '{"a": 1}', '"true"', '""', r'"a\"7\\"', '"#7"')


def source(columns: Sequence[SourceColumn], on_error: OnError, binding: Binding) -> Pipeline:
    """One source, written as it is read."""
    schema = Schema(tuple(SchemaColumn(c.name, c.type, nullable=True) for c in columns))
    read = Source("given", tuple(columns), (), on_error, binding)
    node = Node("given", Scan("given"), schema, "given", "sources.given")
    written = tuple(SourceColumn(c.name, c.type, nullable=True, path=(c.name,)) for c in columns)
    sink = Sink("out", "given", written, "replace", (), Binding("parquet", {"path": "out.parquet"}))
    return Pipeline("p", "specs/p.yaml", "sha256:0", (), (read,), (node,), (sink,))


def agree(pipeline: Pipeline, root: Path) -> list[Row]:
    """Reads as the reference does, or fails in the same words. Gives the rows."""
    binding = pipeline.sources[0].binding
    assert binding is not None
    raw = read_raw(binding.connector, binding.options, root)
    report = run_files(pipeline, root)
    due, ending = _due(pipeline, raw)
    if ending is not None:
        assert report["error"] == {"kind": ending.kind, "message": ending.message}
        assert not (root / "out.parquet").exists()
        return []
    assert report["error"] is None
    assert report["sources"] == {"given": {"read": len(due)}}
    got = duckdb.connect().execute(f"SELECT * FROM '{root}/out.parquet'").fetchall()
    assert got == due
    return got


def _due(pipeline: Pipeline, raw: RawTable) -> tuple[list[Row], RunError | None]:
    try:
        return read_sources(pipeline.sources, {"given": raw})["given"], None
    except RunError as error:
        return [], error


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("on_error", ["fail", "set_null"])
def test_csv_cells(name: str, on_error: OnError, tmp_path: Path) -> None:
    column, cells = CELLS[name]
    with (tmp_path / "in[1].csv").open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["extra", *column.path])
        writer.writerows([["e", cell] for cell in [*cells.split("|"), ""]])
    binding = Binding("csv", {"path": "in[1].csv", "delimiter": ";"})
    rows = agree(source([column], on_error, binding), tmp_path)
    if on_error == "set_null":
        assert {value is None for (value,) in rows} == {True, False}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("on_error", ["fail", "set_null"])
def test_json_values(name: str, on_error: OnError, tmp_path: Path) -> None:
    column, cells = CELLS[name]
    values = [*map(json.dumps, cells.split("|")), *NUMBERS, *OTHERS]
    lines = [f"{{{json.dumps(column.path[0])}: {value}}}" for value in values]
    lines += ["{}", '{"The": {"bool": true}}', ""]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    agree(source([column], on_error, Binding("json", {"path": "in.jsonl"})), tmp_path)


def test_json_is_read_at_the_end_of_a_path(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"a b": {"c\\"d": {"x.y": 1.50}}}\n{"a b": 7}\n{"a b": null}\n', encoding="utf-8"
    )
    path = ("a b", 'c"d', "x.y")
    column = SourceColumn("deep", decimal(5, 2), nullable=True, path=path)
    rows = agree(source([column], "fail", Binding("json", {"path": "in.jsonl"})), tmp_path)
    assert rows == [(Decimal("1.50"),), (None,), (None,)]


_TEN = dt.datetime(2024, 1, 1, 10)
PHYSICAL: dict[str, Any] = {
    "int8": pa.array([1, None, -3], pa.int8()),
    "uint64": pa.array([1, 2**64 - 1, 2**63], pa.uint64()),
    "float32": pa.array([0.1, float("nan"), None], pa.float32()),
    "float64": pa.array([0.1, float("inf"), 1.5], pa.float64()),
    "decimal": pa.array([Decimal("1.5000"), Decimal("1.0050"), None], pa.decimal128(12, 4)),
    "large": pa.array([Decimal(1), Decimal(10) ** 30, None], pa.decimal128(38, 0)),
    "text": pa.array(["1", "true", "2024-01-01"], pa.string()),
    "binary": pa.array([b"1", b"2", None], pa.binary()),
    "bool": pa.array([True, False, None]),
    "date": pa.array([dt.date(2024, 1, 1), None, dt.date(1, 1, 1)], pa.date32()),
    "millis": pa.array([_TEN, None, None], pa.timestamp("ms")),
    "nanos": pa.array([1704103200000001000, 1704103200000001001, None], pa.timestamp("ns")),
    "zoned": pa.array([_TEN, None, None], pa.timestamp("us", "UTC")),
    "list": pa.array([[1], None, []], pa.list_(pa.int64())),
    "null": pa.array([None, None, None]),
}


@pytest.mark.parametrize("physical", PHYSICAL)
def test_parquet_types(physical: str, tmp_path: Path) -> None:
    names = ("bool", "int", "float", "decimal", "text", "day", "time", "zoned")
    columns = [CELLS[name][0] for name in names]
    table = pa.table({column.path[0]: PHYSICAL[physical] for column in columns})
    pq.write_table(table, tmp_path / "in.parquet")
    binding = Binding("parquet", {"path": "in.parquet"})
    agree(source(columns, "fail", binding), tmp_path)
    agree(source(columns, "set_null", binding), tmp_path)


def test_what_is_missing_or_twice_in_the_header(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,b,b,D\n1,2,3,4\n")
    columns = [SourceColumn(n, INT64, nullable=True, path=(n,)) for n in ("a", "b", "c", "d")]
    agree(source(columns, "fail", Binding("csv", {"path": "in.csv"})), tmp_path)


@pytest.mark.parametrize("broken", ["a,b\n1\n", "a,b\n1,2,3\n", 'a,b\n"1,2\n'])
def test_a_broken_csv_is_an_error_of_io(broken: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(broken)
    columns = [SourceColumn(n, INT64, nullable=True, path=(n,)) for n in ("a", "b")]
    report = run_files(source(columns, "fail", Binding("csv", {"path": "in.csv"})), tmp_path)
    assert report["error"] is not None
    assert report["error"]["kind"] == "io"
    assert "in.csv" in report["error"]["message"]
