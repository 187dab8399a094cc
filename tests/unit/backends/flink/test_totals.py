"""Joins of one row with another; that their rows are right is in tests/differential/found.yaml."""

from __future__ import annotations

import pytest

from speccc.backends.flink.totals import totals_limited
from speccc.ir.rel import Join, Limit
from tests.support.specs import after

TOTAL = "- name: total\n  aggregate: {by: [], measures: {most: max(quantity)}}\n"
OTHER = "- name: other\n  from: orders\n  aggregate: {by: [], measures: {least: min(quantity)}}\n"
BY_DAY = OTHER.replace("by: []", "by: [day]")
LARGE = OTHER.replace("name: other", "name: any") + "- name: other\n  filter: least > 1\n"


@pytest.mark.parametrize(
    ("right", "join", "limited"),
    [
        (OTHER, "kind: left, keys: [most = least], take: [least as found]", True),
        (OTHER, "kind: semi, keys: [most = least]", True),
        (LARGE, "kind: anti, keys: [most = least]", True),
        (OTHER, "kind: inner, keys: [most = least], take: [least as found]", False),
        (BY_DAY, "kind: semi, keys: [most = least]", False),
    ],
)
def test_two_totals_have_a_limit_between(right: str, join: str, limited: bool) -> None:
    steps = f"{TOTAL}{right}- from: total\n  name: joined\n  join: {{with: other, {join}}}"
    made = totals_limited(after(steps))
    op = made.node("joined").op
    assert isinstance(op, Join)
    assert isinstance(made.node(op.right).op, Limit) is limited
    assert not isinstance(made.node(op.left).op, Limit)
