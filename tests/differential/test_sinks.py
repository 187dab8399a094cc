"""Sinks of files, on every engine: what they hold already, locks, and what a killed run leaves."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics.codes.runs import LOCK
from speccc.ir.rel import Row, SinkMode
from tests.differential.modes import give, pipeline
from tests.differential.runs import RUNNERS, Runner

ROW: Row = (1, "a", 0.5, None, True, None, None, "x")
OTHER: Row = (2, "b", 1.5, None, None, None, None, None)
HEADER = 'k,t,f,m,b,d,s,"Odd name, x"\n'

Run = Callable[[], dict[str, Any]]

pytestmark = pytest.mark.parametrize("engine", RUNNERS)


def runner(
    mode: SinkMode, format: str, engine: str, root: Path, rows: Sequence[Row], **options: Any
) -> Run:
    """A run that writes the rows into out/kept."""
    made = pipeline(mode, format)
    (root / "unit").mkdir()
    give(made.sources[0], rows, root)
    run_it: Runner = RUNNERS[engine](made, root / "unit", **options)
    return lambda: run_it(root)


@pytest.fixture
def merge(engine: str, tmp_path: Path) -> Run:
    """A run that merges ROW into out/kept.csv."""
    return runner("merge", "csv", engine, tmp_path, [ROW])


def holds(root: Path, text: str) -> Path:
    file = root / "out/kept.csv"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (
            "k,t,f,m,b,d,s,note\n",
            (
                "sink 'out', column 'v': 'Odd name, x' is missing in the data "
                "(available: k, t, f, m, b, d, s, note); "
                "sink 'out': the data has columns that the sink does not have: 'note'"
            ),
        ),
        (
            f"{HEADER}x,a,,,,,,\n1,,,,,,,\n",
            (
                "sink 'out', column 'k': 1 row not to be read as int64 (first: row 1, 'x'); "
                "sink 'out', column 't': NULL in 1 row, but is not null (first: row 2)"
            ),
        ),
        (
            f"{HEADER}1,a,,,,,,\n1,a,,,,,,\n",
            "sink 'out': the key (k, t) is not unique in 2 rows (first: row 1)",
        ),
    ],
)
def test_another_schema_is_refused(held: str, message: str, merge: Run, tmp_path: Path) -> None:
    file = holds(tmp_path, held)
    assert merge()["error"] == {"kind": "contract", "message": message}
    assert file.read_text(encoding="utf-8") == held


def test_a_repeated_key_is_refused(engine: str, tmp_path: Path) -> None:
    error = runner("append", "json", engine, tmp_path, [ROW, ROW, OTHER])()["error"]
    message = "sink 'out': the key (t, k) is not unique in 2 rows"
    assert error == {"kind": "contract", "message": message}
    assert not (tmp_path / "out").exists()


def test_another_field_in_json_is_refused(engine: str, tmp_path: Path) -> None:
    run_it = runner("append", "json", engine, tmp_path, [ROW])
    assert run_it()["error"] is None
    file = tmp_path / "out/kept.json"
    file.write_text(json.dumps({"z": 1} | json.loads(file.read_text()) | {"w": {"x": None}}))
    error = run_it()["error"]
    assert error is not None
    said = "sink 'out': the data has columns that the sink does not have: "
    names = "'w', 'z'" if engine == "duckdb" else "'w.x', 'z'"
    assert error == {"kind": "contract", "message": f"{said}{names}"}


def test_what_a_killed_run_left_is_removed(merge: Run, tmp_path: Path) -> None:
    left = tmp_path / "out/.kept.csv.partial"
    left.mkdir(parents=True)
    (left / "part.csv").write_text("half", encoding="utf-8")
    assert merge()["error"] is None
    assert [f.name for f in (tmp_path / "out").iterdir()] == ["kept.csv"]


def test_an_overlapping_run_ends_by_name(engine: str, tmp_path: Path) -> None:
    run_it = runner("merge", "csv", engine, tmp_path, [ROW], lock_timeout=0.1)
    (tmp_path / "out").mkdir()
    holder = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    try:
        error = run_it()["error"]
    finally:
        os.close(holder)
    assert error is not None
    assert error["kind"] == "lock", LOCK
    assert error["message"] == "sink 'out': another run is writing there, for more than 0.1 s"
    assert not list((tmp_path / "out").iterdir())
    assert run_it()["error"] is None


def test_a_link_is_followed(engine: str, tmp_path: Path) -> None:
    run_it = runner("merge", "csv", engine, tmp_path, [ROW])
    kept, behind = tmp_path / "out/kept.csv", tmp_path / "far/real.csv"
    for file in (kept, behind):
        file.parent.mkdir()
    behind.write_text(f"{HEADER}9,z,,,,,,\n", encoding="utf-8")
    kept.symlink_to(behind)
    assert run_it()["error"] is None
    assert kept.is_symlink()
    assert [line[0] for line in behind.read_text(encoding="utf-8").splitlines()] == ["k", "1", "9"]
    assert [f.name for f in behind.parent.iterdir()] == ["real.csv"]


def test_what_cannot_be_written_is_named(engine: str, tmp_path: Path) -> None:
    run_it = runner("merge", "csv", engine, tmp_path, [ROW])
    (tmp_path / "out").mkdir()
    (tmp_path / "out/kept.csv").symlink_to("kept.csv")
    error = run_it()["error"]
    assert error is not None
    assert "'out/kept.csv': Too many levels of symbolic links" in error["message"]


def test_where_partitions_lie(engine: str, tmp_path: Path) -> None:
    named: Row = (3, "__HIVE_DEFAULT_PARTITION__", 1.5, None, None, None, None, None)
    run_it = runner("partition", "parquet", engine, tmp_path, [ROW, OTHER, named])
    assert run_it()["error"] is None
    found = sorted(str(f.relative_to(tmp_path)) for f in (tmp_path / "out").rglob("*.parquet"))
    null = "__HIVE_DEFAULT_PARTITION__"
    assert found == [
        f"out/kept/d={null}/t=%5F{null[1:]}/b={null}/part.parquet",
        f"out/kept/d={null}/t=a/b=true/part.parquet",
        f"out/kept/d={null}/t=b/b={null}/part.parquet",
    ]
