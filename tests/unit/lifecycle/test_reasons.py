"""Which nodes differ between two documents."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.lifecycle.reasons import changed_nodes

STEPS = {"steps": [{"filter": "a > 1"}, {"derive": {"c": "a"}}, {"select": ["a", "c"]}]}


def _steps(*steps: Any) -> dict[str, Any]:
    return {"steps": list(steps)}


@pytest.mark.parametrize(
    ("before", "after", "nodes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["a"]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["a.b[1]"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["b added"]),
        ({"a": 1, "b": 2}, {"a": 1}, ["b removed"]),
        ({"x": {"a": 1, "b": 2}}, {"x": {"b": 2, "a": 1}}, ["x reordered"]),
        ({"a": [1]}, {"a": {"b": 1}}, ["a"]),
        (
            STEPS,
            _steps({"filter": "a > 2"}, *STEPS["steps"][1:]),
            ["steps[0].filter"],
        ),
        (
            STEPS,
            _steps(STEPS["steps"][0], {"drop": ["b"]}, *STEPS["steps"][1:]),
            ["steps[1] added"],
        ),
        (STEPS, _steps(*STEPS["steps"][1:]), ["steps[0] removed"]),
        (
            STEPS,
            _steps(STEPS["steps"][0], {"derive": {"c": "b"}}, STEPS["steps"][2]),
            ["steps[1].derive.c"],
        ),
    ],
)
def test_changed_nodes(before: Any, after: Any, nodes: list[str]) -> None:
    assert changed_nodes(before, after) == nodes


_TREES = st.recursive(
    st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_TREES, _TREES)
def test_a_node_is_named_exactly_when_something_differs(before: Any, after: Any) -> None:
    same = repr(before) == repr(after)
    assert (changed_nodes(before, after) == []) is same
