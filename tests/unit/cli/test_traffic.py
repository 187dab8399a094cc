"""When made-up records are due."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.cli.simulating.traffic import SECOND, Burst, Traffic, read_bursts, read_length
from speccc.diagnostics import Failure

MINUTE = 60 * SECOND


def test_a_rate_is_kept_from_the_first_record_on() -> None:
    assert list(Traffic(Fraction(4), SECOND).dues()) == [0, 250_000, 500_000, 750_000]
    assert list(Traffic(Fraction(1, 2), 5 * SECOND).dues()) == [0, 2 * SECOND, 4 * SECOND]


def test_a_stretch_has_a_rate_of_its_own() -> None:
    twice, none = Burst(SECOND, 2 * SECOND, 200), Burst(2 * SECOND, 3 * SECOND, 0)
    dues = list(Traffic(Fraction(2), 4 * SECOND, (twice, none)).dues())
    assert [due // SECOND for due in dues] == [0, 0, 1, 1, 1, 1, 3, 3]


def test_what_begins_after_the_end_is_named() -> None:
    (late,) = read_bursts("2m-4m:500%")
    assert Traffic(Fraction(1), 30 * SECOND, (late,)).beyond() == [late]
    assert Traffic(Fraction(1), 3 * MINUTE, (late,)).beyond() == []


BURSTS = st.lists(st.integers(1, 5000), max_size=6, unique=True).flatmap(
    lambda ends: st.tuples(
        st.just(sorted(ends)), st.lists(st.integers(0, 900), min_size=3, max_size=3)
    )
)


@given(st.fractions(Fraction(1, 10), 50), st.integers(1, 5000), BURSTS)
def test_as_many_are_due_as_the_rates_say(
    rate: Fraction, duration: int, stretches: tuple[list[int], list[int]]
) -> None:
    ends, percents = stretches
    pairs = zip(ends[::2], ends[1::2], percents, strict=False)
    bursts = tuple(Burst(a * 1000, b * 1000, percent) for a, b, percent in pairs)
    traffic = Traffic(rate, duration * 1000, bursts)
    dues = list(traffic.dues())
    assert len(dues) == traffic.total()
    assert all(one <= other for one, other in pairwise(dues))
    assert all(0 <= due < traffic.duration for due in dues)
    for burst in bursts:
        end = min(burst.end, traffic.duration)
        wanted = max(end - burst.start, 0) * rate * burst.percent / 100 / SECOND
        found = sum(burst.start <= due < burst.end for due in dues)
        assert abs(found - wanted) <= 1


LENGTHS = {"1ms": 1000, "30s": 30 * SECOND, "2m": 2 * MINUTE, "1d": 24 * 60 * MINUTE}


@pytest.mark.parametrize(("text", "length"), LENGTHS.items())
def test_lengths(text: str, length: int) -> None:
    assert read_length(text) == length


@pytest.mark.parametrize("text", ["", "30", "s", "0s", "-1s", "1.5s", "30 s", "1w", "1000000000s"])
def test_wrong_lengths(text: str) -> None:
    with pytest.raises(Failure, match=rf"E0980.*'{text}' is no length"):
        read_length(text)


def test_stretches_in_the_order_of_time() -> None:
    assert read_bursts("") == ()
    found = read_bursts("20s-1m:0%, 0-20s:50%")
    assert found == (Burst(0, 20 * SECOND, 50), Burst(20 * SECOND, MINUTE, 0))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2m-4m", "does not read"),
        ("2m:500%", "does not read"),
        ("2m-4m:500", "does not read"),
        ("2m-4x:500%", "'4x' is no length of time"),
        ("4m-2m:500%", "it ends before it begins"),
        ("2m-2m:500%", "it ends before it begins"),
        ("1m-3m:50%,2m-4m:500%", "two stretches overlap"),
        ("1m-2m:50%,", "does not read"),
    ],
)
def test_wrong_stretches(text: str, problem: str) -> None:
    with pytest.raises(Failure, match=rf"E0981.*{problem}"):
        read_bursts(text)


def test_all_wrong_stretches_are_named_at_once() -> None:
    with pytest.raises(Failure) as failed:
        read_bursts("x,1m-2m:5%,y")
    assert len(failed.value.diagnostics) == 2
