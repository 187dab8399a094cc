"""action.yml: of the shape that GitHub wants, and its scripts do what they say.

`github-action.schema.json` is SchemaStore's (Apache-2.0), as check-jsonschema carries it. The
scripts run with a `gh` that writes down how it was called: nothing here ran on GitHub.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from speccc.cli.views.markdown import MARK
from tests.cli.conftest import Speccc, applied, shop, speccc  # noqa: F401 - fixtures
from tests.unit.lifecycle.support import rewrite

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
SCHEMA = json.loads(Path(__file__).with_name("github-action.schema.json").read_text("utf-8"))
FAKE_GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$RUNNER_TEMP/calls"
case "$*" in *--jq*) cat "$RUNNER_TEMP/known" 2>/dev/null || true ;; esac
"""


def test_it_is_an_action() -> None:
    validator = Draft7Validator(SCHEMA)
    assert [error.message for error in validator.iter_errors(ACTION)] == []
    steps = ACTION["runs"]["steps"]
    without_shell = [{key: value for key, value in steps[1].items() if key != "shell"}]
    broken = ACTION | {"runs": ACTION["runs"] | {"steps": without_shell}}
    assert list(validator.iter_errors(broken))


@pytest.fixture
def job(applied: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:  # noqa: F811
    """The environment of a job whose project is the example."""
    temporary = tmp_path_factory.mktemp("job")
    gh = temporary / "gh"
    gh.write_text(FAKE_GH)
    gh.chmod(0o755)
    path = os.pathsep.join([str(temporary), str(Path(sys.executable).parent), os.environ["PATH"]])
    return {
        **os.environ,
        "PATH": path,
        "RUNNER_TEMP": str(temporary),
        "GITHUB_OUTPUT": str(temporary / "output"),
        "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
        "GITHUB_REPOSITORY": "somebody/shop",
        "PULL_REQUEST": "7",
        "PROJECT": str(applied),
        "ARGUMENTS": "--target duckdb",
    }


def _run(name: str, job: dict[str, str]) -> int:
    """Runs a step's script as GitHub runs `shell: bash`."""
    (script,) = [step["run"] for step in ACTION["runs"]["steps"] if step.get("name") == name]
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(shell, env=job, check=False, capture_output=True).returncode


def test_a_plan_is_posted_once_and_then_kept_true(job: dict[str, str]) -> None:
    temporary = Path(job["RUNNER_TEMP"])
    assert _run("Plan", job) == 0
    assert (temporary / "output").read_text() == "changes=false\n"
    rewrite(Path(job["PROJECT"]) / "specs/sales_analytics.yaml", "quantity > 0", "quantity > 1")
    assert _run("Plan", job) == 0
    assert (temporary / "output").read_text().splitlines()[-1] == "changes=true"
    plan = (temporary / "speccc-plan.md").read_text()
    assert plan.startswith(MARK)
    assert (temporary / "summary").read_text().endswith(plan)
    assert _run("Comment", job) == 0
    (temporary / "known").write_text("4711\n4712\n")
    assert _run("Comment", job) == 0
    calls = (temporary / "calls").read_text().splitlines()
    writing = [call for call in calls if "--method" in call]
    body = f"-F body=@{temporary}/speccc-plan.md"
    assert writing == [
        f"api --silent --method POST repos/somebody/shop/issues/7/comments {body}",
        f"api --silent --method PATCH repos/somebody/shop/issues/comments/4711 {body}",
    ]
    assert all(MARK in call for call in calls if "--jq" in call)


def test_a_plan_that_fails_fails_the_job(job: dict[str, str]) -> None:
    rewrite(Path(job["PROJECT"]) / "specs/sales_analytics.yaml", "quantity > 0", "quantty > 1")
    assert _run("Plan", job) == 1
    assert not (Path(job["RUNNER_TEMP"]) / "output").exists()
