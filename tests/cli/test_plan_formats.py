"""A plan as JSON by its schema, and as Markdown for a pull request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from speccc.lifecycle import plan_schema
from tests.cli.conftest import Speccc
from tests.unit.lifecycle.support import rewrite

SPEC = "specs/sales_analytics.yaml"
UNIT = "generated/sales_analytics/duckdb"
CARRIED = Path(plan_schema.__file__).with_name("schemas") / "plan.schema.json"


def test_the_carried_schema_is_what_the_models_say() -> None:
    """After a change of a model: make schema."""
    assert CARRIED.read_text(encoding="utf-8") == plan_schema.schema_text()


def test_every_plan_is_as_its_schema_says(applied: Path, speccc: Speccc) -> None:
    schema = speccc("schema", "plan").json
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    def problems(document: Any) -> list[str]:
        return [error.message for error in validator.iter_errors(document)]

    empty = speccc("plan", "--json").json
    assert problems(empty) == []
    rewrite(applied / SPEC, "name: sales_analytics", "name: shop_sales")
    moved = speccc("plan", "--format", "json").json
    assert problems(moved) == []
    rewrite(applied / SPEC, "path: out/sales_by_product.csv", "path: out/elsewhere.csv")
    rewrite(applied / UNIT / "03_pipeline.sql", "SELECT", "select")
    (applied / "generated/stray.txt").write_text("x")
    other = speccc("plan", "--json").json
    assert problems(other) == []
    assert problems(other | {"format_version": "2.0"})
    for change in other["resource_changes"]:
        change["change"]["actions"] = ["explode"]
    assert problems(other)


@pytest.fixture
def markdown(applied: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch) -> str:
    """The plan of a breaking change beside hand-edited and foreign files."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    rewrite(applied / SPEC, "path: out/sales_by_product.csv", "path: out/elsewhere.csv")
    rewrite(applied / UNIT / "03_pipeline.sql", "SELECT", "select")
    (applied / UNIT / "a`b|c.txt").write_text("```\n</details>\n")
    (applied / "generated/stray.txt").write_text("x")
    return speccc("plan", "--format", "markdown").out


def test_the_plan_for_a_pull_request(markdown: str) -> None:
    lines = markdown.splitlines()
    assert lines[:4] == [
        "<!-- speccc plan -->",
        "### speccc plan",
        "",
        "**Plan: 0 to add, 1 to change, 0 to destroy; 1 stray file to remove.**",
    ]
    (row,) = [line for line in lines if line.startswith("| `")]
    assert row.startswith("| `~` update in place | `sales_analytics.duckdb` | spec changed")
    assert r"orphaned: a\`b\|c.txt was not written by speccc" in row
    assert "2 saved to the trash first" in row
    moved = "moved from csv out/sales\\_by\\_product.csv to csv out/elsewhere.csv"
    assert f"- `sales_analytics.duckdb`, sink `sales_by_product`: {moved}" in lines
    new = "write mode `replace csv out/elsewhere.csv`"
    assert f"- `sales_analytics.duckdb`: {new}" in lines
    assert lines[-1] == "</details>"


def test_nothing_in_the_content_closes_its_fence(markdown: str) -> None:
    content = markdown[markdown.index("<details>") :].splitlines()
    fence = content[2].removesuffix("diff")
    assert set(fence) == {"`"}
    assert len(fence) == 4
    assert [line for line in content if line == fence] == [fence]
    assert content.index(fence) == len(content) - 3


def test_a_long_content_is_cut(applied: Path, speccc: Speccc) -> None:
    (applied / "generated/stray.txt").write_text("a line of some length\n" * 10_000)
    out = speccc("plan", "--format", "markdown").out
    assert len(out) < 50_000
    assert "The rest is left out: `speccc plan --diff` has it." in out


def test_no_changes_and_the_summary_of_the_job(
    applied: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = applied / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    out = speccc("plan", "--format", "markdown").out
    assert "No changes. 1 unit is as the specs say." in out
    assert summary.read_text() == f"before\n{out}"
    speccc("plan", "--json")
    assert summary.read_text() == f"before\n{out}"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(applied))
    assert "E0805" in speccc("plan", "--format", "markdown", code=1).err


def test_json_by_either_option(applied: Path, speccc: Speccc) -> None:
    assert speccc("plan", "--json").out == speccc("plan", "--format", "json").out
    json.loads(speccc("plan", "--json", "--format", "markdown").out)
