"""Sinks that keep rows: their keys, and what of them is proven."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, ORDERS, errors, pipeline


def spec(steps: str, sink: str) -> str:
    return f"{HEAD}{ORDERS}steps:\n  - {steps}\nsinks:\n  result: {sink}\n"


@pytest.mark.parametrize(
    ("steps", "key", "checked"),
    [
        ("filter: paid", "[order_id]", False),
        ("filter: paid", "[order_id, day]", True),
        ("filter: day is not null", "[day, order_id]", False),
        ("filter: paid", "[customer]", True),
        ("select: [customer, order_id]", "[order_id]", False),
        ("aggregate: {by: [customer], measures: {rows: count()}}", "[customer]", True),
        ("distinct: [paid, order_id]", "[paid, order_id]", False),
    ],
)
@pytest.mark.parametrize("mode", ["merge", "append"])
def test_what_is_not_proven_is_checked(steps: str, key: str, checked: bool, mode: str) -> None:
    found = pipeline(spec(steps, f"{{mode: {mode}, key: {key}}}")).sink("result")
    assert found.check_key is checked
    assert f"[{', '.join(found.key)}]" == key


@pytest.mark.parametrize(
    ("sink", "expected"),
    [
        ("{mode: append}", ["E0608 17:18"]),
        ("{mode: partition}", ["E0608 17:18"]),
        ("{mode: partition, key: [day]}", ["E0610 17:29", "E0608 17:18"]),
        (
            "{mode: merge, key: [rate, order, day, day]}",
            ["E0514 17:31", "E0401 17:37", "E0416 17:49"],
        ),
        ("{mode: partition, by: [order]}", ["E0401 17:34"]),
    ],
)
def test_everything_wrong_is_told(sink: str, expected: list[str]) -> None:
    assert errors(spec("filter: paid", sink)) == expected
