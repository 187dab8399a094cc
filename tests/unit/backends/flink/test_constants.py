"""Which columns Flink sees to be the same in all rows."""

from __future__ import annotations

import pytest

from speccc.backends.flink.constants import constants
from tests.support.specs import after

SAME = "- name: made\n  derive: {a: 1 + 1, b: quantity, c: \"upper('x')\"}\n"


@pytest.mark.parametrize(
    ("steps", "same"),
    [
        (SAME, {"a", "c"}),
        (SAME + "- derive: {d: a * 2, e: a * b}", {"a", "c", "d"}),
        (SAME + "- union: {with: [made]}", {"a", "c"}),
        (SAME + "- set: {a: 3}\n- union: {with: [made]}", {"c"}),
        ("- filter: quantity = 3 and day is null", {"quantity", "day"}),
        ("- filter: rate = 0.0 or quantity = 3", set()),
        ("- filter: rate = 0.0", set()),  # -0.0 is another one
        (SAME + "- aggregate: {by: [a], measures: {c: count()}}", {"a"}),
        (SAME + "- cast: {columns: {c: int64}, on_error: set_null}", {"a", "c"}),
        (SAME + "- window: {by: [], order: [order_id], derive: {d: row_number()}}", {"a", "c"}),
    ],
)
def test_constants(steps: str, same: set[str]) -> None:
    found = after(steps)
    assert constants(found)[found.sinks[0].input].keys() == same
