"""Each pass of the optimiser alone, all together, and the counting of a profile, on the
interpreter: the same rows in every sink, and no run that succeeded fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from speccc.driver import optimise
from speccc.ir.rel import Pipeline
from speccc.ir.verify import verify
from speccc.passes import PASSES
from speccc.passes.profile import profile
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential.law import Tally, same_rows
from tests.differential.pipelines import Case, pipelines

REWRITES: dict[str, Callable[[Pipeline], Pipeline]] = {
    **{step.name: step.run for step in PASSES},
    "all": optimise,
    "profile": lambda pipeline: profile(pipeline)[0],
    "all, twice": lambda pipeline: optimise(optimise(pipeline)),
}


@pytest.mark.parametrize("name", REWRITES)
def test_rows_stay_the_same(name: str) -> None:
    tally = Tally()

    @settings(max_examples=20)
    @given(pipelines(most_steps=6))
    def law(case: Case) -> None:
        rewritten = verify(REWRITES[name](case.pipeline))
        try:
            due = run(case.pipeline, case.sources, {})
        except RunError as error:
            tally.outcomes[error.kind] += 1
            _may_still_end(rewritten, case, error)
            return
        tally.outcomes["rows"] += 1
        same_rows(case.pipeline, due.sinks, run(rewritten, case.sources, {}).sinks)

    law()
    assert tally.share_of_rows() > 0.5, tally.outcomes


def _may_still_end(rewritten: Pipeline, case: Case, ending: RunError) -> None:
    """Only an overflow, in rows that no sink sees, may be lost."""
    try:
        run(rewritten, case.sources, {})
    except RunError:
        return
    if ending.kind != "overflow":
        raise AssertionError(f"the rewritten pipeline no longer ends with '{ending}'")
