"""Every cell of docs/surprises.md, on the real engine."""

from __future__ import annotations

import pytest

from speccc.cli.explaining.surprises import Surprise, surprises
from speccc.functions.catalogue import TABLES
from tests.differential.servers import SERVERS
from tests.differential.surprises import native, ours

LINES = [pytest.param(line, id=line.title) for line in surprises()]
CELLS = [
    pytest.param(
        engine,
        answer.runs,
        answer.gives,
        id=f"{engine}: {answer.runs}",
        marks=[pytest.mark.servers] if engine in SERVERS else [],
    )
    for line in surprises()
    for engine, answer in line.native.items()
]


@pytest.mark.parametrize("line", LINES)
def test_the_language(line: Surprise) -> None:
    assert ours(line) == line.gives


@pytest.mark.parametrize(("engine", "runs", "gives"), CELLS)
def test_an_engine(engine: str, runs: str, gives: str) -> None:
    assert native(engine, runs) == gives


@pytest.mark.parametrize("line", LINES)
def test_somebody_is_surprised(line: Surprise) -> None:
    assert any(answer.gives != line.gives and not answer.same for answer in line.native.values())
    known = {name for table in TABLES.values() for name in table}
    assert set(line.about) <= known
