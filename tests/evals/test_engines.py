"""The engines give the golds' rows: pipelines as people wish for them, not as a generator does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speccc.ir.rel import Pipeline
from speccc.reference import read_params
from speccc.translate.evaluation.running import compiled
from tests.differential.engines import ENGINES
from tests.differential.law import Tally, agree
from tests.evals.cases import Found, corpus
from tests.evals.golds import inputs

GOLDS = [found for found in corpus() if found.case.spec]


@pytest.mark.evals
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("found", GOLDS, ids=lambda found: found.case.id)
def test_an_engine_gives_the_rows_of_a_gold(found: Found, engine: str) -> None:
    pipeline, _ = compiled(found.gold)
    assert pipeline is not None
    tally = Tally()
    ready = _ready(pipeline, found)
    agree(ready, inputs(pipeline, found), engine, ENGINES[engine], tally)
    assert tally.outcomes["rows"] == 1


def _ready(pipeline: Pipeline, found: Found) -> Pipeline:
    """The pipeline whose rows are typed already, and whose params have the case's values."""
    values = read_params(pipeline, found.case.params)
    sources = (
        replace(s, columns=tuple(replace(c, path=(c.name,)) for c in s.columns))
        for s in pipeline.sources
    )
    params = (replace(p, default=values[p.name]) for p in pipeline.params)
    return replace(pipeline, sources=tuple(sources), params=tuple(params))
