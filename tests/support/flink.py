"""Whether a real Flink can be started here."""

from __future__ import annotations

import importlib.util
import os

import pytest

from speccc.execute.java import java

#: Set where a missing Flink is a failure, not a skipped test.
REQUIRED = "SPECCC_FLINK"


def missing() -> str:
    """What is not here of what Flink needs; empty if it can be started."""
    for module in ("pyflink", "py4j"):
        if importlib.util.find_spec(module) is None:
            return f"{module} is not installed: make flink"
    return "" if java() else "there is no Java 17"


def needed() -> None:
    """Skips the test where Flink cannot be started, or fails it where it must be."""
    what = missing()
    if what and os.environ.get(REQUIRED):
        pytest.fail(what)
    if what:
        pytest.skip(what)


def absent() -> bool:
    """Whether tests do without Flink: it cannot be started, and need not."""
    return bool(missing()) and not os.environ.get(REQUIRED)
