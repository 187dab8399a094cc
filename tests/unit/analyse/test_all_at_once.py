"""A mistake in one part hides no mistake in another, and causes none there."""

from __future__ import annotations

import pytest

from speccc.diagnostics.model import in_order
from tests.support.specs import HEAD, ORDERS, analysed

TAIL = "sinks:\n  out: {mode: replace}\n"


def found(steps: str, tail: str = TAIL) -> list[str]:
    """The codes of what is said about a spec with these steps, by place."""
    pipeline, diagnostics = analysed(f"{HEAD}{ORDERS}steps:\n{steps}{tail}")
    assert pipeline is None
    return [d.code.id for d in in_order(diagnostics)]


@pytest.mark.parametrize(
    ("steps", "codes"),
    {
        # the shape of one step, and the syntax of what reads it
        "  - rename: {a: b}\n  - filter: a >\n": ["E0203", "E0302"],
        # names of what reads a broken step are not known
        "  - rename: {a: b}\n  - filter: b > 0\n  - drop: [c]\n": ["E0203"],
        # a step that reads something else is checked in full
        "  - rename: {a: b}\n  - {from: orders, filter: nothing > 0}\n": ["E0203", "E0401"],
        # before a broken step
        "  - filter: nothing > 0\n  - select: a\n": ["E0401", "E0203"],
        # the expressions of a broken step that stand where they should
        "  - filter: 1 >\n    by: [x]\n": ["E0302", "E0201"],
        "  - aggregate: {measures: {n: count(}}\n": ["E0202", "E0302"],
        # quotes that YAML takes away
        "  - filter: 'a'\n  - {from: orders, filter: nothing > 0}\n": ["E0122", "E0401"],
        # nothing is said twice, and no reader is missed
        "  - filter: a >\n  - select: a\n  - limit: 5\n": ["E0302", "E0203"],
        "  - {name: x, from: nowhere, select: a}\n": ["E0203"],
    }.items(),
)
def test_steps(steps: str, codes: list[str]) -> None:
    assert found(steps) == codes


def test_sinks_and_steps() -> None:
    tail = "sinks:\n  out: {mode: replace}\n  other: {from: nowhere, mod: replace}\n"
    assert found("  - filter: nothing > 0\n", tail) == ["E0401", "E0201"]


def test_a_broken_source_and_steps() -> None:
    text = f"{HEAD}sources:\n  orders: {{colums: {{a: text}}}}\nsteps:\n  - filter: a >\n{TAIL}"
    assert [d.code.id for d in in_order(analysed(text)[1])] == ["E0201", "E0302"]


@pytest.mark.parametrize("extra", ["descriptio: x\n", "owner: [x]\n", "examples: {a: b}\n"])
def test_keys_that_the_rest_does_not_need(extra: str) -> None:
    assert len(found("  - filter: nothing > 0\n", TAIL + extra)) == 2
