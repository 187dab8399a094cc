"""Where data lies: two pipelines on one file, and files that are not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Speccc

SECOND = """speccc: 1
name: second
sources:
  orders:
    connector: csv
    options: {path: data/orders.csv}
    columns:
      order_id: int64
steps:
  - distinct: [order_id]
sinks:
  ids:
    connector: csv
    options: {path: ./out/sales_by_product.csv}
    mode: replace
"""


@pytest.fixture
def second(applied: Path) -> Path:
    """A pipeline that writes what the example writes, added after the example was applied."""
    path = applied / "specs/second.yaml"
    path.write_text(SECOND)
    return path


@pytest.mark.parametrize("command", ["validate", "plan", "drift", "test"])
def test_two_pipelines_that_write_one_file(second: Path, speccc: Speccc, command: str) -> None:
    del second
    err = speccc(command, code=1).err
    assert err.count("error[") == 1
    assert "sinks 'sales_analytics.sales_by_product' and 'second.ids' both write" in err
    assert "specs/second.yaml:14:21" in err


def test_the_file_may_be_named_in_the_profile(second: Path, speccc: Speccc) -> None:
    profile = second.parents[1] / "targets/duckdb.yaml"
    text = profile.read_text()
    bind = "bind:\n  second.ids: {connector: csv, options: {path: PATH}}\n"
    profile.write_text(text + bind.replace("PATH", "out/ids.csv"))
    speccc("validate")
    speccc("plan")
    second.write_text(SECOND.replace("./out/sales_by_product.csv", "out/ids.csv"))
    profile.write_text(text + bind.replace("PATH", "out/sales_by_product.csv"))
    assert " --> targets/duckdb.yaml:" in speccc("validate", code=1).err


def test_a_file_among_the_partitions_of_another_pipeline(second: Path, speccc: Speccc) -> None:
    below = SECOND.replace("./out/sales_by_product.csv", "out/daily/ids.csv")
    second.write_text(below)
    speccc("validate")
    first = second.with_name("sales_analytics.yaml")
    text = first.read_text().replace("path: out/sales_by_product.csv", "path: out/daily")
    first.write_text(text.replace("mode: replace", "mode: partition\n    by: [product_name]"))
    err = speccc("validate", code=1).err
    assert "sinks 'sales_analytics.sales_by_product' and 'second.ids' both write" in err


def test_other_errors_are_reported_in_the_same_run(second: Path, speccc: Speccc) -> None:
    second.write_text(SECOND.replace("distinct: [order_id]", "distinct: [nope]"))
    for command in ("validate", "plan"):
        err = speccc(command, code=1).err
        assert "E0740" in err
        assert "E0401" in err


def test_two_targets_may_write_one_file(shop: Path, speccc: Speccc) -> None:
    del shop
    speccc("validate")


def test_plan_warns_of_data_that_is_not_there(applied: Path, speccc: Speccc) -> None:
    assert speccc("plan").err == ""
    (applied / "data/orders.csv").unlink()
    done = speccc("plan", "--detailed-exitcode")
    assert done.out.startswith("No changes.")
    assert "warning[E0741]: there is no file yet for sales_analytics.orders (data/orders.csv)" in (
        done.err
    )
    assert "E0741" not in speccc("apply", "--auto-approve").err


def test_a_file_that_a_pipeline_writes_is_not_missed(second: Path, speccc: Speccc) -> None:
    reading = SECOND.replace("./out/sales_by_product.csv", "out/ids.csv")
    second.write_text(reading.replace("data/orders.csv", "out/sales_by_product.csv"))
    assert speccc("plan").err == ""
    second.write_text(reading.replace("data/orders.csv", "data/x.csv"))
    assert "second.orders (data/x.csv)" in speccc("plan").err
    assert speccc("plan", "sales_analytics").err == ""
