"""Every gold is a valid spec with rows, and its inputs show at least five slips in it."""

from __future__ import annotations

import pytest
import yaml

from tests.evals.cases import DATA, Found, corpus
from tests.evals.golds import compiled, inputs, rows
from tests.evals.report import judge

GOLDS = [found for found in corpus() if found.case.spec]
EACH = pytest.mark.parametrize("found", GOLDS, ids=lambda found: found.case.id)
#: Slips that the rows must show, of a gold with as many places for one.
KILLED = 5


@EACH
def test_a_gold_is_valid_and_makes_rows(found: Found) -> None:
    pipeline, said = compiled(found.gold)
    assert not said
    assert pipeline is not None
    made = rows(pipeline, found, inputs(pipeline, found))
    assert all(made.values())
    columns = {c.name for sink in pipeline.sinks for c in pipeline.node(sink.input).schema}
    assert set(found.case.names) <= columns


@pytest.mark.parametrize("domain", sorted(path.name for path in DATA.iterdir()))
def test_every_table_is_declared(domain: str) -> None:
    text = (DATA / domain / "sources.yaml").read_text(encoding="utf-8")
    sources = yaml.safe_load(text)["sources"]
    assert sorted(sources) == sorted(path.stem for path in (DATA / domain).glob("*.csv"))


@pytest.mark.mutants
@EACH
def test_the_inputs_show_slips(found: Found) -> None:
    judged = judge(found)
    print(judged, dict(judged.kinds))  # noqa: T201
    assert len(judged.killed) >= min(KILLED, len(judged.killed) + len(judged.alive)), judged.alive


@pytest.mark.mutants
def test_inputs_without_rows_show_no_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    """A negative control: the counts come from the rows, not from the harness."""
    monkeypatch.setattr("tests.evals.report.inputs", lambda pipeline, _: _empty(pipeline))
    assert sum(len(judge(found).killed) for found in GOLDS) < len(GOLDS)


def _empty(pipeline: object) -> dict[str, list[tuple[()]]]:
    return {source.name: [] for source in pipeline.sources}  # type: ignore[attr-defined]
