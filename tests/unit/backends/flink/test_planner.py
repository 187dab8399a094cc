"""Flink's own planner takes every statement. Nothing is run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from speccc.backends.api import Artefact
from speccc.execute.flink_engine import NEVER, UNPLANNED, FlinkError, environment
from tests.support.flink import needed
from tests.unit.backends.documents.units import ON_FLINK, compiled
from tests.unit.backends.flink.statements import statements
from tests.unit.backends.flink.units import STEPS, unit

pytestmark = pytest.mark.flink


@pytest.fixture(autouse=True, scope="module")
def flink() -> None:
    needed()


def plan(scripts: Iterable[Artefact], folder: Path) -> list[str]:
    """The plan of every statement that reads or writes rows, after all that define. A plan makes
    folders where it would write: in `folder`.

    The libraries hold no parquet: tables over such files are made with json instead, and with the
    same columns.
    """
    planner = environment()
    plans: list[str] = []
    for statement in (s for script in scripts for s in statements(script.content)):
        if statement.startswith("CREATE"):
            planner.define(within(folder, without_parquet(statement)))
        elif not statement.startswith("SET"):
            plans.append(planner.explain(statement))
    return plans


def without_parquet(statement: str) -> str:
    plain = statement.replace("'format' = 'parquet'", "'format' = 'json'")
    return plain.replace(",\n  'parquet.utc-timezone' = 'true'", "")


def within(folder: Path, statement: str) -> str:
    return statement.replace("'path' = '", f"'path' = '{folder}/")


def test_every_statement_is_explained(tmp_path: Path) -> None:
    units = {name: compiled(name, "flink").artefacts for name in ON_FLINK}
    for name, scripts in {**units, "steps": unit(STEPS).artefacts}.items():
        plans = plan(scripts, tmp_path)
        assert "Sink(" in plans[-1], name


def test_a_wrong_statement_is_found() -> None:
    with pytest.raises(FlinkError, match="'nowhere' not found"):
        environment().explain("SELECT * FROM `nowhere`")


def test_a_window_of_no_rows_is_refused_by_name() -> None:
    planner = environment()
    rows = "'connector' = 'datagen', 'number-of-rows' = '1'"
    planner.define(f"CREATE TEMPORARY TABLE `t` (`a` BIGINT, `b` STRING, `c` BIGINT) WITH ({rows})")
    never = "(SELECT * FROM `t` WHERE FALSE)"
    often = f"SELECT *, SUM(`a`) OVER (PARTITION BY `b`, `c`) FROM {never}"
    with pytest.raises(FlinkError) as told:
        planner.explain(f"{often} WHERE CASE WHEN `b` = 'x' THEN TRUE ELSE FALSE END")
    assert told.value.said[-1] == NEVER


def test_what_the_planner_stumbles_over_is_refused_by_name() -> None:
    with pytest.raises(FlinkError, match="ClassCastException") as told:
        environment().explain("SELECT 1.0e0 / NULLIF(0.0e0 * -17.5e0, 0)")
    assert told.value.said[-1] == UNPLANNED
