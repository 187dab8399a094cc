"""Random pipelines on a real Flink, in batch and over streams: some of `make fuzz ENGINE=flink` and
`make fuzz ENGINE=flink-streams`. And whether they would see a Flink that is wrong.
"""

from __future__ import annotations

from unittest import mock

import pytest
from sqlglot import exp

from speccc.backends.flink import reading
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.streams import sources
from speccc.backends.sql import trees
from speccc.types import Kind, Type
from tests.fuzz.batch import run_batch

pytestmark = pytest.mark.flink

READ = reading.read


@pytest.mark.parametrize(("engine", "pipelines"), [("flink", 15), ("flink-streams", 15)])
def test_random_pipelines_agree(engine: str, pipelines: int) -> None:
    outcome = run_batch(0, pipelines, (engine,), shrink=False)
    assert not outcome.failure
    assert any(by == engine for by, _ in outcome.reached.shapes)


def one_more(tree: exp.Expr, type: Type, unread: exp.Expr | None = None) -> exp.Expr:
    """Integers are read as the next one."""
    found = READ(tree, type, unread)
    return trees.fill("_a + 1", Flink, found) if type.kind is Kind.INT64 else found


@pytest.mark.parametrize("engine", ["flink", "flink-streams"])
def test_a_wrong_lowering_is_seen(engine: str) -> None:
    with mock.patch.object(reading, "read", one_more), mock.patch.object(sources, "read", one_more):
        outcome = run_batch(0, 40, (engine,), shrink=False)
    assert "expected [" in outcome.failure
