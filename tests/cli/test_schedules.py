"""Schedules as commands tell of them: not installed, until they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Speccc

ADDRESS = "sales_analytics.duckdb"
README = "generated/sales_analytics/duckdb/README.md"


@pytest.fixture
def scheduled(applied: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example with a schedule, in a checkout, on a machine with nothing installed."""
    for name in ("AIRFLOW_HOME", "AIRFLOW__CORE__DAGS_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(applied / "home"))
    _crontab(applied, monkeypatch, "")
    spec = applied / "specs/sales_analytics.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("\nparams:", "\nschedule: {cron: 0 9 * * *}\nparams:", 1))
    (applied / ".git").mkdir()
    assert speccc("show", "sales_analytics").err == (
        "schedule of sales_analytics: 0 9 * * * (UTC), not installed; "
        "no file for it is generated here\n"
    )
    speccc("apply", "--auto-approve")
    return applied


def _crontab(folder: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """A `crontab -l` that prints these lines."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "crontab.txt").write_text(lines, encoding="utf-8")
    script = folder / "bin/crontab"
    script.write_text(f'#!/bin/sh\ntest "$*" = -l && cat "{folder}/crontab.txt"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}/bin:/usr/bin:/bin")


def test_nothing_is_said_of_a_spec_without_one(applied: Path, speccc: Speccc) -> None:
    assert speccc("show", "sales_analytics").err == ""
    assert speccc("run", "sales_analytics").err == ""
    assert speccc("run", "sales_analytics", "--json").json["runs"][0]["schedule"] is None
    assert not (applied / "generated/sales_analytics/duckdb/schedule").exists()


def test_not_installed(scheduled: Path, speccc: Speccc) -> None:
    line = f"schedule of {ADDRESS}: 0 9 * * * (UTC), not installed; {README} says how\n"
    assert speccc("run", "sales_analytics").err == line
    assert speccc("show", "sales_analytics", "--stage", "spec").err == line
    (run,) = speccc("run", "sales_analytics", "--json").json["runs"]
    assert run["schedule"] == {"cron": "0 9 * * *", "timezone": "UTC", "installed": []}


def test_installed(scheduled: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch) -> None:
    files = scheduled / "generated/sales_analytics/duckdb/schedule"
    name = "sales_analytics_duckdb"
    crontab = (files / f"{name}.crontab").read_text(encoding="utf-8")
    workflows = scheduled / ".github/workflows"
    dags = scheduled / "home/airflow/dags"

    def told() -> str:
        return speccc("run", "sales_analytics").err.partition("(UTC), ")[2].strip()

    _crontab(scheduled, monkeypatch, f"# mine\n1 1 * * * other\n{crontab}")
    assert told() == "installed: crontab"
    _crontab(scheduled, monkeypatch, crontab.replace("0 9 *", "0 8 *"))
    assert told() == "installed: crontab (not as generated)"
    _crontab(scheduled, monkeypatch, "".join(f"# {line}\n" for line in crontab.splitlines()))
    assert told().startswith("not installed")
    workflows.mkdir(parents=True)
    shutil.copy(files / f"{name}.yml", workflows)
    assert told() == "installed: .github/workflows"
    dags.mkdir(parents=True)
    (dags / f"{name}_dag.py").write_text("# an older one\n")
    assert told() == "installed: .github/workflows, Airflow (not as generated)"
    monkeypatch.setenv("AIRFLOW_HOME", str(scheduled / "nowhere"))
    assert told() == "installed: .github/workflows"
    (run,) = speccc("run", "sales_analytics", "--json").json["runs"]
    assert run["schedule"]["installed"] == [{"where": ".github/workflows", "current": True}]
