"""Pipelines whose steps are counted: the same rows in every sink, and of every step that keeps rows
rows in = rows out + filtered + deduplicated + quarantined, or the engine would end the run."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import Phase, given, settings

from speccc.execute.profile import REMOVED
from speccc.ir.rel import Pipeline
from speccc.ir.verify import verify
from speccc.passes.profile import profile
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential.engines import PARTIAL, Sources
from tests.differential.law import Tally, agree
from tests.differential.partial import possible
from tests.differential.pipelines import Case, pipelines
from tests.differential.servers import EVERY

PHASES = Phase if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (Phase.generate,)

#: By the word for what is taken out: a step that does, put at the front where the rows are.
FIRST = {"filtered": "filter", "deduplicated": "dedupe", "quarantined": "expect"}

#: Steps that may follow it.
KINDS = ("filter", "dedupe", "distinct", "limit", "cast", "expect", "window")

pytestmark = pytest.mark.servers  # the interpreter's part is in test_passes.py


@pytest.mark.parametrize("engine", list(EVERY))
@pytest.mark.parametrize("word", FIRST)
def test_counted_pipelines_agree(engine: str, word: str) -> None:
    prepare = EVERY[engine]
    tally = Tally()
    removed: Counter[str] = Counter()

    @settings(max_examples=60 if engine in PARTIAL else 25, phases=PHASES)
    @given(pipelines(KINDS, most_steps=3, first=FIRST[word]))
    def law(case: Case) -> None:
        whole = case.pipeline
        pipeline = possible(whole, engine) if engine in PARTIAL else whole
        if pipeline is None:
            return
        counted, told = profile(pipeline)
        sources = {source.name: case.sources[source.name] for source in pipeline.sources}
        agree(pipeline, sources, engine, lambda _: prepare(verify(counted)), tally)
        words = {name: word for step in told for word, name in step["removed"].items()}
        assert set(words.values()) <= set(REMOVED)
        removed.update(words[name] for name in _not_empty(counted, sources) & set(words))

    law()
    assert tally.share_of_rows() > 0.5, tally.outcomes
    # Of an engine that refuses much, few examples are left: too few to find each word in each run.
    assert removed.total() if engine in PARTIAL else removed[word], removed


def _not_empty(counted: Pipeline, sources: Sources) -> set[str]:
    """What is counted and has rows."""
    try:
        found = run(counted, sources, {}).expectations
    except RunError:
        return set()
    return {finding.step for finding in found if finding.broken}
