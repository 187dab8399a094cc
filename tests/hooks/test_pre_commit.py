"""Each hook passes on a sound project, and fails or mends one that is not.

The real pre-commit runs them. Their `language` alone is changed, from `python` to `system`: so that
the speccc under test runs, and nothing is installed from a network. `.ci/run` does it unchanged.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.project import Project

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SPEC = "specs/top_products.yaml"
TARGET = """\
speccc_target: 1
name: duckdb
backend: sql
dialect: duckdb
pipelines:
  - sales_analytics
  - top_products
bind:
  sales_analytics.sales_by_product:
    connector: csv
    options: {path: out/sales_by_product.csv}
  top_products.best_sellers:
    connector: csv
    options: {path: out/best_sellers.csv}
"""


@pytest.fixture
def repository(project: Project) -> Project:
    """A project with two of the examples under git, all three hooks set up."""
    hooks: list[dict[str, Any]] = yaml.safe_load(
        (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    )
    for hook in hooks:
        hook["language"] = "system"
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    project.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    project.write(".gitignore", ".speccc/\nout/\n")
    for path in ("specs/sales_analytics.yaml", SPEC):
        project.write(path, (ROOT / path).read_text("utf-8"))
    project.write("targets/duckdb.yaml", TARGET)
    project.speccc("fmt")
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    return project


def git(project: Project, *args: str) -> None:
    subprocess.run(["git", *args], cwd=project.root, check=True)


def pre_commit(project: Project, hook: str) -> subprocess.CompletedProcess[str]:
    """Run one hook on all files, as a commit would."""
    return subprocess.run(
        [BIN / "pre-commit", "run", "--all-files", "--color=never", hook],
        cwd=project.root,
        env={
            **os.environ,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(project.root / ".git" / "pre-commit"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_validate_names_what_is_wrong(repository: Project) -> None:
    sound = pre_commit(repository, "speccc-validate")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    repository.write(SPEC, repository.read(SPEC).replace("sort: [place]", "sort: [palce]"))
    broken = pre_commit(repository, "speccc-validate")
    assert broken.returncode == 1
    assert "did you mean 'place'" in broken.stdout


def test_fmt_mends_a_spec_and_says_so(repository: Project) -> None:
    canonical = repository.read(SPEC)
    sound = pre_commit(repository, "speccc-fmt")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    repository.write(SPEC, canonical.replace("limit: 5", "limit:    5"))
    git(repository, "add", "--all")
    mended = pre_commit(repository, "speccc-fmt")
    assert mended.returncode == 1
    assert "files were modified by this hook" in mended.stdout
    assert repository.read(SPEC) == canonical


def test_drift_sees_a_deletion_an_edit_and_an_untracked_file(repository: Project) -> None:
    repository.speccc("apply", "--auto-approve")
    git(repository, "add", "--all")
    sound = pre_commit(repository, "speccc-drift")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    deleted, edited, *_ = [f for f in repository.files("generated") if f.endswith(".sql")]
    (repository.root / deleted).unlink()
    repository.write(edited, repository.read(edited) + "-- by hand\n")
    repository.write(f"{edited}.orig", "left behind")
    found = pre_commit(repository, "speccc-drift")
    assert found.returncode == 1
    for path in (deleted, edited, f"{edited}.orig"):
        assert re.search(rf"{re.escape(Path(path).name)}(?!\.orig)", found.stdout), found.stdout
