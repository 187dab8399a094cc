"""What is kept apart, since a later condition could end the run for rows that are gone."""

from __future__ import annotations

import pytest

from speccc.backends.sql.fences import fenced
from tests.unit.backends.sql.running import checked

_HEAD = """
sources:
  given: {columns: {a: int64, b: int64}}
  other: {columns: {a: int64, c: int64}}
"""


@pytest.mark.parametrize(
    ("steps", "apart"),
    [
        ("[{name: x, from: given, filter: a > 0}, {name: y, filter: a + b > 0}]", {"x"}),
        ("[{name: x, from: given, filter: a > 0}, {name: y, filter: b > 0}]", set[str]()),
        (
            "[{name: x, from: given, filter: a > 0}, {name: d, derive: {s: a + b}}, {filter: s > 0}]",
            {"x"},
        ),
        (
            "[{name: x, from: given, filter: a > 0}, {name: d, derive: {s: a + b}}, {filter: b > 0}]",
            set[str](),
        ),
        (
            "[{name: j, from: given, join: {with: other, kind: left, keys: [a]}}, {filter: -c > 0}]",
            {"j"},
        ),
        ("[{name: e, from: given, except: {with: given}}, {filter: -b > 0}]", {"e"}),
        ("[{name: y, from: given, filter: a + b > 0}]", set[str]()),
        ("[{name: u, from: given, distinct: [a, b]}, {name: y, filter: a + b > 0}]", set[str]()),
    ],
)
def test_what_takes_rows_away_stands_apart(steps: str, apart: set[str]) -> None:
    text = f"{_HEAD}steps: {steps}\nsinks: {{out: {{mode: replace}}}}\n"
    assert fenced(checked(text)) == apart
