"""Every gold is a valid spec with rows, and its inputs show at least five slips in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from speccc.diagnostics import Reporter
from speccc.ir.rel import Pipeline, Row, Sink
from speccc.reference.tables import Table
from speccc.spec.fmt import format_spec
from speccc.translate.evaluation.running import compiled
from tests.evals.cases import DATA, Found, beside, corpus
from tests.evals.golds import inputs, rows
from tests.evals.report import judge

GOLDS = [found for found in corpus() if found.case.spec]
#: Those of the sets beside the corpus are many, and change seldom.
BESIDE = [pytest.param(found, marks=pytest.mark.evals) for found in beside() if found.case.spec]
EACH = pytest.mark.parametrize("found", [*GOLDS, *BESIDE], ids=lambda found: found.case.id)
#: Slips that the rows must show, of a gold with as many places for one.
KILLED = 5


@EACH
def test_a_gold_is_valid_and_makes_rows(found: Found) -> None:
    pipeline, said = compiled(found.gold)
    assert not said
    assert pipeline is not None
    made = rows(pipeline, found, inputs(pipeline, found))
    for sink in pipeline.sinks:
        schema = pipeline.node(sink.input).schema
        assert set(found.case.names) <= set(schema.names)
        assert made[sink.name]
        different = list(dict.fromkeys(made[sink.name]))
        assert not _ties(found, sink, Table(schema.names, different))


def _ties(found: Found, sink: Sink, made: Table) -> list[Row]:
    """Rows that the gold's own order leaves open: they must not decide which answer is right."""
    steps = yaml.safe_load(found.case.spec or "")["steps"]
    count = max((len(step["sort"]) for step in steps[-2:] if "sort" in step), default=0)
    keys = made.values([key.column for key in sink.order[:count]]) if count else []
    return [key for key in keys if keys.count(key) > 1]


@pytest.mark.evals
@EACH
def test_a_gold_is_in_its_canonical_form(found: Found) -> None:
    written = format_spec(found.gold, "specs/gold.yaml", Reporter())
    assert written is not None
    assert written.replace("\n\n", "\n") == found.gold


@pytest.mark.evals
def test_the_declarations_are_those_of_the_import(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "scripts" / "write_eval_sources.py"
    subprocess.run([sys.executable, script, tmp_path], check=True)
    for folder in DATA.iterdir():
        written = tmp_path / folder.name / "sources.yaml"
        assert written.read_text("utf-8") == (folder / "sources.yaml").read_text("utf-8")


@pytest.mark.evals
@EACH
def test_the_inputs_show_slips(found: Found) -> None:
    judged = judge(found)
    print(judged, dict(judged.kinds))  # noqa: T201
    assert len(judged.killed) >= min(KILLED, len(judged.killed) + len(judged.alive)), judged.alive


@pytest.mark.evals
def test_inputs_without_rows_show_few_slips(monkeypatch: pytest.MonkeyPatch) -> None:
    """A negative control: it is the rows that tell a gold from its mutants."""
    monkeypatch.setattr("tests.evals.report.inputs", _no_rows)
    assert sum(len(judge(found).killed) for found in GOLDS) < len(GOLDS)


def _no_rows(pipeline: Pipeline, _: Found) -> dict[str, list[Row]]:
    return {source.name: [] for source in pipeline.sources}
