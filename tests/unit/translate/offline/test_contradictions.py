"""Filters that leave nothing are asked about, however they are put together."""

from __future__ import annotations

import pytest

from speccc.translate.offline.contradictions import Left, emptied, removed


def empties(*conditions: str) -> bool:
    known: dict[str, Left] = {}
    return any(name for condition in conditions for name in emptied(known, condition))


@pytest.mark.parametrize(
    "conditions",
    [
        ("a = 10", "a > 11"),
        ("a > 11", "a = 10"),
        ("a = 10 and a > 11",),
        ("a between 1 and 3", "a >= 4"),
        ("a > 5", "a < 5"),
        ("a >= 5", "a < 5"),
        ("a = 'x'", "a = 'y'"),
        ("a in ('x', 'y')", "a = 'z'"),
        ("a in ('x', 'y')", "not a in ('x', 'y')"),
        ("a = 'x'", "a <> 'x'"),
        ("a is null", "a = 1"),
        ("a is not null", "a is null"),
        ("d >= date '2026-02-01'", "d < date '2026-01-01'"),
        ("d = date '2026-02-01'", "d < date '2026-01-01'"),
        ("flag", "not flag"),
        ("flag", "flag = false"),
        ("(a >= 3 and a < 3)",),
        ("b = 1 and a = 'it''s'", "a = 'its'"),
    ],
)
def test_nothing_is_left(conditions: tuple[str, ...]) -> None:
    assert empties(*conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        ("a = 12", "a > 11"),
        ("a > 5", "a <= 6"),
        ("a >= 5", "a <= 5"),
        ("a = 10", "b > 11"),
        ("a = 'x' or b = 'y'", "a = 'z'"),
        ("a in ('x', 'y')", "a = 'y'"),
        ("a <> 'x'", "a <> 'y'"),
        ("a is not null", "a = 1"),
        ("a > 5", "a < b"),
        ("d >= date '2026-01-01'", "d < date '2026-02-01'"),
        ("lower(a) = 'x'", "lower(a) = 'y'"),
        ("a = '10'", "a = '10'"),
    ],
)
def test_something_is_left(conditions: tuple[str, ...]) -> None:
    assert not empties(*conditions)


@pytest.mark.parametrize(
    ("gone", "kept", "nothing"),
    [
        ("a = 'x'", "a = 'x'", True),
        ("a = 'x'", "a = 'y'", False),
        ("a in ('x', 'y')", "a = 'y'", True),
        ("a is null", "a is null", True),
        ("a is null", "a = 1", False),
        ("a > 5", "a = 6", False),  # not looked at: it is no value that is gone
    ],
)
def test_what_is_removed_is_gone(gone: str, kept: str, *, nothing: bool) -> None:
    known: dict[str, Left] = {}
    removed(known, gone)
    assert bool([*emptied(known, kept)]) is nothing
