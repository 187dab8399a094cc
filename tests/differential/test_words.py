"""A broken promise is told in the same words by the reference and every engine; and what a csv
file is written from is read back from it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics import Failure
from speccc.execute.readers import read_raw
from speccc.ir.rel import Binding, Pipeline, Row
from speccc.reference.boundary import read_sources
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential import files
from tests.differential.pipelines import checked
from tests.differential.runs import FILE, FORMATS, RUNNERS, pipeline


def _due(made: Pipeline, root: Path) -> dict[str, Any] | None:
    """How the reference ends; None if it gives rows."""
    [source] = made.sources
    assert source.binding is not None
    try:
        raw = read_raw(source.binding.connector, source.binding.options, root)
        run(made, read_sources(made.sources, {source.name: raw}), {})
    except RunError as error:
        return {"kind": error.kind, "message": error.message}
    except Failure as failure:
        return {"kind": "io", "message": failure.diagnostics[0].message}
    return None


@pytest.mark.parametrize("name", FORMATS)
def test_every_engine_counts_the_same_nulled_values(name: str, tmp_path: Path) -> None:
    """In the files of the gallery."""
    made = pipeline(name, "set_null")
    runners = {}
    for engine, runner in RUNNERS.items():
        (tmp_path / engine).mkdir()
        runners[engine] = runner(made, tmp_path / engine)
    kinds = {c.name: c.type.kind for c in made.sources[0].columns}
    delimiter = str(FORMATS[name].get("delimiter", ","))
    counted = 0
    for data in files.gallery(name, kinds, delimiter, strict=False):
        with tempfile.TemporaryDirectory(dir=tmp_path) as root:
            files.write(Path(root, FILE), data)
            reports = [run_it(Path(root)) for run_it in runners.values()]
        if all(report["error"] is None for report in reports):
            first, *others = (report["nulled"] for report in reports)
            assert all(nulled == first for nulled in others)
            counted += 1
    assert counted


def _pipeline(columns: dict[str, Any], source: Binding, sink: Binding, **more: Any) -> Pipeline:
    made = checked(
        {
            "speccc": 1,
            "name": "reading",
            "sources": {"given": {"columns": columns, **more}},
            "steps": [{"name": "kept", "filter": "true"}],
            "sinks": {"out": {"from": "kept", "mode": "replace"}},
        }
    )
    return replace(
        made,
        sources=(replace(made.sources[0], binding=source),),
        sinks=(replace(made.sinks[0], binding=sink),),
    )


COLUMNS: dict[str, Any] = {
    "id": "int64 not null",
    "born": {"type": "date", "tags": ["personal"]},
    "paid": "date",
}
#: Files of these columns with the key id, and what is said of them.
SAID = {
    "id,born,paid\n1,x,\n1,y,31.02.2025\n,2024-01-01,z\n": (
        "source 'given', column 'id': NULL in 1 row, but is not null (first: row 3); "
        "source 'given', column 'born': 2 rows not to be read as date (first: row 1); "
        "source 'given', column 'paid': 2 rows not to be read as date (first: row 2, '31.02.2025')"
        "; source 'given': the key (id) is not unique in 2 rows (first: row 1)"
    ),
    "id,born,paid\n1,,\nx,,\ny,,\nx,,\n3,,\n": (
        "source 'given', column 'id': 3 rows not to be read as int64 (first: row 2, 'x')"
    ),
    f'id,born,paid\n1,,"\x1b[31m\n{"x" * 30}"\n': (
        "source 'given', column 'paid': 1 row not to be read as date "
        f"(first: row 1, '?[31m?{'x' * 18}…')"
    ),
}


@pytest.mark.parametrize("engine", RUNNERS)
def test_the_words(engine: str, tmp_path: Path) -> None:
    ends = Binding("csv", {"path": FILE}), Binding("parquet", {"path": "out.parquet"})
    made = _pipeline(COLUMNS, *ends, key=["id"])
    run_it = RUNNERS[engine](made, tmp_path)
    for content, message in SAID.items():
        files.write(tmp_path / FILE, content.encode())
        due = {"kind": "contract", "message": message}
        assert _due(made, tmp_path) == due
        assert run_it(tmp_path)["error"] == due


@pytest.mark.parametrize("engine", RUNNERS)
def test_what_set_null_took_is_counted(engine: str, tmp_path: Path) -> None:
    ends = Binding("csv", {"path": FILE}), Binding("parquet", {"path": "out.parquet"})
    made = _pipeline({"id": "int64", "paid": "date"}, *ends, on_error="set_null")
    files.write(tmp_path / FILE, b"id,paid\n1,x\n2,\n,2024-01-01\n3,y\n")
    assert RUNNERS[engine](made, tmp_path)(tmp_path)["nulled"] == {"given": {"paid": 2}}


#: Text cells that are hard to write.
HARD = ("#1", "a\rb", "a\nb", "a\r\nb", 'q"', '"', ",", " ", " x ", "'", "\\", "é", "NULL", ";")


@pytest.mark.parametrize("columns", [("t",), ("t", "u")])
def test_written_csv_is_read_back(columns: tuple[str, ...], tmp_path: Path) -> None:
    options = {"path": "in.jsonl"}, {"path": "out/x.csv"}
    ends = Binding("json", options[0]), Binding("csv", options[1])
    made = _pipeline(dict.fromkeys(columns, "text"), *ends)
    rows: list[Row] = [(text, None)[: len(columns)] for text in HARD]
    rows += [(None, "x")[: len(columns)], (None, None)[: len(columns)]]
    table = [dict(zip(columns, row, strict=True)) for row in rows]
    files.write(tmp_path / "in.jsonl", "\n".join(map(_json, table)).encode())
    written: dict[str, bytes] = {}
    for engine, runner in RUNNERS.items():
        (tmp_path / engine).mkdir()
        report = runner(made, tmp_path / engine)(tmp_path)
        assert report["error"] is None, report
        written[engine] = (tmp_path / "out/x.csv").read_bytes()
        back = replace(made.sources[0], binding=ends[1])
        raw = read_raw("csv", options[1], tmp_path)
        assert read_sources([back], {"given": raw})["given"] == rows, engine
    assert b"\n#1" in written["duckdb"]
    assert b"\n#1" in written["pandas"]


def _json(row: dict[str, Any]) -> str:
    import json

    return json.dumps(row)


@pytest.mark.parametrize("engine", RUNNERS)
@pytest.mark.parametrize("obstacle", ["out", "out/x.csv"])
def test_a_sink_that_cannot_be_written(engine: str, obstacle: str, tmp_path: Path) -> None:
    ends = Binding("csv", {"path": FILE}), Binding("csv", {"path": "out/x.csv"})
    run_it = RUNNERS[engine](_pipeline({"t": "text"}, *ends), tmp_path)
    files.write(tmp_path / FILE, b"t\n1\n")
    if obstacle == "out":
        (tmp_path / "out").write_text("in the way")
    else:
        (tmp_path / "out/x.csv").mkdir(parents=True)
    reason = "File exists" if obstacle == "out" else "Is a directory"
    message = f"cannot write 'out/x.csv': {reason}"
    assert run_it(tmp_path)["error"] == {"kind": "io", "message": message}
