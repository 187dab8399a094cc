"""What random pipelines found once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from speccc.ir.rel import Pipeline
from tests.differential.engines import ENGINES, PARTIAL, Sources
from tests.differential.law import Tally, agree
from tests.differential.partial import refused
from tests.differential.pipelines import checked
from tests.differential.servers import SERVERS, parameters

EVERY = ENGINES | PARTIAL | SERVERS
FOUND = yaml.safe_load(Path(__file__).with_name("found.yaml").read_text(encoding="utf-8"))


def found(case: dict[str, Any]) -> tuple[Pipeline, Sources]:
    """The pipeline of a case, `also` with sinks of some steps, and its rows."""
    document = {
        "speccc": 1,
        "name": "found",
        "sources": {"t": {"columns": case["columns"]}},
        "steps": case["steps"],
        "sinks": {"result": {"mode": "replace"}}
        | {f"also_{n}": {"from": n, "mode": "replace"} for n in case.get("also", ())},
    }
    return checked(document), {"t": [tuple(row) for row in case["rows"]]}


@pytest.mark.parametrize("engine", parameters(EVERY))
@pytest.mark.parametrize("case", FOUND, ids=lambda case: case["what"])
def test_found(case: dict[str, Any], engine: str) -> None:
    pipeline, rows = found(case)
    if engine in PARTIAL and refused(pipeline, engine):
        pytest.skip(f"{engine} refuses it by name")
    tally = Tally()
    if engine in case.get("open", {}):
        with pytest.raises(AssertionError, match="the interpreter gave rows"):
            agree(pipeline, rows, engine, EVERY[engine], tally)
        pytest.xfail(case["open"][engine])
    agree(pipeline, rows, engine, EVERY[engine], tally)
    assert tally.outcomes == {"rows": 1}
