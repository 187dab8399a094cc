"""Windows of time and runs of rows on the engines that need no server."""

from __future__ import annotations

import pytest

from tests.differential.engines import ENGINES
from tests.differential.timing import BEYOND, check_beyond, check_timing


@pytest.mark.parametrize("engine", ENGINES)
def test_windows_and_runs(engine: str) -> None:
    check_timing(ENGINES[engine])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", BEYOND)
def test_what_leaves_the_calendar(name: str, engine: str) -> None:
    check_beyond(ENGINES[engine], name)
