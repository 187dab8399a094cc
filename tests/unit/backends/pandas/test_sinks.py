"""Sinks of a generated module: what they hold already, locks, and what a killed run leaves."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics.codes.runs import LOCK
from tests.differential.modes import give, pipeline
from tests.differential.runs import pandas_runner

ROW = (1, "a", 0.5, None, True, None, None, "x")
OTHER = (2, "b", 1.5, None, None, None, None, None)
HEADER = 'k,t,f,m,b,d,s,"Odd name, x"\n'

Run = Callable[[], dict[str, Any]]


@pytest.fixture
def merge(tmp_path: Path) -> Run:
    """A run that merges ROW into out/kept.csv."""
    made = pipeline("merge", "csv")
    (tmp_path / "unit").mkdir()
    give(made.sources[0], [ROW], tmp_path)
    run_it = pandas_runner(made, tmp_path / "unit")
    return lambda: run_it(tmp_path)


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


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    made = pipeline("append", "json")
    give(made.sources[0], [ROW, ROW, OTHER], tmp_path)
    (tmp_path / "unit").mkdir()
    error = pandas_runner(made, tmp_path / "unit")(tmp_path)["error"]
    message = "sink 'out': the key (t, k) is not unique in 2 rows"
    assert error == {"kind": "contract", "message": message}
    assert not (tmp_path / "out").exists()


def test_another_field_in_json_is_refused(tmp_path: Path) -> None:
    made = pipeline("append", "json")
    give(made.sources[0], [ROW], tmp_path)
    (tmp_path / "unit").mkdir()
    run_it = pandas_runner(made, tmp_path / "unit")
    assert run_it(tmp_path)["error"] is None
    file = tmp_path / "out/kept.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"w": {"x": None, "y": 1}}))
    message = "sink 'out': the data has columns that the sink does not have: 'w.x', 'w.y'"
    assert run_it(tmp_path)["error"] == {"kind": "contract", "message": message}


def test_what_a_killed_run_left_is_removed(merge: Run, tmp_path: Path) -> None:
    left = tmp_path / "out/.kept.csv.partial"
    left.mkdir(parents=True)
    (left / "part.csv").write_text("half", encoding="utf-8")
    assert merge()["error"] is None
    assert [f.name for f in (tmp_path / "out").iterdir()] == ["kept.csv"]


def test_an_overlapping_run_ends_by_name(tmp_path: Path) -> None:
    made = pipeline("merge", "csv")
    (tmp_path / "unit").mkdir()
    give(made.sources[0], [ROW], tmp_path)
    (tmp_path / "out").mkdir()
    holder = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    try:
        options = ("--lock-timeout", "0.1")
        error = pandas_runner(made, tmp_path / "unit", *options)(tmp_path)["error"]
    finally:
        os.close(holder)
    assert error is not None
    assert error["kind"] == "lock", LOCK
    assert error["message"] == "sink 'out': another run is writing there, for more than 0.1 s"
    assert not list((tmp_path / "out").iterdir())
