"""history and logs: as somebody uses them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from speccc.cli.commands import logs
from speccc.execute.runlog import open_log
from speccc.lifecycle.unit import digest_of
from tests.cli.conftest import Speccc


def test_before_any_run(applied: Path, speccc: Speccc) -> None:
    assert speccc("history").out == "No run is recorded here.\n"
    assert speccc("history", "nix").out == "No run of nix is recorded here.\n"
    assert speccc("history", "--json").json == {"format_version": "1.0", "total": 0, "runs": []}
    assert speccc("logs").out == "No run is recorded here.\n"
    assert "error[E0970]" in speccc("logs", "nix", code=1).err


def test_runs_are_listed_and_their_logs_shown(applied: Path, speccc: Speccc) -> None:
    first = speccc("run", "sales_analytics", "--param", "min_revenue=5", "--json").json["runs"][0]
    speccc("run", "sales_analytics", "--dry-run")
    (applied / "data/orders.csv").rename(applied / "data/away.csv")
    speccc("run", "sales_analytics", code=1)

    newest, dry, oldest = speccc("history", "--json").json["runs"]
    assert (newest["state"], newest["error"]) == ("failed", {"codes": ["E0906"]})
    assert (dry["state"], dry["dry_run"]) == ("ok", True)
    assert oldest["run"] == first["run"]
    assert oldest["sinks"] == first["sinks"]
    assert oldest["params"] == {"min_revenue": "5"}
    manifest = applied / "generated/sales_analytics/duckdb/manifest.json"
    assert oldest["artefacts"] == digest_of(manifest.read_bytes())

    table = speccc("history").out.splitlines()[2:]
    ends = [line.split("  ")[-1].strip() for line in table]
    assert ends == ["failed (E0906)", "ok, dry run", "ok"]
    assert len(speccc("history", "sales_*", "--limit", "1").out.splitlines()) == 4
    assert speccc("history", "other").out == "No run of other is recorded here.\n"

    log = speccc("logs").out
    assert "  extract\n" in log
    assert "error[E0906]: sales_analytics.duckdb: cannot read 'data/orders.csv'" in log
    log = speccc("logs", "-f", first["run"]).out
    assert log.index("extract") < log.index("load") < log.index("wrote")
    assert "  param min_revenue = 5\n" in log
    assert speccc("logs", "sales_analytics").out == speccc("logs", "sales_analytics.duckdb").out
    assert "error[E0971]" in speccc("logs", "20", code=1).err
    (applied / f".speccc/logs/{first['run']}.log").unlink()
    assert "error[E0972]" in speccc("logs", first["run"], code=1).err


READINGS = """\
speccc: 1
name: readings
sources:
  given:
    connector: csv
    options: {path: data/readings.csv}
    columns: {id: int64 not null, value: int64}
    on_error: quarantine
steps:
  - name: valid
    expect: [{check: value > 0, severity: quarantine}]
sinks:
  kept: {connector: csv, options: {path: out/kept.csv}, mode: replace}
  low: {from: valid.rejected, connector: csv, options: {path: out/low.csv}, mode: replace}
  bad: {from: given.rejected, connector: csv, options: {path: out/bad.csv}, mode: replace}
"""


def test_rejected_rows_are_counted(applied: Path, speccc: Speccc) -> None:
    (applied / "specs/readings.yaml").write_text(READINGS)
    (applied / "data/readings.csv").write_text("id,value\n1,5\n2,-1\n3,x\n,4\n5,7\n")
    speccc("apply", "--auto-approve")
    out = speccc("run", "readings", "--profile").out
    assert "  rejected     given  2 rows\n  rejected     valid  1 row\n" in out
    assert "read         given  5 rows" in out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    assert rows["given"] == ["source", "5", "3", "2"]
    assert rows["valid"] == ["expect", "3", "2", "1"]
    [run] = speccc("history", "readings", "--json").json["runs"]
    assert run["rejected"] == {"given": 2, "valid": 1}
    [head, _, line] = speccc("history", "readings").out.splitlines()
    assert head.split()[-4:] == ["read", "written", "rejected", "ended"]
    assert line.split()[-4:] == ["5", "5", "3", "ok"]


def test_a_run_that_cannot_start_is_recorded(applied: Path, speccc: Speccc) -> None:
    speccc("run", "sales_analytics", "--param", "x=1", code=1)
    assert "failed (E0953)" in speccc("history").out
    assert "error[E0953]" in speccc("logs").out


def test_broken_lines_are_one_warning(applied: Path, speccc: Speccc) -> None:
    speccc("run", "sales_analytics")
    with (applied / ".speccc/runs.jsonl").open("a") as file:
        file.write(f"not JSON\n{{}}\n{'[' * 99_999}\n")
    done = speccc("history")
    assert done.err.count("warning[E0973]") == 1
    assert "passed over: 3" in done.err
    assert "ok" in done.out


def test_a_run_without_a_record_says_so(applied: Path, speccc: Speccc) -> None:
    (applied / ".speccc/logs").write_text("a file in the way")
    done = speccc("run", "sales_analytics")
    assert "wrote" in done.out
    assert "warning[E0974]: the run of sales_analytics.duckdb is not in the ledger" in done.err


def test_following_ends_with_ctrl_c(
    applied: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    speccc("run", "sales_analytics")
    (run,) = speccc("history", "--json").json["runs"]
    state = applied / ".speccc"
    (state / f"logs/{run['run']}.log").unlink()

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(logs.time, "sleep", interrupted)
    with open_log(state, run["run"]) as log:
        log.tell("\x1b[31mso far")
        done = speccc("logs", "-f", code=130)
    assert done.out.endswith("  \\x1b[31mso far\n")


INCREMENTAL = """\
speccc: 1
name: people
sources:
  met:
    connector: table
    options: {name: met}
    columns:
      id: int64 not null
      met_on: {type: date not null, tags: [TAG]}
    incremental: {column: met_on, lookback: 2 days}
steps:
  - dedupe: {by: [id], order: [met_on desc]}
sinks:
  known: {connector: table, options: {name: known}, mode: merge, key: [id]}
"""


@pytest.mark.parametrize("tag", ["personal", "other"])
def test_a_watermark_is_shown_unless_it_is_hidden(
    tmp_path: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch, tag: str
) -> None:
    monkeypatch.setenv("PEOPLE", str(tmp_path / "people.sqlite"))
    connection = sqlite3.connect(tmp_path / "people.sqlite")
    with connection:
        connection.execute("CREATE TABLE met (id INTEGER, met_on TEXT)")
        connection.execute("INSERT INTO met VALUES (1, '1815-12-10')")
    connection.close()
    for folder in ("specs", "targets"):
        (tmp_path / folder).mkdir()
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    (tmp_path / "specs/people.yaml").write_text(INCREMENTAL.replace("TAG", tag))
    profile = (
        "speccc_target: 1\nname: db\nbackend: sql\ndialect: sqlite\nconnection: ${env:PEOPLE}\n"
    )
    (tmp_path / "targets/db.yaml").write_text(profile)
    speccc("apply", "--auto-approve")
    told = speccc("run", "people").out + speccc("run", "people", "--json").out
    told += speccc("logs").out + (tmp_path / ".speccc/runs.jsonl").read_text()
    assert told.count("1815-12-10") == (0 if tag == "personal" else 3)
    assert told.count("(hidden)") == (3 if tag == "personal" else 0)
