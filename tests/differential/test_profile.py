"""Pipelines whose steps are counted: the same rows in every sink, and the checks hold."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, given, settings

from speccc.ir.verify import verify
from speccc.passes.profile import profile
from tests.differential.law import Tally, agree
from tests.differential.pipelines import Case, pipelines
from tests.differential.servers import EVERY

PHASES = Phase if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (Phase.generate,)


pytestmark = pytest.mark.servers  # the interpreter's part is in test_passes.py


@pytest.mark.parametrize("engine", EVERY)
def test_counted_pipelines_agree(engine: str) -> None:
    tally = Tally()

    @settings(max_examples=20, phases=PHASES)
    @given(pipelines(most_steps=4))
    def law(case: Case) -> None:
        counted = verify(profile(case.pipeline)[0])
        agree(case.pipeline, case.sources, engine, lambda _: EVERY[engine](counted), tally)

    law()
    assert tally.share_of_rows() > 0.5, tally.outcomes
