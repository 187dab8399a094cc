"""test --record: as somebody uses it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Speccc

SPEC = """\
# at the top
speccc: 1
name: visits
params:
  since: {type: date, default: 2026-01-01}
sources:
  people:
    connector: csv
    options: {path: people.csv}
    columns:
      email: {type: text not null, tags: [personal]}
      city: text
    key: [email]
  visits:
    connector: csv
    options: {path: visits.csv}
    columns:
      email: {type: text not null, tags: [personal]}
      day: date
      # beside the day
      note: text
steps:
  - from: visits
    filter: day >= :since
  - join: {with: people, kind: inner, keys: [email]}
  - filter: CONDITION
sinks:
  found:
    connector: csv
    options: {path: found.csv}
    mode: replace
# at the end
"""


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """Two sources, of which only the last rows meet."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "targets").mkdir()
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    profile = "speccc_target: 1\nname: duckdb\nbackend: sql\ndialect: duckdb\n"
    (tmp_path / "targets/duckdb.yaml").write_text(profile)
    _spec(tmp_path, "city is not null")
    people = [f"p{n}@x.org,{'Ulm' if n == 40 else ''}" for n in range(1, 41)]
    (tmp_path / "people.csv").write_text("\n".join(["email,city", *people]) + "\n")
    days = [f"p{n}@x.org,2026-02-{n % 28 + 1:02}," for n in range(60, 20, -1)]
    (tmp_path / "visits.csv").write_text("\n".join(["email,day,note", *days]) + "\n")
    return tmp_path


def _spec(folder: Path, condition: str) -> None:
    (folder / "specs/visits.yaml").write_text(SPEC.replace("CONDITION", condition))


def test_a_run_becomes_an_example(visits: Path, speccc: Speccc) -> None:
    done = speccc("test", "--record", "visits", "--target", "duckdb", "--limit", "3")
    assert "Recorded 'recorded' in specs/visits.yaml, with rows: " in done.out
    assert "Made-up values stand for those of people.email, visits.email." in done.out
    text = (visits / "specs/visits.yaml").read_text()
    assert "x.org" not in text
    assert "Ulm" in text
    assert re.search(r"visits: \|\n +email, +day\n", text)  # a column without values is left out
    for comment in ("# at the top\n", "# beside the day\n", "# at the end\n"):
        assert comment in text
    speccc("fmt", "--check")
    for target in ([], ["--target", "duckdb"]):
        assert "1 of 1 examples hold" in speccc("test", *target).out


def test_examples_are_added_and_none_is_changed(visits: Path, speccc: Speccc) -> None:
    speccc("test", "--record", "visits", "--name", "who: came?", "--param", "since=2026-02-13")
    speccc("test", "--record", "visits")
    again = speccc("test", "--record", "visits", "--json").json["recorded"]
    assert again["example"] == "recorded 2"
    assert again["made_up"] == ["people.email", "visits.email"]
    assert max(again["rows"].values()) <= 10
    assert "since: 2026-02-13" in (visits / "specs/visits.yaml").read_text()
    assert "3 of 3 examples hold" in speccc("test").out
    before = (visits / "specs/visits.yaml").read_bytes()
    done = speccc("test", "--record", "visits", "--name", "who: came?", code=1)
    assert "error[E0976]: 'visits' has an example called 'who: came?' already" in done.err
    assert (visits / "specs/visits.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("city = 'Bonn'", "no row reaches a sink, or not with made-up values of people.email"),
        ("email like '%@x.org'", "no row reaches a sink, or not with made-up values"),
    ],
)
def test_what_cannot_be_recorded_is_said(
    visits: Path, speccc: Speccc, condition: str, problem: str
) -> None:
    _spec(visits, condition)
    before = (visits / "specs/visits.yaml").read_bytes()
    done = speccc("test", "--record", "visits", code=1)
    assert f"error[E0975]: no example of 'visits' was recorded: {problem}" in done.err
    assert (visits / "specs/visits.yaml").read_bytes() == before


def test_a_run_that_would_fail_is_told_as_such(visits: Path, speccc: Speccc) -> None:
    speccc("test", "--record", "visits", "--param", "since=soon", code=1)
    (visits / "people.csv").write_text("email,city\na,\na,\n")
    assert "error[E0901]" in speccc("test", "--record", "visits", code=1).err
    (visits / "people.csv").unlink()
    assert "error[E0906]" in speccc("test", "--record", "visits", code=1).err


@pytest.mark.parametrize(
    "args",
    [
        ["--record"],
        ["--record", "visits", "other"],
        ["--record", "visits", "--name", "a\nb"],
        ["visits", "--name", "x"],
        ["visits", "--limit", "3"],
        ["visits", "--param", "since=2026-01-01"],
    ],
)
def test_wrong_usage(visits: Path, speccc: Speccc, args: list[str]) -> None:
    speccc("test", *args, code=64)
