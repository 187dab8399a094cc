"""Rows with a match in another relation, and without: each dialect looks for it in its own way."""

from __future__ import annotations

import pytest

from tests.differential.engines import ENGINES, PARTIAL
from tests.differential.law import Tally, agree
from tests.differential.pipelines import checked
from tests.differential.servers import SERVERS

EVERY = ENGINES | PARTIAL | SERVERS
KEYS = {"with": "there", "keys": ["k"]}
UNLIKE = {**KEYS, "where": "right.size <> left.size"}
STEPS = {
    "known": {"expect": [{"references": KEYS, "severity": "quarantine"}]},
    "some": {"join": {**KEYS, "kind": "semi"}},
    "none": {"join": {**KEYS, "kind": "anti"}},
    "some_else": {"join": {**UNLIKE, "kind": "semi"}},
    "none_else": {"join": {**UNLIKE, "kind": "anti"}},
    "every": {"join": {**KEYS, "kind": "full", "take": ["size as other"]}},
}


@pytest.mark.parametrize(
    "engine",
    [*ENGINES, *PARTIAL, *(pytest.param(name, marks=pytest.mark.servers) for name in SERVERS)],
)
def test_null_is_no_match_and_hides_none(engine: str) -> None:
    columns = {"k": "int64", "size": "int64 not null"}
    made = checked(
        {
            "speccc": 1,
            "name": "matches",
            "sources": {"here": {"columns": columns}, "there": {"columns": columns}},
            "steps": [{"name": name, "from": "here", **step} for name, step in STEPS.items()],
            "sinks": {
                f"of_{step.replace('.', '_')}": {"from": step, "mode": "replace"}
                for step in (*STEPS, "known.rejected")
            },
        }
    )
    here = [(1, 1), (1, 1), (1, 2), (2, 1), (3, 1), (None, 1)]
    there = [(1, 1), (2, 1), (2, 2), (None, 1), (4, 4)]
    agree(made, {"here": here, "there": there}, engine, EVERY[engine], Tally())
