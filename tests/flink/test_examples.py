"""The example pipelines on a real Flink: the interpreter's rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.differential.runs import check_run
from tests.flink.units import runner
from tests.unit.backends.documents.units import ROOT, bound, compiled

pytestmark = pytest.mark.flink

#: The second reads what the first writes.
SOME = ("sales_analytics", "top_products", "store_months")
STREAMS = ("click_conversion", "hot_devices", "hourly_revenue", "price_signals")


def test_examples_give_the_rows_of_the_interpreter(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in SOME:
        (tmp_path / name).mkdir()
        run_it = runner(compiled(name, "flink"), tmp_path / name)
        assert check_run(bound(name, "flink"), run_it, tmp_path), name


def test_streams_give_the_rows_of_the_interpreter(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in STREAMS:
        (tmp_path / name).mkdir()
        run_it = runner(compiled(name, "flink_stream"), tmp_path / name)
        assert check_run(bound(name, "flink_stream"), run_it, tmp_path), name
