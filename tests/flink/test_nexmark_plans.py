"""Flink plans what is generated of Nexmark's specs as it plans what is written by hand."""

from __future__ import annotations

import pytest

from tests.conformance.nexmark.plans import OTHER, normal, plans
from tests.conformance.nexmark.queries import QUERIES

pytestmark = pytest.mark.flink


@pytest.mark.parametrize("query", QUERIES)
def test_plans_are_alike(query: str) -> None:
    found = plans(query)
    assert found.equal is (query not in OTHER), f"{found.generated}\n\n{found.by_hand}"


def test_at_least_fifteen_are() -> None:
    assert len(set(QUERIES) - set(OTHER)) >= 15


def test_a_plan_without_its_names_still_says_what_is_computed() -> None:
    joined, found = normal(plans("q20").generated), normal(plans("q02").generated)
    assert joined[:2] == ["Join where: =(_, _) joinType: InnerJoin", "  Exchange hash"]
    assert found == [
        "Calc where: =(MOD(_, 123), 0)",
        "  WatermarkAssigner",
        "    TableSourceScan bid",
    ]
