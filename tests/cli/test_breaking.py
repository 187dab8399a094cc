"""Breaking changes, renames and removals: what a plan says, and what apply asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Speccc
from tests.unit.lifecycle.support import rewrite

SPEC = "specs/sales_analytics.yaml"
TOP = """\
speccc: 1
name: {name}
sources:
  sales:
{source}
steps:
  - select: [net_revenue]
sinks:
  best:
    connector: csv
    options: {{path: out/{name}.csv}}
    mode: replace
"""
BY_NAME = "    connector: pipeline\n    options: {sink: sales_analytics.sales_by_product}"
BY_FILE = (
    "    connector: csv\n    options: {path: ./out/sales_by_product.csv}\n"
    "    columns:\n      net_revenue: decimal(18,6)"
)


@pytest.fixture
def consumed(applied: Path, speccc: Speccc) -> Path:
    """The example and two pipelines that read its sink, by name and by file."""
    for name, source in (("by_file", BY_FILE), ("by_name", BY_NAME)):
        (applied / f"specs/{name}.yaml").write_text(TOP.format(name=name, source=source))
    speccc("apply", "--auto-approve")
    return applied


def test_a_breaking_change_is_refused_and_names_who_reads_it(
    consumed: Path, speccc: Speccc
) -> None:
    text = (consumed / SPEC).read_text()
    (consumed / SPEC).write_text(text.partition("examples:")[0])
    rewrite(consumed / SPEC, "  - sort:", "  - drop: [order_count]\n  - sort:")
    found = "sink 'sales_by_product': column 'order_count' dropped"
    plan = speccc("plan").out
    assert f"    BREAKING {found} (read by by_file, by_name)\n" in plan
    summary = speccc("plan", "--json").json["summary"]
    assert summary["breaking"] == 1
    done = speccc("apply", "--auto-approve", code=1)
    assert "error[E0811]: 'sales_analytics.duckdb', sink 'sales_by_product'" in done.err
    assert "column 'order_count' dropped (read by by_file, by_name)" in done.err
    assert "add --allow-breaking" in done.err
    speccc("plan", "--out", "plan.json")
    assert "error[E0811]" in speccc("apply", "plan.json", code=1).err
    assert "--allow-breaking" in speccc("apply", "--auto-approve", "--json", code=1).err
    speccc("apply", "--allow-breaking", "plan.json")
    assert speccc("plan").out.startswith("No changes.")
    (consumed / SPEC).write_text(text)
    assert "column 'order_count' added" in speccc("plan").out
    speccc("apply", "--auto-approve")


def test_the_place_of_a_sink_is_part_of_its_contract(consumed: Path, speccc: Speccc) -> None:
    rewrite(consumed / SPEC, "path: out/sales_by_product.csv", "path: out/elsewhere.csv")
    plan = speccc("plan").out
    moved = "moved from csv out/sales_by_product.csv to csv out/elsewhere.csv"
    assert f"{moved} (read by by_file, by_name)" in plan
    assert "NEW write mode: replace csv out/elsewhere.csv" in plan


def test_a_renamed_pipeline_is_moved_not_destroyed(applied: Path, speccc: Speccc) -> None:
    rewrite(applied / SPEC, "name: sales_analytics", "name: shop_sales")
    plan = speccc("plan", "--diff").out
    assert "> shop_sales.duckdb\n    renamed: it was sales_analytics.duckdb\n" in plan
    assert "Plan: 0 to add, 0 to change, 1 to move, 0 to destroy." in plan
    assert "> move" in plan
    assert "BREAKING" not in plan
    assert "NEW" not in plan
    speccc("plan", "--out", "plan.json")
    (change,) = speccc("show", "--json", "plan.json").json["resource_changes"]
    assert change["change"]["actions"] == ["move"]
    assert change["previous_address"] == "sales_analytics.duckdb"
    assert "0 added, 0 changed, 1 moved, 0 destroyed." in speccc("apply", "plan.json").out
    assert [path.name for path in (applied / "generated").iterdir()] == ["shop_sales"]
    speccc("drift")


def test_a_renamed_target_is_moved_and_what_is_not_ours_is_saved(
    applied: Path, speccc: Speccc
) -> None:
    rewrite(applied / "targets/duckdb.yaml", "name: duckdb", "name: warehouse")
    rewrite(applied / "speccc.yaml", "duckdb", "warehouse")
    unit = applied / "generated/sales_analytics/duckdb"
    rewrite(unit / "03_pipeline.sql", "SELECT", "select")
    (unit / "mine.sql").write_text("select 1\n")
    assert "> sales_analytics.warehouse\n" in speccc("plan").out
    done = speccc("apply", "--auto-approve").out
    assert "Saved generated/sales_analytics/duckdb/mine.sql to .speccc/trash/" in done
    assert "Saved generated/sales_analytics/duckdb/03_pipeline.sql to .speccc/trash/" in done
    assert not unit.exists()
    speccc("drift")


def test_another_content_is_no_rename(applied: Path, speccc: Speccc) -> None:
    rewrite(applied / SPEC, "name: sales_analytics", "name: shop_sales")
    rewrite(applied / SPEC, "quantity > 0", "quantity > 1")
    assert "Plan: 1 to add, 0 to change, 1 to destroy." in speccc("plan").out


def test_destroy_removes_what_is_selected_last_and_by_name(consumed: Path, speccc: Speccc) -> None:
    rewrite(consumed / "generated/by_name/duckdb/03_pipeline.sql", "SELECT", "select")
    plan = speccc("plan", "--destroy", "by_*", "--exclude", "by_file").out
    assert "- by_name.duckdb\n    removed: asked for by --destroy\n" in plan
    assert "Plan: 0 to add, 0 to change, 1 to destroy." in plan
    assert "error[E0803]" in speccc("apply", "--destroy", code=1).err
    done = speccc("apply", "--destroy", "--auto-approve").out
    assert "Saved generated/by_name/duckdb/03_pipeline.sql" in done
    assert "3 destroyed." in done
    assert not list((consumed / "generated").iterdir())
    assert speccc("plan", "--destroy").out.startswith("No changes.")
    assert "Plan: 3 to add" in speccc("plan").out


def test_who_reads_the_place_on_another_target_is_named(applied: Path, speccc: Speccc) -> None:
    for name, source in (("by_file", BY_FILE), ("by_name", BY_NAME)):
        (applied / f"specs/{name}.yaml").write_text(TOP.format(name=name, source=source))
    profile = "speccc_target: 1\nname: other\nbackend: pandas\npipelines: ['by_*']\n"
    (applied / "targets/other.yaml").write_text(profile)
    rewrite(applied / "targets/duckdb.yaml", '- "*"', '- "sales_*"')
    speccc("apply", "--auto-approve", "--allow-breaking")
    plan = speccc("plan", "--destroy", "sales_analytics").out
    assert "(read by by_file, by_name)" in plan


def test_destroying_what_a_pipeline_reads_is_breaking(consumed: Path, speccc: Speccc) -> None:
    gone = "the sink is not written any more (read by by_file, by_name)"
    assert gone in speccc("plan", "--destroy", "sales_analytics").out
    done = speccc("apply", "--destroy", "sales_analytics", "--auto-approve", code=1)
    assert "error[E0811]" in done.err
    assert "BREAKING" not in speccc("plan", "--destroy").out
    (consumed / "specs/by_name.yaml").unlink()
    text = (consumed / SPEC).read_text()
    (consumed / SPEC).unlink()
    assert gone.replace(", by_name", "") in speccc("plan").out
    other = text.replace("name: sales_analytics", "name: other").replace(
        "quantity > 0", "quantity > 1"
    )
    (consumed / SPEC).write_text(other)
    plan = speccc("plan", "--out", "plan.json").out
    assert "Plan: 1 to add, 0 to change, 2 to destroy." in plan
    assert "BREAKING" not in plan
    assert "1 added, 0 changed, 2 destroyed." in speccc("apply", "plan.json").out


def test_a_plan_to_destroy_is_kept_too(consumed: Path, speccc: Speccc) -> None:
    speccc("plan", "--destroy", "--out", "plan.json")
    assert "3 destroyed." in speccc("apply", "plan.json").out
