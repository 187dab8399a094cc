"""run --profile: as somebody uses it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Speccc


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
