"""Every kind of step, on every engine, against the interpreter."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.spec.models import AnyStep
from tests.differential.engines import ENGINES
from tests.differential.joins import KINDS as JOINS
from tests.differential.joins import check_joins
from tests.differential.law import Tally, check
from tests.differential.pipelines import ONE_INPUT, TWO_INPUTS, pipelines

KINDS = (*ONE_INPUT, *TWO_INPUTS)

#: Shrinking compiles hundreds of pipelines: it is worth minutes only to who looks for the cause.
#: HYPOTHESIS_PROFILE=deep pytest … shrinks.
PHASES = Phase if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (Phase.generate,)


def test_every_step_of_the_language_is_here() -> None:
    """`sort` comes with `limit`."""
    operators = {model.op for model in AnyStep.__args__}  # type: ignore[attr-defined]
    assert operators == {*KINDS, "sort"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", KINDS)
def test_step(engine: str, kind: str) -> None:
    """Pipelines that begin with this step; other steps may follow."""
    tally = Tally()

    @settings(max_examples=12, phases=PHASES)
    @given(pipelines(first=kind, most_steps=2))
    def law(case: object) -> None:
        check(case, engine, tally)  # type: ignore[arg-type]

    law()
    assert tally.share_of_rows() > 0.5, tally.outcomes


@pytest.mark.parametrize("engine", ENGINES)
def test_long_pipelines(engine: str) -> None:
    """Any steps, up to six."""
    tally = Tally()

    @settings(max_examples=30, phases=PHASES)
    @given(st.data())
    def law(data: st.DataObject) -> None:
        check(data.draw(pipelines(most_steps=6)), engine, tally)

    law()
    assert tally.share_of_rows() > 0.5, tally.outcomes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", JOINS)
def test_joins_with_gaps(kind: str, engine: str) -> None:
    check_joins(kind, engine)
