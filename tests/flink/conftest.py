"""Every test in this folder needs a real Flink."""

from __future__ import annotations

import signal

import pytest

from tests.support.flink import needed


@pytest.fixture(autouse=True, scope="session")
def flink() -> None:
    needed()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # those started here get it, too
