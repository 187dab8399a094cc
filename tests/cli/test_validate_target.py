"""`validate --target`: compiles, and says by name why Flink's planner was not asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.cli import asking
from speccc.execute import flink_engine
from tests.cli.conftest import Speccc

TARGET = """speccc_target: 1
name: flink
backend: flink
bind:
  sales_analytics.sales_by_product:
    connector: json
    options: {path: out/sales.jsonl}
"""


def test_what_compiles_is_named(shop: Path, speccc: Speccc) -> None:
    done = speccc("validate", "--target", "duckdb")
    assert done.out.endswith("Compiled for duckdb: sales_analytics.\n")
    assert not (shop / "generated").exists()


def test_a_refusal_has_its_place(shop: Path, speccc: Speccc) -> None:
    connector = TARGET.replace("connector: json", "connector: csv")
    (shop / "targets/flink.yaml").write_text(connector, encoding="utf-8")
    speccc("validate")
    done = speccc("validate", "--target", "flink", code=1)
    assert "error[E0750]" in done.err
    assert "--> " in done.err


def test_only_what_the_files_shape(shop: Path, speccc: Speccc) -> None:
    other = (shop / "specs/sales_analytics.yaml").read_text().replace("sales_analytics", "other")
    (shop / "specs/other.yaml").write_text(other.replace("out/", "out/other/"), encoding="utf-8")
    done = speccc("validate", "specs/other.yaml", "--target", "duckdb")
    assert done.out.endswith("Compiled for duckdb: other.\n")


def test_an_unknown_target(shop: Path, speccc: Speccc) -> None:
    assert "E0705" in speccc("validate", "--target", "duckdbb", code=1).err


def test_without_the_libraries(shop: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / "targets/flink.yaml").write_text(TARGET, encoding="utf-8")
    monkeypatch.setattr(asking, "_why_not", lambda: "pyflink not installed here")
    done = speccc("validate", "--target", "flink")
    assert done.out.endswith("Compiled for flink: sales_analytics.\n")
    told = "warning[E0961]: Flink's planner was not asked about target 'flink': "
    assert told + "pyflink not installed here" in done.err


def test_without_java(shop: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / "targets/flink.yaml").write_text(TARGET, encoding="utf-8")
    monkeypatch.setattr(asking, "_why_not", lambda: "")
    monkeypatch.setattr(flink_engine, "java", lambda: None)
    flink_engine.stop()
    done = speccc("validate", "--target", "flink")
    assert done.out.endswith("Compiled for flink: sales_analytics.\n")
    assert "there is no Java 17 or 21 here" in done.err
