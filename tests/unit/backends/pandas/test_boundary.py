"""Files are read as the reference reads them, and what is written reads back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from speccc.diagnostics import Failure
from speccc.execute.readers import read_raw
from speccc.ir.rel import Binding, Node, Pipeline, Scan, Sink, Source, SourceColumn
from speccc.reference.boundary import read_sources
from speccc.reference.values import RunError
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Column, Schema, decimal
from tests.unit.backends.pandas.running import loaded, value

TYPES = {
    "t": TEXT,
    "i": INT64,
    "f": FLOAT64,
    "m": decimal(6, 2),
    "b": BOOL,
    "d": DATE,
    "s": TIMESTAMP,
}
GOOD = {
    "t": ["a", " b ", "NA", "x,y", 'q"', "l1\nl2", "null", "é\U0001f600"],
    "i": ["0", "-7", "+7", "9223372036854775807", "-9223372036854775808", "007"],
    "f": ["1", "-0.0", ".5", "5.", "1e3", "1E-3", "+2.5", "0.1", "1e-400"],
    "m": ["1", "-1.5", "9999.99", "0.010", "+.", "+1.20000", "0001.5"],
    "b": ["true", "false"],
    "d": ["2024-02-29", "0001-01-01", "9999-12-31"],
    "s": ["2024-01-31 10:00:00", "2024-01-31T10:00:00.5", "0001-01-01 00:00:00.000001"],
}
GOOD["m"].remove("+.")
BAD = {
    "i": ["1.0", " 1", "1e3", "9223372036854775808", "٣", "", "1_0", "--1"],
    "f": ["nan", "inf", "1e999", "1,5", "0x1", " 1"],
    "m": ["1.234", "10000", "1e2", ".5", "5.", "NaN"],
    "b": ["True", "1", "yes"],
    "d": ["2024-02-30", "2024-1-1", "24-01-01", "2024-01-01 ", "0000-01-01"],
    "s": ["2024-01-31", "2024-01-31 24:00:00", "2024-01-31 10:00", "2024-01-31 10:00:00Z"],
}


def _pipeline(connector: str, path: str, on_error: str = "set_null", **changes) -> Pipeline:
    columns = tuple(
        replace(SourceColumn(n, t, nullable=True, path=(n,)), **changes.get(n, {}))
        for n, t in TYPES.items()
    )
    binding = Binding(connector, {"path": path})
    source = Source("given", columns, (), on_error, binding)  # type: ignore[arg-type]
    schema = Schema(tuple(Column(c.name, c.type, c.nullable) for c in columns))
    node = Node("given", Scan("given"), schema, "given", "sources.given")
    sinks = tuple(
        Sink(name, "given", columns, "replace", (), Binding(name, {"path": f"out/x.{name}"}))
        for name in ("csv", "json", "parquet")
    )
    return Pipeline("reading", "specs/reading.yaml", "sha256:0", (), (source,), (node,), sinks)


def _read(pipeline: Pipeline, root: Path) -> list[tuple]:
    found = loaded(pipeline).extract(root)["given"]
    columns = [[value(v, TYPES[n]) for v in found[n].tolist()] for n in TYPES]
    return list(zip(*columns, strict=True))


def _due(pipeline: Pipeline, root: Path) -> list[tuple]:
    binding = pipeline.sources[0].binding
    assert binding is not None
    raw = read_raw(binding.connector, binding.options, root)
    return list(read_sources(pipeline.sources, {"given": raw})["given"])


def _cells(*tables: dict[str, list[str]]) -> list[dict[str, str]]:
    cells = {n: [c for table in tables for c in table.get(n, [])] for n in TYPES}
    return [
        {n: cells[n][at] if at < len(cells[n]) else "" for n in TYPES}
        for at in range(max(map(len, cells.values())))
    ]


def _csv(root: Path, rows: list[dict[str, str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell

    lines = [",".join(TYPES), *(",".join(map(quoted, row.values())) for row in rows)]
    text = "\ufeff" + "\r\n".join(lines) + "\r\n"
    (root / "x.csv").write_text(text, encoding="utf-8", newline="")


def test_csv_is_read_as_the_reference_reads_it(tmp_path: Path) -> None:
    _csv(tmp_path, _cells(GOOD, BAD))
    pipeline = _pipeline("csv", "x.csv")
    assert _read(pipeline, tmp_path) == _due(pipeline, tmp_path)


@pytest.mark.parametrize("name", BAD)
def test_every_cell_that_does_not_read_ends_the_run(tmp_path: Path, name: str) -> None:
    for bad in filter(None, BAD[name]):
        _csv(tmp_path, _cells(GOOD, {name: [bad]}))
        pipeline = _pipeline("csv", "x.csv", "fail")
        with pytest.raises(RunError):
            _due(pipeline, tmp_path)
        with pytest.raises(Exception, match=rf"column '{name}': 1 ") as caught:
            loaded(pipeline).extract(tmp_path)
        assert getattr(caught.value, "kind", "") == "contract"


def test_formats_and_zones(tmp_path: Path) -> None:
    local = ["31.03.2024 02:30", "27.10.2024 02:30", "01.07.2024 12:00", "32.01.2024 00:00"]
    _csv(tmp_path, _cells({"s": local, "d": ["31/01/2024", "2024-01-31", "1/1/2024"]}))
    berlin: Any = {"format": "DD.MM.YYYY HH:mm", "zone": "Europe/Berlin"}
    changes: Any = {"s": berlin, "d": {"format": "DD/MM/YYYY"}}
    pipeline = _pipeline("csv", "x.csv", **changes)
    found = _read(pipeline, tmp_path)
    assert found == _due(pipeline, tmp_path)
    assert sum(row[-1] is not None for row in found) == 3


@pytest.mark.parametrize("text", ["t,i\n1\n", "t,i\n1,2,3\n", "", "t\n1\n", "t,t\n1,2\n"])
def test_files_that_are_no_tables_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    pipeline = _pipeline("csv", "x.csv")
    with pytest.raises((RunError, Failure)) as due:
        _due(pipeline, tmp_path)
    with pytest.raises(Exception, match=re.escape(_said(due.value))) as caught:
        loaded(pipeline).extract(tmp_path)
    assert getattr(caught.value, "kind", "") in ("io", "contract")


def _said(error: RunError | Failure) -> str:
    return error.message if isinstance(error, RunError) else error.diagnostics[0].message


def test_json_is_read_as_the_reference_reads_it(tmp_path: Path) -> None:
    values = ['"a"', "1", "-1", "1.5", "1e2", "true", "null", '"2024-02-29"', "{}", "[1]",
              '"2024-01-31 10:00:00"', '"true"', "12345678901234567890", "0.1", '""']  # fmt: skip
    rows = ["{" + ", ".join(f'"{n}": {v}' for n in TYPES) + "}" for v in values]
    nested = '{"t": {"x": "deep"}, "i": {"x": 1}}'
    (tmp_path / "x.json").write_text("\n".join([*rows, "{}", "", nested]) + "\n", encoding="utf-8")
    for pipeline in (
        _pipeline("json", "x.json"),
        _pipeline("json", "x.json", t={"path": ("t", "x")}, i={"path": ("i", "x")}),
    ):
        assert _read(pipeline, tmp_path) == _due(pipeline, tmp_path)


@pytest.mark.parametrize("line", ["{", "[1]", '{"i": NaN}', "1"])
def test_lines_that_are_no_objects_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "x.json").write_text(f'{{"i": 1}}\n{line}\n')
    with pytest.raises(Exception, match="line 2") as caught:
        loaded(_pipeline("json", "x.json")).extract(tmp_path)
    assert getattr(caught.value, "kind", "") == "io"


def test_parquet_is_read_as_the_reference_reads_it(tmp_path: Path) -> None:
    ns = pa.array([1_706_695_200_000_000_001, 1_706_695_200_000_001_000, None], pa.timestamp("ns"))
    big = pa.array([2**64 - 1, 5, None], pa.uint64())
    columns = [
        pa.array([1, None, 3], pa.int16()),
        big,
        pa.array([1.5, float("nan"), None]),
        pa.array([float("inf"), 0.1, -0.0], pa.float32()),
        pa.array([1, None, 12345], pa.int64()),
        pa.array(["1.25", "x", None]).cast(pa.string()),
        pa.array(["1.250", "99999.000", None]).cast(pa.decimal128(9, 3)),
        pa.array([True, False, None]),
        pa.array([0, 19_000, None], pa.date32()),
        pa.array([4_000_000, 1, None], pa.date32()),
        ns,
        pa.array([0, 1, None], pa.timestamp("ms")),
        pa.array([0, 1, None], pa.timestamp("us", tz="UTC")),
        pa.array(["a", "2024-01-31", None]).dictionary_encode(),
    ]
    for column in columns:
        pq.write_table(pa.table(dict.fromkeys(TYPES, column)), tmp_path / "x.parquet")
        pipeline = _pipeline("parquet", "x.parquet")
        assert _read(pipeline, tmp_path) == _due(pipeline, tmp_path), column.type


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    _csv(tmp_path, _cells(GOOD))
    module = loaded(_pipeline("csv", "x.csv"))
    given = module.extract(tmp_path)["given"]
    module.load(module.transform(given), tmp_path)
    due = _read(_pipeline("csv", "x.csv"), tmp_path)
    for connector in ("csv", "json", "parquet"):
        again = _pipeline(connector, f"out/x.{connector}", "fail")
        assert _read(again, tmp_path) == due, connector
        assert _due(again, tmp_path) == due, connector
    first = (tmp_path / "out/x.csv").read_text(encoding="utf-8").splitlines()[1]
    assert first == "a,0,1.0,1.00,true,2024-02-29,2024-01-31 10:00:00.000000"
    line = (tmp_path / "out/x.json").read_text(encoding="utf-8").splitlines()[0]
    assert '"m":1.00,' in line
    assert json.loads(line)["s"] == "2024-01-31 10:00:00.000000"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["x.csv", "x.json", "x.parquet"]


def test_an_empty_text_is_not_written_to_csv_and_nothing_else_is_written(tmp_path: Path) -> None:
    module = loaded(_pipeline("csv", "x.csv"))
    _csv(tmp_path, _cells(GOOD))
    frame = module.extract(tmp_path)["given"]
    frame.loc[0, "t"] = ""
    results = module.transform(frame)
    order = {name: results[name] for name in ("json", "parquet", "csv")}
    with pytest.raises(Exception, match="'t': an empty text in 1 row; csv cannot tell"):
        module.load(order, tmp_path)
    assert not list((tmp_path / "out").iterdir())
