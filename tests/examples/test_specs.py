"""The example pipelines are valid, use the whole language, and are built for every target."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from speccc.analyse.pipeline import analyse, reads_pipelines
from speccc.diagnostics import Reporter
from speccc.ir.rel import Pipeline
from speccc.spec import models
from speccc.spec.document import SpecFile
from speccc.spec.load import load_spec, load_target
from tests.support.project import Project

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
#: Flink puts no rows aside, and in batch has no `merge`, no `append` and no windows of time.
_PUT_ASIDE = {"bank_transactions_clean"}
_KEEP_ROWS = {"click_conversion", "device_status", "hot_devices", "hourly_revenue", "price_signals"}
_NOT_ON_FLINK = _PUT_ASIDE | _KEEP_ROWS | {"device_days"}
#: A profile that shows what is bound elsewhere needs only one of them.
ONLY = {
    "flink": [spec.stem for spec in SPECS if spec.stem not in _NOT_ON_FLINK],
    "flink_stream": ["click_conversion", "hot_devices", "hourly_revenue", "price_signals"],
    "sheets": ["sales_analytics"],
    "sqlite": ["device_status"],
}
TARGETS = sorted((ROOT / "targets").glob("*.yaml"))


def load(file: Path) -> SpecFile:
    reporter = Reporter()
    spec = load_spec(file.read_bytes(), file.name, reporter)
    assert spec is not None, reporter.diagnostics
    return spec


def checked(spec: SpecFile) -> Pipeline:
    """The analysed pipeline, after those that it reads."""
    upstream = {
        name: checked(load(ROOT / "specs" / f"{name}.yaml"))
        for _, name in reads_pipelines(spec.model)
    }
    reporter = Reporter()
    pipeline = analyse(spec, upstream, reporter)
    assert reporter.diagnostics == []
    assert pipeline is not None
    return pipeline


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.stem)
def test_it_is_valid_without_a_warning_and_has_examples(file: Path) -> None:
    spec = load(file)
    assert checked(spec).name == file.stem
    assert spec.model.examples


def test_they_use_every_step() -> None:
    used = {step.op for file in SPECS for step in load(file).model.steps}
    assert used == {step.op for step in get_args(models.AnyStep)}


def test_one_reads_what_another_writes() -> None:
    assert any(reads_pipelines(load(file).model) for file in SPECS)


@pytest.mark.parametrize("file", TARGETS, ids=lambda file: file.stem)
def test_a_target_builds_them_all(file: Path) -> None:
    reporter = Reporter()
    target = load_target(file.read_bytes(), file.name, reporter)
    assert target is not None, reporter.diagnostics
    assert target.model.name == file.stem
    assert target.model.pipelines == ONLY.get(file.stem, [spec.stem for spec in SPECS])


def test_every_document_is_in_its_canonical_form() -> None:
    Project(ROOT).speccc("fmt", "--check")
