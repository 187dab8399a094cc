"""What is kept apart, since a later condition could end the run for rows that are gone."""

from __future__ import annotations

import pytest

from speccc.backends.sql.fences import fenced
from tests.unit.backends.sql.running import checked

_GIVEN = "given: {columns: {a: int64, b: int64}}"
_OTHER = "other: {columns: {a: int64, c: int64}}"
_JOIN = "[{name: j, from: given, join: {with: other, kind: left, keys: [a]}}, {filter: -c > 0}]"
_SEMI = "{join: {with: other, kind: semi, keys: [a], where: %s}}"
_MATCHED = f"[{{name: x, from: given, filter: a > 0}}, {_SEMI}]"
_COUNTED = "{aggregate: {by: [a], measures: {m: count()}}}"
_RUNS = "runs: {by: [a], order: [b], while: %s, measures: {m: count()}}"
_DERIVED = "[{name: x, filter: a > 0}, {derive: {s: a + b}}, {filter: %s > 0}]"


@pytest.mark.parametrize(
    ("steps", "apart"),
    [
        ("[{name: x, filter: a > 0}, {name: y, filter: a + b > 0}]", {"x"}),
        ("[{name: x, filter: a > 0}, {name: y, filter: b > 0}]", set[str]()),
        (_DERIVED % "s", {"x"}),
        (_DERIVED % "b", set[str]()),
        (f"{(_DERIVED % 'b')[:-1]}, {{filter: s > 0}}]", {"x"}),
        (_JOIN, {"j"}),
        ("[{name: e, except: {with: given}}, {filter: -b > 0}]", {"e"}),
        ("[{name: y, filter: a + b > 0}]", set[str]()),
        ("[{name: u, distinct: [a, b]}, {name: y, filter: a + b > 0}]", set[str]()),
        ("[{name: x, filter: a > 0}, {distinct: [a, b]}, {filter: a + b > 0}]", {"x"}),
        ("[{name: x, filter: a > 0}, {dedupe: {by: [a], order: [b]}}, {filter: -a > 0}]", {"x"}),
        ("[{name: x, dedupe: {by: [a], order: [b]}}, {filter: -b > 0}]", {"x"}),
        (f"[{{name: x, filter: a > 0}}, {_COUNTED}, {{filter: -a > 0}}]", {"x"}),
        (f"[{{name: x, filter: a > 0}}, {_COUNTED}, {{filter: -m > 0}}]", set[str]()),
        ("[{name: x, filter: a > 0}, {union: {with: [given]}}, {filter: -a > 0}]", {"x"}),
        ("[{name: x, filter: a > 0}, {sort: [a]}, {limit: 9}, {filter: -a > 0}]", set[str]()),
        ("[{name: x, filter: a > 0}, {name: r, %s}, {filter: -a > 0}]" % (_RUNS % "b > 0"), {"r"}),
        ("[{name: x, filter: a > 0}, {name: r, %s}]" % (_RUNS % "-b > 0"), {"x"}),
        (_MATCHED % "-left.b > right.c", set[str]()),
        (_MATCHED % "left.b > right.c and (left.b > 0 or not -left.b > 0)", {"x"}),
    ],
)
def test_what_takes_rows_away_stands_apart(steps: str, apart: set[str]) -> None:
    sources = ", ".join([_GIVEN, _OTHER] if "other" in steps else [_GIVEN])
    text = f"sources: {{{sources}}}\nsteps: {steps}\nsinks: {{out: {{mode: replace}}}}\n"
    assert fenced(checked(text)) == apart
