"""Dialects that refuse a part of the language agree with the interpreter in all the rest."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, given, settings

from speccc.functions.catalogue import TABLES
from speccc.functions.model import Form
from speccc.types import Type
from tests.differential import sheets
from tests.differential.compare import difference
from tests.differential.engines import PARTIAL
from tests.differential.functions import (
    TOO_LARGE,
    check_scalars,
    check_too_large,
    held_by,
    must_end,
)
from tests.differential.joins import KINDS as JOINS
from tests.differential.joins import check_joins
from tests.differential.law import Tally, agree
from tests.differential.partial import dialect_of, possible
from tests.differential.pipelines import ONE_INPUT, TWO_INPUTS, Case, pipelines
from tests.differential.servers import parameters
from tests.differential.sheets import Sheet
from tests.differential.timing import BEYOND, check_beyond, check_timing
from tests.functions.cases import trials

pytestmark = pytest.mark.servers

PHASES = Phase if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (Phase.generate,)
TRIALS = {form: list(trials(form)) for form in Form}
NAMES = [(form, name) for form in Form for name in sorted(TABLES[form])]
KINDS = (*ONE_INPUT, *TWO_INPUTS)


def lowered(engine: str, form: Form) -> set[str]:
    return set(dialect_of(engine).engine.lowerings(form))


@pytest.mark.parametrize("engine", parameters(PARTIAL))
@pytest.mark.parametrize(("form", "name"), NAMES)
def test_cases(form: Form, name: str, engine: str) -> None:
    """Each case of a function agrees; all of a function's cases are refused, or some are not."""
    tried = 0
    for trial in (t for t in TRIALS[form] if t.name.partition("(")[0] == name):
        pipeline = possible(trial.pipeline, engine)
        if pipeline is None:
            continue
        tried += 1
        run_it = PARTIAL[engine](pipeline)
        if trial.due is None:
            must_end(run_it, {"given": trial.given}, "overflow")
            continue
        [made] = run_it({"given": trial.given}).values()
        schema = pipeline.node(pipeline.sinks[0].input).schema
        found = difference(schema, trial.due, made)
        assert not found, f"{trial.name}: {found}"
    assert bool(tried) == (name in lowered(engine, form))


@pytest.mark.parametrize("engine", parameters(PARTIAL))
@pytest.mark.parametrize("name", sorted(TABLES[Form.SCALAR]))
def test_scalar_function(name: str, engine: str) -> None:
    check_sheet(sheets.scalar_sheet(name), engine, name)


@pytest.mark.parametrize("engine", parameters(PARTIAL))
@pytest.mark.parametrize("name", TOO_LARGE)
def test_no_scalar_is_infinite(name: str, engine: str) -> None:
    if name not in lowered(engine, Form.SCALAR):
        pytest.skip(f"{engine} refuses it by name")
    check_too_large(name, engine)


@pytest.mark.parametrize("engine", parameters(PARTIAL))
@pytest.mark.parametrize("source", sheets.CASTABLE, ids=str)
def test_conversions(source: Type, engine: str) -> None:
    check_sheet(sheets.cast_sheet(source), engine, f"cast {source}")


def check_sheet(sheet: Sheet, engine: str, seed: str) -> None:
    """What the engine has of the sheet."""
    held = held_by(sheet, engine)
    if held:
        check_scalars(held, engine, f"{engine} {seed}")


@pytest.mark.parametrize("engine", parameters(PARTIAL))
@pytest.mark.parametrize("kind", KINDS)
def test_step(engine: str, kind: str) -> None:
    """Pipelines that begin with this step; other steps may follow."""
    tally = Tally()

    @settings(max_examples=20, phases=PHASES)
    @given(pipelines(first=kind, most_steps=3))
    def law(case: Case) -> None:
        check(case, engine, tally)

    law()
    assert tally.share_of_rows() > 0.1, tally.outcomes


def check(case: Case, engine: str, tally: Tally) -> None:
    """The law for what is left of a pipeline."""
    pipeline = possible(case.pipeline, engine)
    if pipeline is None:
        tally.outcomes["refused"] += 1
        return
    sources = {source.name: case.sources[source.name] for source in pipeline.sources}
    agree(pipeline, sources, engine, PARTIAL[engine], tally)


@pytest.mark.parametrize("engine", parameters(PARTIAL))
@pytest.mark.parametrize("kind", JOINS)
def test_joins_with_gaps(kind: str, engine: str) -> None:
    check_joins(kind, engine)


@pytest.mark.parametrize("engine", PARTIAL)
def test_windows_and_runs(engine: str) -> None:
    check_timing(PARTIAL[engine])


@pytest.mark.parametrize("engine", PARTIAL)
@pytest.mark.parametrize("name", BEYOND)
def test_what_leaves_the_calendar(name: str, engine: str) -> None:
    check_beyond(PARTIAL[engine], name)
