"""Runs over files on a real cluster, through its real SQL gateway."""

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

from tests.full.services import Cluster, asked
from tests.support.project import COMMAND, Project

pytestmark = pytest.mark.flink_full

SPEC = """speccc: 1
name: shop
params:
  least: {type: int64, default: 0}
sources:
  orders:
    connector: json
    options: {path: orders.jsonl}
    columns: {id: int64 not null, shop: int64}
steps:
  - name: kept
    filter: id >= :least
  - name: pairs
    join: {with: kept, kind: inner, keys: [shop], where: left.id < right.id, take: [id as other]}
  - name: per_shop
    aggregate: {by: [shop], measures: {pairs: count(), most: max(id + other)}}
  - sort: [shop]
sinks:
  shops: {connector: json, options: {path: out/shops.jsonl}, mode: replace}
"""
TARGET = """speccc_target: 1
name: cluster
backend: flink
connection: ${env:GATEWAY}
"""
BEFORE = '{"shop":-1}\n'
#: So many rows of each shop have half their square of pairs: a moment, seconds, minutes of work.
ROWS, SOME, MANY = 300, 12_000, 60_000
_PATIENCE = 60.0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write("speccc.yaml", "speccc_project: 1\n")
    made.write("specs/shop.yaml", SPEC)
    made.write("targets/cluster.yaml", TARGET)
    made.write("orders.jsonl", orders(ROWS))
    made.write("out/shops.jsonl", BEFORE)
    made.speccc("apply", "--auto-approve")
    return made


def orders(count: int) -> str:
    return "".join(json.dumps({"id": n, "shop": n % 3}) + "\n" for n in range(count))


def expected(count: int) -> list[dict[str, int]]:
    found: list[dict[str, int]] = []
    for shop in range(3):
        ids = range(shop, count, 3)
        pairs = len(ids) * (len(ids) - 1) // 2
        found.append({"shop": shop, "pairs": pairs, "most": ids[-1] + ids[-2]})
    return found


def written(project: Project) -> list[dict[str, int]]:
    return [json.loads(line) for line in project.read("out/shops.jsonl").splitlines()]


def started(project: Project, flink: Cluster) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND, "run", "shop"],
        cwd=project.root,
        env={**os.environ, "NO_COLOR": "1", "GATEWAY": flink.gateway},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def job(project: Project) -> str:
    """The id of the job that the run in hand has, once it runs; before that nothing."""
    logs = (project.root / ".speccc/logs").glob("*.log")
    told = "".join(log.read_text(encoding="utf-8") for log in logs).partition("job ")[2]
    return told.partition(":")[0] if "RUNNING" in told else ""


def until(ready: Callable[[], Any]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def tasks_run(flink: Cluster, id: str) -> bool:
    vertices = asked(f"{flink.manager}/v1/jobs/{id}").get("vertices", [])
    return any(vertex["status"] == "RUNNING" for vertex in vertices)


def test_rows_are_those_of_the_interpreter(project: Project, flink: Cluster) -> None:
    done = project.speccc("run", "shop", "--json", env={"GATEWAY": flink.gateway})
    [report] = json.loads(done.stdout)["runs"]
    assert written(project) == expected(ROWS)
    [ran] = report["jobs"]
    assert ran["state"] == "FINISHED"
    assert ran["records_in"] == ROWS
    assert flink.gateway not in "".join(map(project.read, project.files(".speccc")))
    assert project.files("out") == ["out/shops.jsonl"]


def test_a_param_and_a_broken_contract(project: Project, flink: Cluster) -> None:
    gateway = {"GATEWAY": flink.gateway}
    project.speccc("run", "shop", "--param", f"least={ROWS}", env=gateway)
    assert written(project) == []
    project.write("orders.jsonl", '{"id": null}\n{"id": 1}\n')
    done = project.speccc("run", "shop", env=gateway, exit_code=1)
    assert "error[E0901]" in done.stderr
    assert "NULL in 1 row(s)" in done.stderr


def test_an_interrupted_run_cancels_its_job(project: Project, flink: Cluster) -> None:
    project.write("orders.jsonl", orders(MANY))
    run = started(project, flink)
    until(lambda: run.poll() is not None or (job(project) and tasks_run(flink, job(project))))
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=_PATIENCE)
    assert run.returncode == 130, told
    until(lambda: asked(f"{flink.manager}/v1/jobs/{job(project)}")["state"] == "CANCELED")
    assert project.read("out/shops.jsonl") == BEFORE
    assert "interrupted" in project.speccc("history").stdout
    assert [*(project.root / ".speccc").glob("speccc-*")] == []


def test_a_killed_task_manager_changes_no_row(project: Project, flink: Cluster) -> None:
    project.write("orders.jsonl", orders(SOME))
    run = started(project, flink)
    until(lambda: run.poll() is not None or (job(project) and tasks_run(flink, job(project))))
    id = job(project)
    flink.replace_worker()
    _, told = run.communicate(timeout=2 * _PATIENCE)
    assert run.returncode == 0, told
    assert written(project) == expected(SOME)
    assert asked(f"{flink.manager}/v1/jobs/{id}")["state"] == "FINISHED"
    assert asked(f"{flink.manager}/v1/jobs/{id}/exceptions")["exceptionHistory"]["entries"]
