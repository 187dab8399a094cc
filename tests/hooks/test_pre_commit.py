"""Each hook passes on a sound project, and fails or mends one that is not.

The real pre-commit runs them. Their `language` alone is changed, from `python` to `system`: so that
the speccc under test runs, and nothing is installed from a network. `.ci/run` does it unchanged.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
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
    return _repository(project)


def _repository(project: Project, *, applied: bool = False) -> Project:
    project.write("speccc.yaml", "speccc_project: 1\n")
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
    if applied:
        project.speccc("apply", "--auto-approve")
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    author = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    git(project, *author, "commit", "--quiet", "--message", "all")
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
    assert broken.stdout.startswith("speccc validate.")  # the hook's name is what to type


def test_fmt_mends_a_spec_and_says_so(repository: Project) -> None:
    canonical = repository.read(SPEC)
    sound = pre_commit(repository, "speccc-fmt")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    repository.write(SPEC, canonical.replace("limit: 5", "limit:    5"))
    git(repository, "add", "--all")
    mended = pre_commit(repository, "speccc-fmt")
    assert mended.returncode == 1
    assert "files were modified by this hook" in mended.stdout
    assert f"type 'git add {SPEC}'" in mended.stdout
    assert repository.read(SPEC) == canonical


def _edit(project: Project, script: str) -> str:
    project.write(script, project.read(script) + "-- by hand\n")
    return f"changed    {script}"


def _edit_with_its_record(project: Project, script: str) -> str:
    """The file and the digest that the manifest has of it."""
    manifest = f"{Path(script).parent}/manifest.json"
    old = _digest(project, script)
    found = _edit(project, script)
    project.write(manifest, project.read(manifest).replace(old, _digest(project, script)))
    return found


def _digest(project: Project, path: str) -> str:
    return hashlib.sha256((project.root / path).read_bytes()).hexdigest()


def _delete(project: Project, script: str) -> str:
    (project.root / script).unlink()
    return f"missing    {script}"


def _leave_a_file(project: Project, script: str) -> str:
    project.write(f"{script}.orig", "left behind")
    return f"untracked  {script}.orig"


def _forget_to_apply(project: Project, script: str) -> str:
    project.write(SPEC, project.read(SPEC).replace("limit: 5", "limit: 4"))
    return "changed    generated/top_products/duckdb/03_pipeline.sql"


def _remove_the_spec(project: Project, script: str) -> str:
    (project.root / SPEC).unlink()
    target = project.read("targets/duckdb.yaml").replace(", top_products]", "]")
    project.write("targets/duckdb.yaml", target.partition("  top_products.best")[0])
    return "untracked  generated/top_products/duckdb/manifest.json"


@pytest.fixture(scope="module")
def drifting(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository whose code is applied, on which the hook passes; each test heals what it
    breaks.
    """
    project = _repository(Project(tmp_path_factory.mktemp("repository")), applied=True)
    sound = pre_commit(project, "speccc-drift")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    return project


@pytest.mark.parametrize(
    "breaking",
    [_edit, _edit_with_its_record, _delete, _leave_a_file, _forget_to_apply, _remove_the_spec],
)
def test_drift_finds_it_and_says_what_to_type(
    drifting: Project, breaking: Callable[[Project, str], str]
) -> None:
    found = breaking(drifting, "generated/sales_analytics/duckdb/03_pipeline.sql")
    git(drifting, "add", "--all")
    broken = pre_commit(drifting, "speccc-drift")
    assert broken.returncode == 1
    assert found in broken.stdout
    assert "type 'speccc apply'" in broken.stdout
    git(drifting, "reset", "--quiet", "--hard")
    git(drifting, "clean", "--quiet", "--force", "-d")
