"""Starting a run: what is refused before any engine is touched."""

from __future__ import annotations

import fcntl
import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics import Failure, InternalError
from speccc.execute import pandas_runner, runners
from speccc.execute.report import Report, empty_report
from speccc.execute.runners import Request, Runner, failure_of, run_unit

REPORT = empty_report()


def _request(runner: str = "fake", connection: str = "", **params: str) -> Request:
    day = {"name": "day", "type": "date", "default": None}
    recipe = {"runner": runner, "params": [day], "incremental": []}
    return Request("sales", "here", recipe, Path("code"), Path("root"), params, connection)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The calls that reach an engine."""
    calls: list[dict[str, Any]] = []

    def run(*_args: Any, **named: Any) -> Report:
        calls.append(named)
        return REPORT

    monkeypatch.setitem(runners.RUNNERS, "fake", Runner("fake", (), lambda: run))
    return calls


def test_a_run(started: list[dict[str, Any]]) -> None:
    assert run_unit(_request(day="2026-01-01")) == REPORT
    assert started == [
        {"connection": "", "dry_run": False, "limit": None, "lock_timeout": 60, "progress": None}
    ]


def test_a_runner_that_compiles_only() -> None:
    with pytest.raises(Failure, match=r"E0951.*'sales.here' compiles.*spark"):
        run_unit(_request("spark"))


def test_a_missing_library_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> object | None:
        return None if name == "tenacity" else object()

    monkeypatch.setattr(importlib.util, "find_spec", found)
    with pytest.raises(Failure) as failure:
        run_unit(_request("pandas"))
    (diagnostic,) = failure.value.diagnostics
    assert diagnostic.code.id == "E0952"
    assert diagnostic.message == "running on pandas needs tenacity, not installed here"
    assert "pip install 'speccc[pandas]'" in diagnostic.hint


def test_what_only_some_units_need(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Libraries of connectors, and variables that the generated code reads itself."""
    request = _request()
    extras = {"sheets": ["no_such_library"], "http": ["json"], "excel": ["nor_this_one"]}
    recipe = {**request.recipe, "extras": extras, "environment": ["NOT_SET", "SET"]}
    monkeypatch.delenv("NOT_SET", raising=False)
    monkeypatch.setenv("SET", "value")
    with pytest.raises(Failure) as failure:
        run_unit(replace(request, recipe=recipe))
    library, variable = failure.value.diagnostics
    assert "needs no_such_library, nor_this_one, not installed" in library.message
    assert library.hint == "pip install 'speccc[sheets,excel]'"
    assert (variable.code.id, variable.message) == (
        "E0956",
        "sales.here needs the environment variable 'NOT_SET'",
    )
    assert not started


def test_everything_wrong_is_said_at_once(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    with pytest.raises(Failure) as failure:
        run_unit(_request(connection="${env:NOT_SET}", dya="x", b="y"))
    assert [d.code.id for d in failure.value.diagnostics] == ["E0953", "E0953", "E0956"]
    assert "did you mean 'day'" in failure.value.diagnostics[0].hint
    assert not started


def test_secrets_are_filled_in(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER_NAME", "ann")
    monkeypatch.setenv("PASSWORD", "${env:USER_NAME}")
    run_unit(_request(connection="db://${env:USER_NAME}:${env:PASSWORD}@host"))
    assert started[0]["connection"] == "db://ann:${env:USER_NAME}@host"


@pytest.mark.parametrize(
    "kind", ["contract", "expectation", "overflow", "join", "cast", "io", "param"]
)
def test_every_kind_of_error_has_its_code(kind: str) -> None:
    report: Report = {**REPORT, "error": {"kind": kind, "message": "so"}}
    failure = failure_of("sales.here", report)
    assert failure is not None
    assert failure.message == "sales.here: so"
    assert failure.code.id.startswith("E09")
    assert failure_of("sales.here", REPORT) is None


MODULE = """\
import json, sys
report = sys.argv[sys.argv.index("--report") + 1]
open(report, "w").write(json.dumps({"argv": sys.argv[1:], "path": sys.path[0]}))
print("INFO extract: 0.1 s", "WARNING again", "ERROR reported", sep="\\n", file=sys.stderr)
"""


def test_a_module_gets_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text(MODULE)  # a pipeline may be called so
    told: list[str] = []
    report: Any = pandas_runner.run(
        {"module": "json.py"},
        tmp_path,
        tmp_path / "data",
        {"day": "a b=c"},
        dry_run=True,
        limit=3,
        progress=told.append,
    )
    argv = report["argv"]
    assert argv[:3] == ["--verbose", "--root", str(tmp_path / "data")]
    assert argv[5:] == ["--lock-timeout", "60", "--dry-run", "--limit", "3", "--param", "day=a b=c"]
    assert report["path"] != str(tmp_path)
    assert told == ["extract, transform, load", "extract: 0.1 s", "again"]


@pytest.mark.internal_error
@pytest.mark.parametrize(
    ("module", "said"), [("raise SystemExit('no\\nwhy')", "why"), ("", "it printed nothing")]
)
def test_a_module_that_leaves_no_report_is_our_fault(
    tmp_path: Path, module: str, said: str
) -> None:
    (tmp_path / "m.py").write_text(module)
    with pytest.raises(InternalError, match=said):
        pandas_runner.run({"module": "m.py"}, tmp_path, tmp_path, {})


LONG = """\
import fcntl, sys, time
with open(sys.argv[0] + ".lock", "w") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("INFO locked", file=sys.stderr, flush=True)
    time.sleep(20)
    file.write("it lived on")
"""
STARTER = """\
import sys
from pathlib import Path
from speccc.execute.pandas_runner import run
folder = Path(sys.argv[1])
run({"module": "m.py"}, folder, folder, {}, progress=lambda said: print(said, flush=True))
"""


def test_a_module_ends_with_a_killed_starter(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(LONG)
    starter = [sys.executable, "-c", STARTER, str(tmp_path)]
    with subprocess.Popen(starter, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "locked\n" in process.stdout
        process.kill()
    with (tmp_path / "m.py.lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # once the module's process is gone
        assert file.read() == ""
