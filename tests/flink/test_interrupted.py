"""A run on Flink that is interrupted or killed, or whose JVM is: nothing half written, the ledger
says so, and the next run is as if nothing had been.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.project import COMMAND, Project

pytestmark = pytest.mark.flink

SPEC = """speccc: 1
name: shop
sources:
  orders:
    connector: json
    options: {path: orders.jsonl}
    columns: {id: int64 not null}
steps:
  - filter: id > 1
  - sort: [id]
sinks:
  kept: {connector: json, options: {path: out/kept.jsonl}, mode: replace}
"""
TARGET = "speccc_target: 1\nname: flink\nbackend: flink\n"
BEFORE = '{"id":0}\n'
_PATIENCE = 60.0


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("shop"))
    made.write("speccc.yaml", "speccc_project: 1\ndefault_target: flink\n")
    made.write("specs/shop.yaml", SPEC)
    made.write("targets/flink.yaml", TARGET)
    made.write("orders.jsonl", '{"id": 1}\n{"id": 2}\n')
    made.write("out/kept.jsonl", BEFORE)
    made.speccc("apply", "--auto-approve")
    return made


def started(project: Project, scratch: Path) -> subprocess.Popen[str]:
    """A run, in a process group of its own, as a terminal would start it."""
    return subprocess.Popen(
        [COMMAND, "run", "shop"],
        cwd=project.root,
        env={**os.environ, "NO_COLOR": "1", "TMPDIR": str(scratch)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def until(ready: Callable[[], Any]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def phase(project: Project, name: str) -> Callable[[], bool]:
    """Whether the youngest run has come to a phase."""

    def reached() -> bool:
        logs = sorted((project.root / ".speccc/logs").glob("*.log"), key=os.path.getmtime)
        return bool(logs) and f"  {name}\n" in logs[-1].read_text(encoding="utf-8")

    return reached


def jvm_of(run: subprocess.Popen[str]) -> int | None:
    """The process of the JVM that a run has started, once it is one."""
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    for child in map(int, children):
        if b"GatewayServer" in Path(f"/proc/{child}/cmdline").read_bytes():
            return child
    return None


def gone(process: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def nothing_is_left(project: Project) -> None:
    assert project.read("out/kept.jsonl") == BEFORE
    assert project.files("out") == ["out/kept.jsonl"]


def last_end(project: Project) -> dict[str, Any]:
    lines = project.read(".speccc/runs.jsonl").splitlines()
    return json.loads(lines[-1])


@pytest.mark.parametrize("where", ["starting", "transform"])
@pytest.mark.parametrize("what", ["interrupt", "kill", "kill_jvm"])
def test_a_run_that_does_not_end_by_itself(
    project: Project, what: str, where: str, tmp_path: Path
) -> None:
    run = started(project, tmp_path)
    until(lambda: jvm_of(run))
    jvm = jvm_of(run)
    assert jvm is not None
    if where == "transform":
        until(phase(project, "transform"))
    match what:
        case "interrupt":
            os.killpg(run.pid, signal.SIGINT)
        case "kill":
            run.kill()
        case _:
            os.kill(jvm, signal.SIGKILL)
    said, told = run.communicate(timeout=_PATIENCE)
    assert "Traceback" not in told
    assert "E9901" not in told
    until(lambda: gone(jvm))
    nothing_is_left(project)
    match what:
        case "interrupt":
            assert run.returncode == 130
            assert last_end(project)["error"] == {"codes": ["interrupted"]}
            assert not [*tmp_path.iterdir()]
        case "kill":
            assert last_end(project)["event"] == "start"
            assert "interrupted" in project.speccc("history").stdout
            assert [*tmp_path.iterdir()]
            project.speccc("run", "shop", "--dry-run", env={"TMPDIR": str(tmp_path)})
            assert not [*tmp_path.iterdir()]
        case _:
            assert run.returncode == 1
            [code] = last_end(project)["error"]["codes"]
            assert code == ("E0963" if where == "starting" else "E0906")
            assert f"error[{code}]" in told
            assert not [*tmp_path.iterdir()]
    assert "wrote" not in said


def test_the_next_run_is_as_if_nothing_had_been(project: Project) -> None:
    project.speccc("run", "shop")
    assert project.read("out/kept.jsonl") == '{"id":2}\n'
    assert project.files("out") == ["out/kept.jsonl"]
