"""Flink's own planner takes every statement of the examples. One JVM, nothing is run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.backends.documents.units import EXAMPLES, compiled
from tests.unit.backends.flink.planner import Planner, missing
from tests.unit.backends.flink.statements import statements

MISSING = missing()
pytestmark = [pytest.mark.flink, pytest.mark.skipif(bool(MISSING), reason=MISSING)]


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    started = Planner.start()
    yield started
    started.shutdown()


def plan_all(planner: Planner, scripts: list[str]) -> list[str]:
    """The plan of every statement that reads or writes rows, after all that define.

    The planner's libraries hold no parquet: tables over such files are made with json instead,
    whose columns have the same types.
    """
    environment = planner.environment()
    plans: list[str] = []
    for statement in (s for script in scripts for s in statements(script)):
        if statement.startswith("CREATE"):
            environment.define(without_parquet(statement))
        elif not statement.startswith("SET"):
            plans.append(environment.explain(statement))
    return plans


def without_parquet(statement: str) -> str:
    lines = statement.replace("'format' = 'parquet'", "'format' = 'json'").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("'parquet.")).replace(
        "'json',\n)", "'json'\n)"
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_statement_of_an_example_is_explained(planner: Planner, name: str) -> None:
    unit = compiled(name, "flink")
    plans = plan_all(planner, [artefact.content for artefact in unit.artefacts])
    assert plans
    assert any("Sink(" in plan for plan in plans)
