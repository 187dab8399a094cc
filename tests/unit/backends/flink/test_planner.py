"""Flink's own planner takes every statement. One JVM, and nothing is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from speccc.backends.api import Artefact
from tests.unit.backends.documents.units import ON_FLINK, compiled
from tests.unit.backends.flink.planner import PlanError, Planner, missing
from tests.unit.backends.flink.statements import statements
from tests.unit.backends.flink.units import STEPS, unit

MISSING = missing()
pytestmark = [
    pytest.mark.flink,
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"flink: {MISSING}"),
]


@pytest.fixture(scope="module")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planner]:
    started = Planner.start(tmp_path_factory.mktemp("flink"))
    yield started
    started.shutdown()


def plan(planner: Planner, scripts: Iterable[Artefact]) -> list[str]:
    """The plan of every statement that reads or writes rows, after all that define.

    The planner's libraries hold no parquet: tables over such files are made with json instead,
    and with the same columns.
    """
    environment = planner.environment()
    plans: list[str] = []
    for statement in (s for script in scripts for s in statements(script.content)):
        if statement.startswith("CREATE"):
            environment.define(without_parquet(statement))
        elif not statement.startswith("SET"):
            plans.append(environment.explain(statement))
    return plans


def without_parquet(statement: str) -> str:
    plain = statement.replace("'format' = 'parquet'", "'format' = 'json'")
    return plain.replace(",\n  'parquet.utc-timezone' = 'true'", "")


def test_every_statement_is_explained(planner: Planner) -> None:
    """All in one test: a process that shares the tests with others starts one JVM, not five."""
    units = {name: compiled(name, "flink").artefacts for name in ON_FLINK}
    for name, scripts in {**units, "steps": unit(STEPS).artefacts}.items():
        plans = plan(planner, scripts)
        assert "Sink(" in plans[-1], name


def test_a_wrong_statement_is_found(planner: Planner) -> None:
    with pytest.raises(PlanError, match="'nowhere' not found"):
        planner.environment().explain("SELECT * FROM `nowhere`")
