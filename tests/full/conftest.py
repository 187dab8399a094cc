"""Every test in this folder needs what Maven brings, and starts it when it is first asked for. None
waits for ever.
"""

from __future__ import annotations

import signal
from collections.abc import Generator

import pytest

from tests.full.services import Cluster, cluster, needed
from tests.support.patience import limited

#: Seconds that a test may take, once the services are there.
_LIMIT = 300


@pytest.fixture(autouse=True, scope="session")
def flink_full() -> None:
    needed()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # those started here get it, too


@pytest.fixture(scope="session")
def flink(flink_full: None) -> Cluster:
    return cluster()


@pytest.fixture(autouse=True)
def limit(request: pytest.FixtureRequest) -> Generator[None]:
    with limited(_LIMIT, request.node.nodeid):
        yield
