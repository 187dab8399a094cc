"""Every case of every function, on DuckDB; and every function has its spelling."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

import pytest

from speccc.backends.sql.dialects.duckdb import DUCKDB
from speccc.execute.duckdb_runner import ScriptError
from speccc.functions.catalogue import AGGREGATE, SCALAR, WINDOW
from speccc.functions.model import Form
from speccc.ir.rel import Node, Pipeline, Scan
from speccc.types import Column, Schema
from tests.differential.compare import difference
from tests.functions.cases import Trial, trials
from tests.unit.backends.sql.running import run_rows


def function_of(trial: Trial) -> str:
    return trial.name.partition("(")[0]


TRIALS = [trial for form in Form for trial in trials(form)]
ENDING = [trial for trial in TRIALS if trial.due is None]
#: The trials of a function run together, as one pipeline: to start the engine is what takes time.
TOGETHER = [
    (name, [trial for trial in group if trial.due is not None])
    for name, group in groupby(TRIALS, function_of)
]


def numbered(pipeline: Pipeline, number: int) -> Pipeline:
    """The pipeline with its number behind every name."""

    def node(found: Node) -> Node:
        op: Any = found.op
        field = "source" if isinstance(op, Scan) else "input"
        renamed = replace(op, **{field: f"{getattr(op, field)}_{number}"})
        return replace(found, id=f"{found.id}_{number}", step=f"{found.step}_{number}", op=renamed)

    return replace(
        pipeline,
        sources=tuple(replace(s, name=f"{s.name}_{number}") for s in pipeline.sources),
        nodes=tuple(map(node, pipeline.nodes)),
        sinks=tuple(
            replace(s, name=f"{s.name}_{number}", input=f"{s.input}_{number}")
            for s in pipeline.sinks
        ),
    )


def merged(parts: list[Pipeline]) -> Pipeline:
    return replace(
        parts[0],
        sources=tuple(source for part in parts for source in part.sources),
        nodes=tuple(node for part in parts for node in part.nodes),
        sinks=tuple(sink for part in parts for sink in part.sinks),
    )


@pytest.mark.parametrize(
    "cases", [cases for _, cases in TOGETHER], ids=[name for name, _ in TOGETHER]
)
def test_cases(cases: list[Trial]) -> None:
    whole = merged([numbered(trial.pipeline, at) for at, trial in enumerate(cases)])
    made = run_rows(whole, {f"given_{at}": trial.given for at, trial in enumerate(cases)})
    for at, trial in enumerate(cases):
        assert trial.due is not None
        schema = trial.pipeline.node("made").schema
        loose = (Column(c.name, c.type, c.nullable, inexact=trial.inexact) for c in schema)
        found = difference(Schema(tuple(loose)), trial.due, made[f"out_{at}"])
        assert not found, f"{trial.name}: {found}"


@pytest.mark.parametrize("trial", ENDING, ids=lambda trial: trial.name)
def test_an_overflow_ends_the_run(trial: Trial) -> None:
    with pytest.raises(ScriptError) as caught:
        run_rows(trial.pipeline, {"given": trial.given})
    assert caught.value.kind == "overflow", caught.value.message


def test_each_row_of_the_catalogue_is_spelled() -> None:
    assert set(DUCKDB.scalars) == set(SCALAR)
    assert set(DUCKDB.aggregates) == set(AGGREGATE)
    assert set(DUCKDB.windows) == set(WINDOW)
