"""Every case of every function, on DuckDB; and every function has its spelling."""

from __future__ import annotations

import pytest

from speccc.backends.sql.dialects.duckdb import DUCKDB
from speccc.execute.duckdb_runner import ScriptError
from speccc.functions.catalogue import AGGREGATE, SCALAR, WINDOW
from speccc.functions.model import Form
from speccc.types import Column, Schema
from tests.differential.compare import difference
from tests.functions.cases import Trial, trials
from tests.unit.backends.sql.running import run_rows

TRIALS = [trial for form in Form for trial in trials(form)]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_case(trial: Trial) -> None:
    if trial.due is None:
        with pytest.raises(ScriptError) as caught:
            run_rows(trial.pipeline, {"given": trial.given})
        assert caught.value.kind == "overflow", caught.value.message
        return
    schema = trial.pipeline.node("made").schema
    loose = Schema(tuple(Column(c.name, c.type, c.nullable, inexact=trial.inexact) for c in schema))
    got = run_rows(trial.pipeline, {"given": trial.given})["out"]
    assert not difference(loose, trial.due, got)


def test_each_row_of_the_catalogue_is_spelled() -> None:
    assert set(DUCKDB.scalars) == set(SCALAR)
    assert set(DUCKDB.aggregates) == set(AGGREGATE)
    assert set(DUCKDB.windows) == set(WINDOW)
