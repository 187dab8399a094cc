"""history and logs: as somebody uses them."""

from __future__ import annotations

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


def test_a_run_that_cannot_start_is_recorded(applied: Path, speccc: Speccc) -> None:
    speccc("run", "sales_analytics", "--param", "x=1", code=1)
    assert "failed (E0953)" in speccc("history").out
    assert "error[E0953]" in speccc("logs").out


def test_broken_lines_are_one_warning(applied: Path, speccc: Speccc) -> None:
    speccc("run", "sales_analytics")
    with (applied / ".speccc/runs.jsonl").open("a") as file:
        file.write("not JSON\n{}\n")
    done = speccc("history")
    assert done.err.count("warning[E0973]") == 1
    assert "passed over: 2" in done.err
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
