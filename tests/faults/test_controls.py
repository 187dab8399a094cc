"""The harness is not blind: writers that are unsafe in known ways are caught by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from speccc.backends.api import Compiled
from tests.faults.polling import Poller
from tests.faults.shops import shop
from tests.faults.statements import FAULTS
from tests.faults.tables import Unit, compiled, every_point

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def poller() -> Iterator[Poller]:
    with Poller() as made:
        yield made


def committed_between(unit: Compiled) -> Compiled:
    """The same code, but that it commits what it has deleted before it inserts."""

    def spoilt(text: str) -> str:
        return text.replace("INSERT INTO", "COMMIT;\n\nBEGIN;\n\nINSERT INTO")

    load = unit.recipe["scripts"]["load"]
    made = [replace(a, content=spoilt(a.content)) if a.path == load else a for a in unit.artefacts]
    assert made != list(unit.artefacts)
    return replace(unit, artefacts=tuple(made))


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("dialect", FAULTS)
def test_a_commit_between_delete_and_insert(
    dialect: str, looks: bool, poller: Poller, tmp_path: Path
) -> None:
    spoilt = committed_between(compiled("replace", dialect))
    unit = Unit(spoilt, shop(dialect, tmp_path), tables=True)
    with pytest.raises(AssertionError, match="torn"):
        every_point(unit, FAULTS[dialect]["killed"], poller, kills=True, looks=looks)
