"""What a pipeline reads and writes lies below the project's root."""

from __future__ import annotations

import pytest

from tests.support.project import Project

SPEC = """\
speccc: 1
name: flow

sources:
  t:
    connector: csv
    options: {path: data/t.csv}
    columns:
      a: int64 not null

steps:
  - filter: a > 1

sinks:
  out:
    connector: csv
    options: {path: out.csv}
    mode: replace
"""


def test_a_link_that_leads_out_of_the_project_is_not_followed(project: Project) -> None:
    project.write("specs/flow.yaml", SPEC)
    project.write("targets/pandas.yaml", "speccc_target: 1\nname: pandas\nbackend: pandas\n")
    project.write(
        "targets/duckdb.yaml", "speccc_target: 1\nname: duckdb\nbackend: sql\ndialect: duckdb\n"
    )
    outside = project.root.parent / f"{project.root.name}-outside"
    outside.mkdir()
    (outside / "t.csv").write_text("a\n1\n2\n")
    (project.root / "data").symlink_to(outside)
    project.speccc("apply", "--auto-approve")
    for command, target in (("run", "pandas"), ("run", "duckdb"), ("preview", "duckdb")):
        told = project.speccc(command, "flow", "--target", target, exit_code=1).stderr
        assert "error[E0958]" in told
        assert "'data/t.csv' leads out of the project" in told
    (project.root / "data").unlink()
    (project.root / "kept").mkdir()
    (project.root / "kept/t.csv").write_text("a\n1\n2\n")
    (project.root / "data").symlink_to("kept")  # a link within the project is fine
    project.speccc("run", "flow", "--target", "pandas")
    assert project.read("out.csv") == "a\n2\n"


def test_a_path_out_of_the_project_is_told_once_for_two_targets(project: Project) -> None:
    project.write("specs/flow.yaml", SPEC.replace("data/t.csv", "../t.csv"))
    project.write("targets/a.yaml", "speccc_target: 1\nname: a\nbackend: pandas\n")
    project.write("targets/b.yaml", "speccc_target: 1\nname: b\nbackend: sql\ndialect: duckdb\n")
    told = project.speccc("plan", exit_code=1).stderr
    assert told.count("E0736") == 1


TABLES = """\
speccc_target: 1
name: shop
backend: sql
dialect: DIALECT
connection: CONNECTION
bind:
  flow.t: {connector: table, options: {name: t}}
  flow.out: {connector: table, options: {name: out}}
"""


@pytest.mark.parametrize("path", ["../shop.db", "/var/shop.db", "~/shop.db", "C:/x", "data\\\\x"])
@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
def test_a_database_out_of_the_project(path: str, dialect: str, project: Project) -> None:
    project.write("specs/flow.yaml", SPEC)
    profile = TABLES.replace("DIALECT", dialect)
    project.write("targets/shop.yaml", profile.replace("CONNECTION", f'"{path}"'))
    assert "error[E0736]" in project.speccc("plan", exit_code=1).stderr
    project.write("targets/shop.yaml", profile.replace("CONNECTION", '"${env:SHOP}"'))
    project.speccc("plan")  # what the environment says is its own affair


def test_a_link_to_a_database_out_of_the_project(project: Project) -> None:
    project.write("specs/flow.yaml", SPEC)
    profile = TABLES.replace("DIALECT", "sqlite").replace("CONNECTION", "data/shop.db")
    project.write("targets/shop.yaml", profile)
    outside = project.root.parent / f"{project.root.name}-elsewhere"
    outside.mkdir()
    (project.root / "data").symlink_to(outside)
    project.speccc("apply", "--auto-approve")
    told = project.speccc("run", "flow", "--target", "shop", exit_code=1).stderr
    assert "error[E0958]" in told
    assert "'data/shop.db' leads out of the project" in told
    assert not [*outside.iterdir()]
