"""Lengths of time."""

from __future__ import annotations

import pytest

from speccc.types.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0 days", 0),
        ("1 second", 1),
        ("10 seconds", 10),
        ("90 minutes", 5400),
        ("1 hour", 3600),
        ("2 days", 172_800),
    ],
)
def test_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "10", "days", "-1 days", "1.5 days", "2 weeks", "2  days", "2 DAYS", "two days"]
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_duration(text) is None
