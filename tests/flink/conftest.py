"""Every test in this folder needs a real Flink, and none waits for ever."""

from __future__ import annotations

import signal
from collections.abc import Generator

import pytest

from tests.support.flink import needed
from tests.support.patience import limited

#: Seconds that a test may take: the longest one takes a fifth of it.
_LIMIT = 300


@pytest.fixture(autouse=True, scope="session")
def flink() -> None:
    needed()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # those started here get it, too


@pytest.fixture(autouse=True)
def limit(request: pytest.FixtureRequest) -> Generator[None]:
    with limited(_LIMIT, request.node.nodeid):
        yield
