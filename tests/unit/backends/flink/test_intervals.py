"""Lengths of time as Flink takes them: with three digits where it computes with them."""

from __future__ import annotations

import pytest

from speccc.backends.flink.intervals import MOST_SECONDS, interval, length

DAY = 86_400


@pytest.mark.parametrize(
    ("seconds", "fraction", "due"),
    [
        (5, "", "INTERVAL '5' SECOND"),
        (999, "", "INTERVAL '999' SECOND(3)"),
        (1000, "", "INTERVAL '0 00:16:40' DAY TO SECOND"),
        (100 * DAY + 3661, "", "INTERVAL '100 01:01:01' DAY(3) TO SECOND"),
        (MOST_SECONDS, "", "INTERVAL '999 23:59:59' DAY(3) TO SECOND"),
        (30, ".001", "INTERVAL '30.001' SECOND(2, 3)"),
        (1200, ".001", "INTERVAL '0 00:20:00.001' DAY TO SECOND(3)"),
    ],
)
def test_what_a_time_is_moved_by(seconds: int, fraction: str, due: str) -> None:
    assert interval(seconds, fraction).sql() == due


@pytest.mark.parametrize(
    ("seconds", "due"),
    [
        (90, "INTERVAL '90' SECOND"),
        (7200, "INTERVAL '2' HOUR"),
        (1000 * DAY, "INTERVAL '1000' DAY(4)"),
    ],
)
def test_how_long_a_window_is(seconds: int, due: str) -> None:
    assert length(seconds).sql() == due
