"""Whole requests about the streams of the examples become specs that give the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.execute.readers import read_raw
from speccc.ir.rel import Pipeline, Row
from speccc.reference.boundary import read_sources
from speccc.reference.interpret import run
from speccc.spec.load import load_spec
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, Request
from speccc.translate.offline import OfflineTranslator
from speccc.translate.tables import sources_of

FOLDER = Path(__file__).parent / "requests"
ROOT = Path(__file__).parents[4]
NAMES = ("click_conversion", "hot_devices", "hourly_revenue", "price_signals")

pytestmark = pytest.mark.drafts


def checked(text: str) -> Pipeline:
    reporter = Reporter()
    file = load_spec(text, "specs/drafted.yaml", reporter)
    assert file is not None, reporter.diagnostics
    (pipeline,) = check({file.model.name: file}, reporter).values()
    assert reporter.diagnostics == []
    return pipeline


def committed(name: str) -> Pipeline:
    return checked((ROOT / "specs" / f"{name}.yaml").read_text(encoding="utf-8"))


def written(pipeline: Pipeline, *, streaming: bool) -> dict[str, list[str]]:
    """The rows of each sink, sorted, of the example's data."""
    raw = {
        source.name: read_raw(source.binding.connector, source.binding.options, ROOT)
        for source in pipeline.sources
        if source.binding
    }
    found = run(pipeline, read_sources(pipeline.sources, raw), {}, streaming=streaming)
    return {name: sorted(map(_shown, rows)) for name, rows in found.sinks.items()}


def _shown(row: Row) -> str:
    return str(row)


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_the_rows_of_the_example(name: str) -> None:
    example = committed(name)
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    request = Request(text, given=sources_of(example))
    found = draft(request, OfflineTranslator(), {})
    assert isinstance(found, Draft), [str(q.diagnostic(request)) for q in found.questions]
    drafted = checked(found.text)
    for streaming in (True, False):
        due = written(example, streaming=streaming)
        assert all(due.values())
        assert written(drafted, streaming=streaming) == due
    assert [s.event_time for s in drafted.sources] == [s.event_time for s in example.sources]
    assert [(s.mode, s.key) for s in drafted.sinks] == [(s.mode, s.key) for s in example.sinks]


def test_a_request_that_lacks_a_word_gives_other_rows_or_a_question() -> None:
    """The rows above would differ if the comparison were blind."""
    example = committed("hot_devices")
    text = (FOLDER / "hot_devices.txt").read_text(encoding="utf-8").replace("at\nleast 5", "9")
    assert "for 9 minutes" in text
    found = draft(Request(text, given=sources_of(example)), OfflineTranslator(), {})
    assert isinstance(found, Draft)
    assert written(checked(found.text), streaming=True) != written(example, streaming=True)
