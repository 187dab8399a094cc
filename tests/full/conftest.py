"""Every test in this folder needs what Maven brings, and starts it when it is first asked for."""

from __future__ import annotations

import signal

import pytest

from tests.full.services import Cluster, cluster, needed


@pytest.fixture(autouse=True, scope="session")
def flink_full() -> None:
    needed()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # those started here get it, too


@pytest.fixture(scope="session")
def flink(flink_full: None) -> Cluster:
    return cluster()
