"""preview, and an example recorded, on tables: the scripts of the unit read them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from tests.cli.conftest import Speccc

SPEC = """\
speccc: 1
name: visits
params:
  since: {type: date, default: 2026-01-01}
sources:
  visits:
    columns:
      email: {type: text not null, tags: [personal]}
      day: {type: date, path: Day Of Visit}
      paid: bool
      unused: float64
    key: [email]
steps:
  - filter: day >= :since
  - select: [email, day, paid]
sinks:
  found: {mode: replace}
"""
TARGET = """\
speccc_target: 1
name: here
backend: sql
dialect: DIALECT
connection: ${env:SHOP}
bind:
  visits.visits: {connector: table, options: {name: visits}}
  visits.found: {connector: table, options: {name: found}}
"""
TABLE = 'CREATE TABLE visits (email TEXT, "Day Of Visit" TEXT, paid BOOLEAN, unused REAL)'
ROWS = "('ann', '2026-01-31', true, 0.5), ('bob', '2025-12-31', NULL, NULL)"


@pytest.fixture(params=["duckdb", "sqlite"])
def visits(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("specs", "targets"):
        (tmp_path / folder).mkdir()
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\ndefault_target: here\n")
    (tmp_path / "specs/visits.yaml").write_text(SPEC)
    (tmp_path / "targets/here.yaml").write_text(TARGET.replace("DIALECT", request.param))
    monkeypatch.setenv("SHOP", "shop.db")
    insert = f"{TABLE}; INSERT INTO visits VALUES {ROWS}"
    if request.param == "duckdb":
        with duckdb.connect(str(tmp_path / "shop.db")) as shop:
            shop.execute(insert)
    else:
        connection = sqlite3.connect(tmp_path / "shop.db")
        connection.executescript(insert)
        connection.close()
    return tmp_path


def test_preview(visits: Path, speccc: Speccc) -> None:
    found = speccc("preview", "visits", "--json").json["relations"]
    assert [relation["shown"] for relation in found] == [[["(hidden)", "2026-01-31", "true"]]]
    step = speccc("preview", "visits", "--step", "visits", "--param", "since=2020-01-01").out
    assert "2 of 2 rows" in step
    assert "0.5" in step
    err = speccc("preview", "visits", "--param", "since=x", code=1).err
    assert "parameter 'since'" in err


def test_what_breaks_the_contract(
    visits: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    (visits / "specs/visits.yaml").write_text(SPEC.replace("paid: bool", "paid: bool not null"))
    err = speccc("preview", "visits", code=1).err
    assert "error[E0901]: source 'visits', column 'paid': NULL in 1 row" in err
    monkeypatch.delenv("SHOP")
    assert "error[E0956]" in speccc("preview", "visits", code=1).err
    monkeypatch.setenv("SHOP", "none.db")
    assert "there is no such table" in speccc("preview", "visits", code=1).err
    assert not (visits / "none.db").exists()


def test_an_example_is_recorded(visits: Path, speccc: Speccc) -> None:
    speccc("test", "--record", "visits")
    assert "2026-01-31" in (visits / "specs/visits.yaml").read_text()
    assert "1 of 1 examples hold" in speccc("test").out
