"""Binding for several targets: what is wrong is wrong for each of them, and is told once."""

from __future__ import annotations

from tests.support.project import Project

SPEC = """\
speccc: 1
name: flow

sources:
  t:
    connector: csv
    options: {path: ../t.csv}
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


def test_a_path_out_of_the_project_is_told_once_for_two_targets(project: Project) -> None:
    project.write("specs/flow.yaml", SPEC)
    project.write("targets/a.yaml", "speccc_target: 1\nname: a\nbackend: pandas\n")
    project.write("targets/b.yaml", "speccc_target: 1\nname: b\nbackend: sql\ndialect: duckdb\n")
    told = project.speccc("plan", exit_code=1).stderr
    assert told.count("E0736") == 1
