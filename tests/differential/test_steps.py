"""Every kind of step, on every engine, against the interpreter."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.spec.models import AnyStep
from tests.differential.engines import ENGINES, Sources
from tests.differential.joins import KINDS as JOINS
from tests.differential.joins import check_joins
from tests.differential.law import Tally, agree, check
from tests.differential.pipelines import ONE_INPUT, TWO_INPUTS, checked, pipelines

KINDS = (*ONE_INPUT, *TWO_INPUTS)

#: Shrinking compiles hundreds of pipelines: it is worth minutes only to who looks for the cause.
#: HYPOTHESIS_PROFILE=deep pytest … shrinks.
PHASES = Phase if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (Phase.generate,)


def test_every_step_of_the_language_is_here() -> None:
    """`sort` comes with `limit`."""
    operators = {model.op for model in AnyStep.__args__}  # type: ignore[attr-defined]
    assert operators == {*KINDS, "sort"}


def examples(kind: str) -> int:
    """Casts and rules that fail end four runs in ten: their share takes more to show."""
    return 24 if kind in ("cast", "expect") else 8


def least_share(kind: str) -> float:
    """How many of the pipelines that begin with this step give rows at least (of others than casts
    and rules it is nine in ten; of many calls one overflows sooner)."""
    return 0.3 if kind in ("cast", "expect", "derive") else 0.5


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", KINDS)
def test_step(engine: str, kind: str) -> None:
    """Pipelines that begin with this step; other steps may follow."""
    tally = Tally()

    @settings(max_examples=examples(kind), phases=PHASES)
    @given(pipelines(first=kind, most_steps=2))
    def law(case: object) -> None:
        check(case, engine, tally)  # type: ignore[arg-type]

    law()
    assert tally.share_of_rows() > least_share(kind), tally.outcomes


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


@pytest.mark.parametrize("engine", ENGINES)
def test_a_broken_rule_ends_the_run_before_a_step_that_rests_on_it(engine: str) -> None:
    """Where the rule holds the column is never NULL, and a later step is compiled for that."""
    keys = {"columns": {"b": "text not null"}}
    made = checked(
        {
            "speccc": 1,
            "name": "resting",
            "sources": {"given": {"columns": {"a": "text not null", "c": "bool"}}, "keys": keys},
            "steps": [
                {"name": "sure", "from": "given", "expect": [{"check": "c"}]},
                {"join": {"with": "keys", "kind": "left", "keys": ["a = b"], "take": []}},
            ],
            "sinks": {"result": {"mode": "replace"}},
        }
    )
    rows: Sources = {"given": [("x", True), ("y", None)], "keys": []}
    tally = Tally()
    agree(made, rows, engine, ENGINES[engine], tally)
    assert tally.outcomes == {"expectation": 1}
