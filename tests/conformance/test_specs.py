"""The 22 specs are right, and written as the formatter writes them."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.data import PROJECT, QUERIES
from tests.support.project import Project


def test_the_specs_are_valid_and_formatted() -> None:
    project = Project(PROJECT)
    project.speccc("fmt", "--check")
    valid = project.speccc("validate").stdout
    assert all(query in valid for query in QUERIES)


def test_each_query_has_an_oracle() -> None:
    specs, oracle = (PROJECT / "specs").glob("*.yaml"), (PROJECT / "oracle").glob("*.sql")
    names: list[set[str]] = [{Path(file).stem for file in files} for files in (specs, oracle)]
    assert names == [set(QUERIES)] * 2
