"""What is kept apart, since a later condition could end the run for rows that are gone."""

from __future__ import annotations

import pytest

from speccc.backends.sql.fences import fenced
from tests.unit.backends.sql.running import checked

_GIVEN = "given: {columns: {a: int64, b: int64}}"
_OTHER = "other: {columns: {a: int64, c: int64}}"
_JOIN = "[{name: j, from: given, join: {with: other, kind: left, keys: [a]}}, {filter: -c > 0}]"
_DERIVED = "[{name: x, filter: a > 0}, {derive: {s: a + b}}, {filter: %s > 0}]"


@pytest.mark.parametrize(
    ("steps", "apart"),
    [
        ("[{name: x, filter: a > 0}, {name: y, filter: a + b > 0}]", {"x"}),
        ("[{name: x, filter: a > 0}, {name: y, filter: b > 0}]", set[str]()),
        (_DERIVED % "s", {"x"}),
        (_DERIVED % "b", set[str]()),
        (_JOIN, {"j"}),
        ("[{name: e, except: {with: given}}, {filter: -b > 0}]", {"e"}),
        ("[{name: y, filter: a + b > 0}]", set[str]()),
        ("[{name: u, distinct: [a, b]}, {name: y, filter: a + b > 0}]", set[str]()),
    ],
)
def test_what_takes_rows_away_stands_apart(steps: str, apart: set[str]) -> None:
    sources = ", ".join([_GIVEN, _OTHER] if steps is _JOIN else [_GIVEN])
    text = f"sources: {{{sources}}}\nsteps: {steps}\nsinks: {{out: {{mode: replace}}}}\n"
    assert fenced(checked(text)) == apart
