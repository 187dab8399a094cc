"""The catalog of a project, as commands see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.project import Project

PROJECT = """\
speccc_project: 1
catalog:
  orders:
    columns:
      id: int64 not null
      price: decimal(9,2)
      note: text
    key: [id]
"""
TARGET = "speccc_target: 1\nname: pandas\nbackend: pandas\n"
#: Reads what a spec with the catalog's columns writes.
MORE = """\
speccc: 1
name: more
sources:
  given:
    connector: pipeline
    options: {sink: prices.result}
steps:
  - filter: id > 2
sinks:
  few:
    connector: csv
    options: {path: out/few.csv}
    mode: replace
"""


def spec(name: str, take: str) -> str:
    return f"""\
speccc: 1
name: {name}

sources:
  orders:
    connector: csv
    options: {{path: data/orders.csv}}
    catalog: orders
    take: [{take}]

steps:
  - filter: id > 1

sinks:
  result:
    connector: csv
    options: {{path: out/{name}.csv}}
    mode: replace
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write("speccc.yaml", PROJECT)
    made.write("targets/pandas.yaml", TARGET)
    made.write("specs/prices.yaml", spec("prices", "id, price"))
    made.write("specs/notes.yaml", spec("notes", "id, note"))
    return made


def test_a_change_of_a_table_changes_the_pipelines_that_take_it(project: Project) -> None:
    project.speccc("apply", "--auto-approve")
    project.speccc("plan", "--out", "saved.plan")
    project.write("speccc.yaml", PROJECT.replace("decimal(9,2)", "decimal(12,2)"))
    plan = project.speccc("plan").stdout
    assert "upstream changed: catalog.orders.columns.price" in plan
    assert "notes.pandas" not in plan
    assert "prices" in project.speccc("drift", exit_code=2).stdout
    stale = project.speccc("apply", "saved.plan", exit_code=1).stderr
    assert "speccc.yaml" in stale


def test_what_is_wrong_in_the_catalog_is_told_there_once(project: Project) -> None:
    project.write("speccc.yaml", PROJECT.replace("note: text", "note: txt"))
    project.write("specs/more.yaml", MORE)
    told = project.speccc("validate", exit_code=1).stderr
    assert told.count("error[") == 1
    assert "speccc.yaml:7:13" in told


def test_a_table_that_goes_is_missed_by_the_specs_that_name_it(project: Project) -> None:
    project.speccc("plan")
    project.write("speccc.yaml", PROJECT.replace("orders:", "bookings:"))
    told = project.speccc("plan", exit_code=1).stderr
    assert told.count("error[E0417]") == 2


def test_a_spec_is_refined_and_its_source_stays_as_it_is_written(project: Project) -> None:
    project.speccc("refine", "specs/prices.yaml", "Keep rows where price is at least 3.", "--write")
    text = project.read("specs/prices.yaml")
    assert "filter: price >= 3" in text
    assert "    catalog: orders\n    take: [id, price]\n" in text
