"""What cron and GitHub start, started: each gives the day on which the run is due."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.schedules.units import (
    CRONTABS,
    DAGS,
    GENERATED,
    WORKFLOWS,
    of,
    program,
    recording_speccc,
)

DATE = shutil.which("gdate") or shutil.which("date") or "date"
_GNU = subprocess.run([DATE, "--version"], capture_output=True, check=False).returncode == 0
needs_gnu_date = pytest.mark.skipif(not _GNU, reason="the clock is set by GNU date")
LIFETIME = "customer_lifetime_value/duckdb"
COMMAND = "run customer_lifetime_value --target duckdb --param run_date"


def _start(command: str, folder: Path, now: str, **environment: str) -> str:
    """How speccc is called by a command of a shell at a moment, in UTC."""
    bin, calls, project = folder / "bin", folder / "calls.txt", folder / "project"
    project.mkdir(exist_ok=True)
    recording_speccc(bin, calls)
    clock = f'case "$*" in *--date*) exec {DATE} "$@";; esac\nexec {DATE} --date "{now} UTC" "$@"'
    program(bin, "date", clock)
    environment |= {"PATH": f"{bin}:/usr/bin:/bin", "SPECCC_PROJECT": str(project)}
    subprocess.run(["bash", "-e", "-c", command], cwd=folder, env=environment, check=True)
    return calls.read_text(encoding="utf-8").splitlines()[-1]


def _steps(path: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]["run"]["steps"]


def test_every_scheduled_unit_has_its_files() -> None:
    manifests = [json.loads(p.read_bytes()) for p in GENERATED.glob("*/*/manifest.json")]
    wanted = {
        f"{m['pipeline']}/{m['target']}" for m in manifests if "schedule" in m["spec"]["canonical"]
    }
    assert wanted >= {LIFETIME, "sales_analytics/pandas"}
    for files in (CRONTABS, DAGS, WORKFLOWS):
        assert {f"{p.parts[-4]}/{p.parts[-3]}" for p in files} == wanted


@needs_gnu_date
@pytest.mark.parametrize(
    ("now", "due"),
    [("2026-07-01 03:30:00", "2026-07-01"), ("2026-06-30 22:30:00", "2026-07-01")],
)
def test_a_crontab(now: str, due: str, tmp_path: Path) -> None:
    """cron hands the sixth field on, `\\%` as `%`; the day is that of the zone."""
    lines = of(LIFETIME, CRONTABS).read_text(encoding="utf-8").splitlines()
    assert lines[-2] == "CRON_TZ=Europe/Berlin"
    *_, command = lines[-1].split(maxsplit=5)
    assert lines[-1].startswith("30 5 * * MON-FRI cd ")
    called = _start(command.replace("\\%", "%"), tmp_path, now)
    assert called == f"project: {COMMAND}={due}"


@needs_gnu_date
@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-07-01 03:30:00", "2026-07-01"),  # on time: 05:30 in Berlin
        ("2026-07-01 23:15:00", "2026-07-01"),  # late, on the next day in Berlin
        ("2026-07-02 03:29:59", "2026-07-01"),
        ("2026-03-29 03:30:00", "2026-03-29"),  # the night that is an hour shorter
        ("2026-10-25 04:30:00", "2026-10-25"),  # and the one that is an hour longer
    ],
)
def test_a_workflow_that_starts_late_is_of_the_day_it_was_due(
    now: str, due: str, tmp_path: Path
) -> None:
    last = _steps(of(LIFETIME, WORKFLOWS))[-1]
    assert _start(last["run"], tmp_path, now, RUN_DATE="").endswith(f"{COMMAND}={due}")


@needs_gnu_date
def test_a_workflow_takes_a_day_from_hand(tmp_path: Path) -> None:
    last = _steps(of(LIFETIME, WORKFLOWS))[-1]
    assert last["env"] == {"RUN_DATE": "${{ inputs.run_date }}"}
    hostile = "2026-01-01 $(touch x); `touch x`"
    called = _start(last["run"], tmp_path, "2026-07-01 12:00:00", RUN_DATE=hostile)
    assert called.endswith(f"{COMMAND}={hostile}")
    assert not (tmp_path / "x").exists()


def test_a_workflow_installs_only_what_the_repository_names(tmp_path: Path) -> None:
    """A name that nobody has registered must not be fetched by a machine, night for night."""
    (install,) = (s for s in _steps(of(LIFETIME, WORKFLOWS)) if s.get("name") == "Install speccc")
    program(tmp_path / "bin", "python", f'echo "$@" > {tmp_path}/pip.txt')
    environment = {"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "SPECCC_PACKAGE": ""}
    command = ["bash", "-e", "-c", install["run"]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "SPECCC_PACKAGE: is a variable that the repository must have" in done.stderr
    environment["SPECCC_PACKAGE"] = "./speccc[duckdb]"
    subprocess.run(command, env=environment, check=True)
    assert (tmp_path / "pip.txt").read_text() == "-m pip install ./speccc[duckdb]\n"
