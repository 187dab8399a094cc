"""Which overflows no engine may leave out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.differential.overflowing import held_by_a_sink
from tests.differential.pipelines import checked

LARGE = 2**62


@pytest.mark.parametrize(
    ("step", "held"),
    [
        ({"derive": {"b": "a * a"}}, True),
        ({"set": {"a": "a + a"}}, True),
        ({"aggregate": {"by": [], "measures": {"b": "sum(a)"}}}, True),
        ({"window": {"by": [], "order": ["a"], "derive": {"b": "avg(a) over (all rows)"}}}, True),
        ({"derive": {"b": "a * a - 1"}}, True),
        ({"derive": {"b": "1 - (-(a * a))"}}, True),
        ({"derive": {"b": "a"}}, False),
        ({"derive": {"b": "a * a is null"}}, False),
        ({"derive": {"b": "coalesce(a * a, 1)"}}, False),
        ({"filter": "a * a > 1"}, False),
        ({"aggregate": {"by": [], "measures": {"b": "max(a * a)"}}}, False),
        ({"window": {"by": [], "order": ["a"], "derive": {"b": "first(a * a)"}}}, False),
    ],
)
def test_what_a_sink_holds(step: dict[str, Any], held: bool) -> None:
    pipeline = checked(
        {
            "speccc": 1,
            "name": "overflowing",
            "sources": {"t": {"columns": {"a": "int64"}}},
            "steps": [step],
            "sinks": {"out": {"mode": "replace"}},
        }
    )
    assert held_by_a_sink(pipeline, {"t": [(LARGE,), (LARGE,)]}) == held
