"""Rules, and the number of rows that break them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from speccc.ir.rel import (
    CheckRule,
    Expect,
    JoinKey,
    NotNullRule,
    ReferencesRule,
    Row,
    RowCountRule,
    Rule,
    RuleKind,
    UniqueRule,
)
from speccc.reference import RunError
from tests.unit.reference.build import call, col, result

ROWS = [(1, 10), (1, None), (None, 30), (None, 30), (2, -1)]
OTHER = [(1,), (None,)]
RULES: list[tuple[RuleKind, int | None]] = [
    (CheckRule(call("greater", col("b"), 0)), 2),
    (CheckRule(call("is_null", col("b"))), 4),
    (CheckRule(call("less", col("b"), 100)), 1),
    (NotNullRule(("a",)), 2),
    (NotNullRule(("a", "b")), 3),
    (UniqueRule(("a",)), 4),
    (UniqueRule(("a", "b")), 2),
    (ReferencesRule("o", (JoinKey("a", "k"),)), 1),
    (RowCountRule(1, 5), None),
    (RowCountRule(6, None), 5),
    (RowCountRule(None, 4), 5),
]


def findings(rules: Sequence[Rule], rows: Sequence[Row] = ROWS) -> list[tuple[str, int]]:
    made = result(Expect("t", tuple(rules)), "a, b", t=("a, b", rows), o=("k", OTHER))
    assert made.sinks["out"] == list(rows)
    return [(finding.rule, finding.broken) for finding in made.expectations]


@pytest.mark.parametrize(("rule", "broken"), RULES)
def test_a_warning_counts_its_rows(rule: RuleKind, broken: int | None) -> None:
    assert findings([Rule("r", "warn", rule)]) == ([] if broken is None else [("r", broken)])


@pytest.mark.parametrize(("rule", "broken"), RULES)
def test_a_failure_ends_the_run(rule: RuleKind, broken: int | None) -> None:
    if broken is None:
        assert findings([Rule("r", "fail", rule)]) == []
        return
    with pytest.raises(RunError) as caught:
        findings([Rule("r", "fail", rule)])
    assert caught.value.kind == "expectation"
    shown = "1 row" if broken == 1 else f"{broken} rows"
    assert caught.value.message == f"step 'made': 'r' is broken ({shown})"


@pytest.mark.parametrize("rule", [r for r, _ in RULES if not isinstance(r, RowCountRule)])
def test_no_rows_break_no_rule(rule: RuleKind) -> None:
    assert findings([Rule("r", "fail", rule)], rows=[]) == []


def test_no_rows_are_too_few() -> None:
    assert findings([Rule("r", "warn", RowCountRule(1, None))], rows=[]) == [("r", 0)]


def test_every_failure_is_named() -> None:
    kinds = (NotNullRule(("a",)), NotNullRule(("b",)), UniqueRule(("a",)))
    rules = [Rule(f"r{at}", "fail", kind) for at, kind in enumerate(kinds)]
    with pytest.raises(RunError, match=r"'r0' .*; 'r1' .*; 'r2' "):
        findings(rules)
