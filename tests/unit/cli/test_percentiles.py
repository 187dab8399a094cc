"""Percentiles of measured times: the nearest rank, in milliseconds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from speccc.cli.simulating.percentiles import percentiles


def test_each_is_a_value_that_was_measured() -> None:
    assert percentiles([(0.004, 1), (0.001, 98), (0.002, 1)]) == {
        "p50": 1,
        "p95": 1,
        "p99": 2,
        "max": 4,
    }
    assert percentiles([(1.5, 1)]) == {"p50": 1500, "p95": 1500, "p99": 1500, "max": 1500}


@given(st.lists(st.tuples(st.sampled_from((0.001, 0.25, 2.0)), st.integers(1, 9)), min_size=1))
def test_a_number_of_times_is_as_often_once(measured: list[tuple[float, int]]) -> None:
    each = [(value, 1) for value, number in measured for _ in range(number)]
    assert percentiles(measured) == percentiles(each)
