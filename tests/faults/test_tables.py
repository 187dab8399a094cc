"""A run over tables is killed, or its database fails, at each statement and at the commit: a reader
sees the old rows or the new ones, never a part, and one plain re-run mends all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.polling import Poller
from tests.faults.shops import SERVERS, shop
from tests.faults.statements import FAULTS
from tests.faults.tables import MODES, Unit, compiled, every_point

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

NOTHING_YET = "replace, no table yet"
CASES = [
    pytest.param(
        dialect,
        mode,
        fault,
        id=f"{dialect}-{mode}-{fault}",
        marks=[pytest.mark.xdist_group(dialect)] if dialect in SERVERS else [],
    )
    for dialect, faults in FAULTS.items()
    for mode in (*MODES, NOTHING_YET)
    for fault in faults
]


@pytest.fixture(scope="module")
def poller() -> Iterator[Poller]:
    with Poller() as made:
        yield made


@pytest.mark.parametrize(("dialect", "mode", "fault"), CASES)
def test_a_run_may_end_at_any_statement(
    dialect: str,
    mode: str,
    fault: str,
    poller: Poller,
    tmp_path: Path,
    record_points: Callable[..., None],
) -> None:
    made = compiled(mode.partition(",")[0], dialect)
    unit = Unit(made, shop(dialect, tmp_path), tables=mode != NOTHING_YET)
    kind, kills = FAULTS[dialect][fault], fault.startswith("killed")
    points = every_point(unit, kind, poller, kills=kills, turn=[*MODES, NOTHING_YET].index(mode))
    record_points(dialect, "table", mode, fault, points)
