"""Airflow itself reads and runs every DAG, and every workflow fits GitHub's schema (make airflow).

Airflow has an environment of its own, `.cache/airflow`: it agrees with nobody about versions.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.schedules.units import DAGS, WORKFLOWS, recording_speccc

pytestmark = pytest.mark.airflow
BIN = Path(__file__).parents[2] / ".cache/airflow/bin"
LIFETIME = "customer_lifetime_value.duckdb"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `airflow_runs.py` saw of the DAGs, run with a speccc that notes how it is called."""
    home = tmp_path_factory.mktemp("airflow")
    (home / "dags").mkdir()
    for path in DAGS:
        (home / "dags" / path.name).write_bytes(path.read_bytes())
    (home / "dags/broken_dag.py").write_text("from airflow.sdk import NoSuchDAG\n")
    recording_speccc(home / "bin", home / "calls.txt")
    (home / "project").mkdir()
    environment = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "HOME": str(home),
        "PATH": f"{home}/bin:{os.environ['PATH']}",
        "SPECCC_PROJECT": str(home / "project"),
    }
    script = Path(__file__).with_name("airflow_runs.py")
    command = [str(BIN / "python"), str(script), LIFETIME, str(home / "seen.json")]
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads((home / "seen.json").read_text()) | {
        "calls": (home / "calls.txt").read_text().splitlines()
    }


def test_every_dag_is_read(seen: dict[str, Any]) -> None:
    assert len(DAGS) >= 4
    assert set(seen["dags"]) == {f"{p.parts[-4]}.{p.parts[-3]}" for p in DAGS}
    assert [Path(name).name for name in seen["errors"]] == ["broken_dag.py"]  # it does look


def test_the_schedule_is_that_of_the_spec(seen: dict[str, Any]) -> None:
    assert seen["dags"][LIFETIME] == "30 5 * * MON-FRI Europe/Berlin"


def test_a_run_is_given_the_day_it_is_due(seen: dict[str, Any]) -> None:
    """By the logical date, in the schedule's zone; by the start, of one without."""
    assert seen["states"] == ["success", "success"]
    command = "project: run customer_lifetime_value --target duckdb --param run_date="
    assert seen["calls"][0] == f"{command}2026-11-21"
    assert seen["calls"][1].startswith(f"{command}20")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_workflow_fits_the_schema(path: Path, tmp_path: Path) -> None:
    assert _check(path) == 0
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(path.read_text(encoding="utf-8").replace("runs-on:", "runs_on:"))
    assert _check(wrong) != 0


def _check(path: Path) -> int:
    schema = ["--builtin-schema", "vendor.github-workflows"]
    command = [str(BIN / "check-jsonschema"), *schema, str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode
