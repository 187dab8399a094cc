"""run --profile: as somebody uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Speccc
from tests.support.project import Project


def test_a_profile(applied: Path, speccc: Speccc) -> None:
    speccc("run", "sales_analytics")
    [sink] = (applied / "out").rglob("*.csv")
    plain = sink.read_bytes()
    sink.unlink()
    done = speccc("run", "sales_analytics", "--profile")
    assert sink.read_bytes() == plain
    rows = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if line.strip()}
    assert rows["countable"][0] == "filter"
    assert len(rows["countable"]) == 4  # kind, in, out, filtered

    [found] = speccc("run", "sales_analytics", "--profile", "--dry-run", "--json").json["runs"]
    profile = {step["step"]: step for step in found["profile"]}
    read, once = profile["orders"], profile["once"]
    assert read["kind"] == "source"
    assert read["rows_in"] == read["rows_out"] == found["sources"]["orders"]["read"]
    assert once["checked"]
    assert once["rows_in"] == once["rows_out"] + once["deduplicated"]
    assert speccc("history", "--json").json["runs"][0]["profile"] == found["profile"]


def test_a_profile_is_of_whole_sources(applied: Path, speccc: Speccc) -> None:
    assert "without --limit" in speccc("run", "x", "--profile", "--limit", "1", code=64).err


WINDOWS = """\
speccc: 1
name: hours

sources:
  reads:
    connector: csv
    options: {path: reads.csv}
    columns:
      device: text not null
      read_at: timestamp

steps:
  - name: hourly
    time_window: {kind: tumble, time: read_at, size: 1 hours}
  - name: visits
    from: reads
    time_window: {kind: session, time: read_at, gap: 10 minutes, by: [device]}

sinks:
  hours:
    from: hourly
    connector: csv
    options: {path: out/hours.csv}
    mode: replace
  visits_made:
    from: visits
    connector: csv
    options: {path: out/visits.csv}
    mode: replace
"""


@pytest.mark.parametrize("target", ["pandas", "duckdb"])
def test_rows_without_a_time_are_told(project: Project, target: str) -> None:
    project.write("specs/hours.yaml", WINDOWS)
    project.write("reads.csv", "device,read_at\na,2026-01-01 10:00:00\nb,\nc,\n")
    backend = "backend: pandas" if target == "pandas" else "backend: sql\ndialect: duckdb"
    project.write(f"targets/{target}.yaml", f"speccc_target: 1\nname: {target}\n{backend}\n")
    project.speccc("apply", "--auto-approve")
    told = json.loads(project.speccc("run", "hours", "--profile", "--json").stdout)
    found = {step["step"]: step for step in told["runs"][0]["profile"]}
    for name in ("hourly", "visits"):
        assert (found[name]["rows_in"], found[name]["rows_out"]) == (3, 1)
        assert found[name]["filtered"] == 2
