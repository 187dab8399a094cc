"""Windows that are taken apart; that their rows are right is in tests/differential/found.yaml."""

from __future__ import annotations

import pytest

from speccc.backends.windows import computed_apart
from speccc.ir.rel import Project, Window
from speccc.ir.text import print_expr
from tests.support.specs import after

STEP = "- name: ranked\n  window: {by: [customer], order: [day], derive: {MADE}}"


@pytest.mark.parametrize(
    "made",
    ["{a: rank()}", "{a: sum(quantity) over (all rows), b: lag(price * 2)}"],
)
def test_calls_alone_stay_together(made: str) -> None:
    found = after(STEP.replace("{MADE}", made))
    assert computed_apart(found) is found


def test_what_is_computed_of_a_call_is_a_step_of_its_own() -> None:
    made = '{a: rank(), b: rank() > 1 and paid, c: "coalesce(first(day), day)"}'
    found = after(STEP.replace("{MADE}", made))
    apart = computed_apart(found)
    calls, computed = apart.nodes[-2:]
    assert isinstance(calls.op, Window)
    assert [print_expr(item.expr) for item in calls.op.items] == ["rank()", "first(day)"]
    assert computed.id == "ranked"
    assert computed.schema == found.node("ranked").schema
    assert isinstance(computed.op, Project)
    assert [print_expr(item.expr) for item in computed.op.items[-3:]] == [
        "_call_1",
        "and(greater(_call_1, 1), paid)",
        "coalesce(_call_2, day)",
    ]
