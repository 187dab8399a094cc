"""The example that keeps a table of SQLite: after the same runs DuckDB's file holds the same."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Speccc

ROOT = Path(__file__).parents[2]
SPEC, PROFILE = "specs/device_status.yaml", "targets/sqlite.yaml"
DATA = "data/device_status/readings.csv"
DUCKDB = """\
speccc_target: 1
name: duckdb
backend: sql
dialect: duckdb
bind:
  device_status.status_of_devices: {connector: json, options: {path: out/status.jsonl}}
"""
READINGS = "reading_id INTEGER, device_id TEXT, read_at TEXT, battery INTEGER, firmware TEXT"


def test_a_table_keeps_what_does_not_come_any_more(
    tmp_path: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (SPEC, PROFILE, "targets/duckdb.yaml", DATA):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    for path in (SPEC, PROFILE):
        (tmp_path / path).write_text((ROOT / path).read_text())
    (tmp_path / "targets/duckdb.yaml").write_text(DUCKDB)
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    monkeypatch.setenv("DEVICE_DATABASE", "fleet.db")
    header, *lines = (ROOT / DATA).read_text().splitlines()
    speccc("apply", "--auto-approve")
    table = sqlite3.connect(tmp_path / "fleet.db", isolation_level=None)
    table.execute(f"CREATE TABLE readings ({READINGS})")
    batches = lines[:50], lines[50:80]
    for some in batches:
        (tmp_path / DATA).write_text("\n".join([header, *some]) + "\n")
        rows = [[cell or None for cell in row] for row in csv.reader(some)]
        table.execute("DELETE FROM readings")
        table.executemany("INSERT INTO readings VALUES (?, ?, ?, ?, ?)", rows)
        for target in ("sqlite", "duckdb"):
            speccc("run", "device_status", "--target", target)
    table.row_factory = sqlite3.Row
    held = table.execute("SELECT * FROM status_of_devices ORDER BY device_id").fetchall()
    table.close()
    written = (tmp_path / "out/status.jsonl").read_text().splitlines()
    assert [dict(row) for row in held] == [json.loads(line) for line in written]
    told = [{line.split(",")[1] for line in some} for some in batches]
    assert {row["device_id"] for row in held} == told[0] | told[1] > told[1]
