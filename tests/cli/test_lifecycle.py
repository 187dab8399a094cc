"""init, plan, apply, drift, run: as somebody uses them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Speccc

UNIT = "generated/sales_analytics/duckdb"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_project_is_valid_canonical_and_runs(shop: Path, speccc: Speccc) -> None:
    assert speccc("validate").out == "Valid: sales_analytics.\n"
    assert speccc("fmt", "--check").out == ""
    assert "1 of 1 examples hold." in speccc("test").out
    assert "Plan: 2 to add, 0 to change, 0 to destroy." in speccc("plan").out
    speccc("apply", "--auto-approve")
    outputs: list[str] = []
    for target in ("pandas", "duckdb"):
        done = speccc("run", "sales_analytics", "--target", target)
        assert "wrote" in done.out
        outputs.append((shop / "out/sales_by_product.csv").read_text(encoding="utf-8"))
        (shop / "out/sales_by_product.csv").unlink()
    assert outputs[0] == outputs[1]
    assert outputs[0].startswith("product_name,order_count,net_revenue\npen,")


def test_the_examples_hold_on_every_engine(shop: Path, speccc: Speccc) -> None:
    for target in ("pandas", "duckdb"):
        assert f"1 of 1 examples hold on {target}." in speccc("test", "--target", target).out


def test_init_overwrites_nothing(shop: Path, speccc: Speccc) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    done = speccc("init", "--example", code=1)
    assert "error[E0807]: 'speccc.yaml' exists already" in done.err
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


def test_init_in_a_folder_of_its_own_keeps_a_gitignore(tmp_path: Path, speccc: Speccc) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/.gitignore").write_text("mine\n")
    done = speccc("init", "shop")
    assert (tmp_path / "shop/.gitignore").read_text() == "mine\n"
    assert "it should name .speccc/" in done.err
    assert "Next: cd shop, then speccc" in done.out
    assert "Next: speccc" in speccc("init", ".").out
    assert speccc("-C", "shop", "plan").out == "No changes. 0 units are as the specs say.\n"


def test_the_schema_line_of_an_editor_leads_to_a_schema(shop: Path) -> None:
    for path in (*shop.glob("*.yaml"), *shop.glob("*/*.yaml")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (path.parent / first.partition("=")[2]).is_file()


def test_four_findings_heal(applied: Path, speccc: Speccc) -> None:
    assert speccc("plan", "--detailed-exitcode").out.startswith("No changes.")
    _edit(applied / UNIT / "03_pipeline.sql", "SELECT", "select")
    (applied / UNIT / "04_sinks.sql").unlink()
    (applied / UNIT / "mine.sql").write_text("select 1\n")
    _edit(applied / "specs/sales_analytics.yaml", "quantity > 0", "quantity > 1")
    plan = speccc("plan", "--detailed-exitcode", code=2).out
    for finding in (
        "spec changed: steps[4].filter",
        "hand-edited: 03_pipeline.sql",
        "missing: 04_sinks.sql",
        "orphaned: mine.sql was not written by speccc",
        "Plan: 0 to add, 1 to change, 0 to destroy.",
    ):
        assert finding in plan
    assert speccc("plan").code == 0
    applying = speccc("apply", "--auto-approve").out
    assert f"Saved {UNIT}/03_pipeline.sql to .speccc/trash/" in applying
    assert f"Saved {UNIT}/mine.sql to .speccc/trash/" in applying
    assert "Apply complete! 0 added, 1 changed, 0 destroyed." in applying
    assert speccc("plan", "--detailed-exitcode").out.startswith("No changes.")
    assert speccc("drift").out.startswith("No drift.")
    assert speccc("apply", "--auto-approve").out.startswith("No changes.")


def test_a_comment_changes_nothing(applied: Path, speccc: Speccc) -> None:
    _edit(applied / "specs/sales_analytics.yaml", "steps:\n", "# a comment\nsteps:\n")
    speccc("plan", "--detailed-exitcode")
    speccc("drift")


def test_drift_is_not_fooled_by_an_edited_record(applied: Path, speccc: Speccc) -> None:
    from speccc.lifecycle.unit import digest_of

    script = applied / UNIT / "03_pipeline.sql"
    old = digest_of(script.read_bytes())
    _edit(script, "SELECT", "select")
    _edit(applied / UNIT / "manifest.json", old, digest_of(script.read_bytes()))
    done = speccc("drift", code=2)
    assert f"changed    {UNIT}/03_pipeline.sql" in done.out
    assert f"changed    {UNIT}/manifest.json" in done.out
    report = speccc("drift", "--json", code=2).json
    assert report["drifted"] is True
    assert {finding["drift"] for finding in report["findings"]} == {"changed"}


def test_drift_needs_no_cache_and_leaves_none(applied: Path, speccc: Speccc) -> None:
    cache = applied / ".speccc/cache"
    for path in cache.rglob("*"):
        if path.is_file():
            path.unlink()
    speccc("drift")
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_plan_changes_nothing(shop: Path, speccc: Speccc) -> None:
    speccc("plan", "--target", "duckdb")
    assert not (shop / "generated").exists()


def test_plan_diff_shows_the_content(applied: Path, speccc: Speccc) -> None:
    _edit(applied / "specs/sales_analytics.yaml", "unit_price > 0", "unit_price > 17")
    out = speccc("plan", "--diff").out
    assert any(line.strip().startswith("+") and "17" in line for line in out.splitlines())


def test_plan_json(applied: Path, speccc: Speccc) -> None:
    _edit(applied / "specs/sales_analytics.yaml", "quantity > 0", "quantity > 1")
    plan = speccc("plan", "--json").json
    assert plan["format_version"] == "1.0"
    (change,) = plan["resource_changes"]
    assert change["address"] == "sales_analytics.duckdb"
    assert change["reasons"] == [{"cause": "spec changed", "detail": "steps[4].filter"}]


def test_apply_off_a_terminal_needs_approval(shop: Path, speccc: Speccc) -> None:
    done = speccc("apply", code=1)
    assert "error[E0803]" in done.err
    assert "--auto-approve" in done.err
    assert "Plan: 2 to add, 0 to change, 0 to destroy." in done.out
    assert not (shop / "generated").exists()


def test_apply_without_changes_needs_no_approval_and_no_lock(applied: Path, speccc: Speccc) -> None:
    from speccc.lifecycle.lock import locked

    with locked(applied / ".speccc", "apply"):
        assert speccc("apply").out.startswith("No changes.")
    assert speccc("apply", "--json").json["applied"] is True


def test_selection(shop: Path, speccc: Speccc) -> None:
    def addresses(*args: str) -> list[str]:
        changes = speccc("plan", "--json", *args).json["resource_changes"]
        return [change["address"] for change in changes]

    both = ["sales_analytics.duckdb", "sales_analytics.pandas"]
    assert addresses() == both
    assert addresses("sales_*") == both
    assert addresses("--target", "duckdb") == both[:1]
    assert addresses("--select", "*.pandas") == both[1:]
    assert addresses("--exclude", "*.pandas") == both[:1]
    assert "did you mean 'sales_analytics'" in speccc("plan", "sales", code=1).err
    assert "error[E0705]" in speccc("plan", "--target", "duck", code=1).err
    assert "error[E0704]" in speccc("plan", "--select", "x.*", code=1).err


def test_files_where_folders_belong(applied: Path, speccc: Speccc) -> None:
    (applied / "generated").rename(applied / "away")
    (applied / "generated").touch()
    assert "error[E0806]: cannot read 'generated': not a directory" in speccc("plan", code=1).err
    (applied / "generated").unlink()
    (applied / "generated").mkdir()
    (applied / "generated/sales_analytics").symlink_to(applied / "away")
    before = sorted((applied / "away").rglob("*"))
    done = speccc("apply", "--auto-approve", "--target", "duckdb", code=1)
    assert "a folder on the way is a symbolic link" in done.err
    assert speccc("apply", "--auto-approve").out.endswith("1 stray file removed.\n")
    assert sorted((applied / "away").rglob("*")) == before
    speccc("drift")


def test_a_project_whose_state_cannot_be_written(applied: Path, speccc: Speccc) -> None:
    state = applied / ".speccc"
    state.rename(applied / "away")
    state.touch()
    assert speccc("plan").out.startswith("No changes.")
    speccc("run", "sales_analytics")
    assert speccc("apply").out.startswith("No changes.")
    (applied / UNIT / "04_sinks.sql").unlink()
    assert "error[E0805]" in speccc("apply", "--auto-approve", code=1).err


def test_a_removed_spec_is_named_and_destroyed(applied: Path, speccc: Speccc) -> None:
    (applied / "specs/sales_analytics.yaml").unlink()
    out = speccc("plan").out
    assert "- sales_analytics.duckdb" in out
    assert "removed: no spec is named 'sales_analytics'" in out
    speccc("apply", "--auto-approve")
    assert not list((applied / "generated").iterdir())


def test_run_refuses_what_is_not_applied(applied: Path, speccc: Speccc) -> None:
    _edit(applied / UNIT / "03_pipeline.sql", "SELECT", "select")
    done = speccc("run", "sales_analytics", code=1)
    assert "error[E0804]" in done.err
    assert "hand-edited: 03_pipeline.sql" in done.err
    assert "type 'speccc apply sales_analytics --target duckdb' first" in done.err
    assert not (applied / "out").exists()


def test_run_reports_what_it_measured(applied: Path, speccc: Speccc) -> None:
    report = speccc("run", "sales_analytics", "--json").json
    (done,) = report["runs"]
    assert done["address"] == "sales_analytics.duckdb"
    assert done["sources"] == {"orders": {"read": 13}}
    assert done["sinks"] == {"sales_by_product": {"written": 5}}
    assert done["error"] is None
    assert set(done["phases"]) == {"extract", "transform", "load"}


def test_a_dry_run_and_a_limited_run_write_nothing(applied: Path, speccc: Speccc) -> None:
    for option in (["--dry-run"], ["--limit", "2"]):
        assert "wrote" not in speccc("run", "sales_analytics", *option).out
    assert not (applied / "out").exists()


def test_a_limited_run_says_what_its_warnings_are_of(applied: Path, speccc: Speccc) -> None:
    expect = "steps:\n  - expect:\n      - {row_count: {min: 5}, severity: warn}\n"
    _edit(applied / "specs/sales_analytics.yaml", "steps:\n", expect)
    speccc("apply", "--auto-approve")
    out = speccc("run", "sales_analytics", "--limit", "2").out
    assert ": 2 rows (of the first 2 rows of each source)\n" in out
    assert "of the first" not in speccc("run", "sales_analytics").out


def test_nothing_to_run(applied: Path, speccc: Speccc) -> None:
    (applied / "specs/sales_analytics.yaml").unlink()
    assert speccc("run", "--all").out == "There is nothing to run: the target builds no pipeline.\n"
    assert speccc("run", "--all", "--json").json["runs"] == []


def test_params_reach_the_run(applied: Path, speccc: Speccc) -> None:
    speccc("run", "sales_analytics", "--param", "min_revenue=90")
    lines = (applied / "out/sales_by_product.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert "E0953" in speccc("run", "sales_analytics", "--param", "min=1", code=1).err
    assert "E0907" in speccc("run", "sales_analytics", "--param", "min_revenue=x", code=1).err
    speccc("run", "sales_analytics", "--param", "x", code=64)
    speccc("run", "sales_analytics", "--param", "a=1", "--param", "a=2", code=64)


def test_data_that_breaks_its_contract(applied: Path, speccc: Speccc) -> None:
    speccc("run", "sales_analytics")
    before = (applied / "out/sales_by_product.csv").read_bytes()
    with (applied / "data/orders.csv").open("a", encoding="utf-8") as file:
        file.write(",Pen,1.00,1,0\n")
    done = speccc("run", "sales_analytics", code=1)
    assert "error[E0901]" in done.err
    assert "order_id" in done.err
    assert "nothing was written" in done.out
    assert (applied / "out/sales_by_product.csv").read_bytes() == before


def test_run_all_goes_in_dependency_order(applied: Path, speccc: Speccc) -> None:
    (applied / "specs/a_top.yaml").write_text(
        "speccc: 1\nname: a_top\nsources:\n  sales:\n    connector: pipeline\n"
        "    options: {sink: sales_analytics.sales_by_product}\n"
        "steps:\n  - sort: [net_revenue desc]\n  - limit: 1\n"
        "sinks:\n  best:\n    connector: csv\n    options: {path: out/best.csv}\n"
        "    mode: replace\n"
    )
    speccc("apply", "--auto-approve")
    report = speccc("run", "--all", "--json").json
    assert [run["address"] for run in report["runs"]] == ["sales_analytics.duckdb", "a_top.duckdb"]
    assert (applied / "out/best.csv").read_text().splitlines()[1].startswith("pen,")
    with (applied / "data/orders.csv").open("a", encoding="utf-8") as file:
        file.write(",Pen,1.00,1,0\n")
    speccc("run", code=64)
    speccc("run", "a_top", "--all", code=64)
    (applied / "specs/other.yaml").write_text(
        "speccc: 1\nname: other\nsources:\n  orders:\n    connector: csv\n"
        "    options: {path: data/orders.csv}\n    columns:\n      order_id: text\n"
        "steps:\n  - distinct: [order_id]\n"
        "sinks:\n  ids:\n    connector: csv\n    options: {path: out/ids.csv}\n"
        "    mode: replace\n"
    )
    speccc("apply", "--auto-approve")
    done = speccc("run", "--all", code=1)
    assert "not run: a_top.duckdb (it reads sales_analytics.duckdb)" in done.err
    assert "failed: sales_analytics.duckdb\n" in done.err
    assert done.err.count("error[") == 1
    assert "wrote        ids     13 rows" in done.out


def test_a_target_that_is_not_there_or_does_not_build_it(applied: Path, speccc: Speccc) -> None:
    assert "error[E0705]" in speccc("run", "sales_analytics", "--target", "x", code=1).err
    _edit(applied / "speccc.yaml", "default_target: duckdb", "default_target: duck")
    assert "did you mean 'duckdb'" in speccc("run", "sales_analytics", code=1).err
    none = "speccc_target: 1\nname: none\nbackend: pandas\npipelines: []\n"
    (applied / "targets/none.yaml").write_text(none)
    done = speccc("run", "sales_analytics", "--target", "none", code=1)
    assert "error[E0706]: target 'none' does not build pipeline 'sales_analytics'" in done.err
    assert "targets/none.yaml" in done.err


def test_several_targets_and_none_chosen(shop: Path, speccc: Speccc) -> None:
    _edit(shop / "speccc.yaml", "default_target: pandas\n", "")
    assert "error[E0707]" in speccc("run", "sales_analytics", code=1).err
    _edit(shop / "targets/pandas.yaml", '"*"', "x")
    speccc("validate", code=1)


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_same_bytes_in_another_process(applied: Path, speccc: Speccc, hash_seed: str) -> None:
    code = "from speccc.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "drift"],
        cwd=applied,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
