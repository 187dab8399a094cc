"""Expectations: how many rows break a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import assert_never

from speccc.ir.rel import (
    CheckRule,
    Expect,
    NodeId,
    NotNullRule,
    ReferencesRule,
    RowCountRule,
    Rule,
    UniqueRule,
)
from speccc.reference.expressions import Names, column, rows
from speccc.reference.tables import Table
from speccc.reference.values import RunError


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold. `broken` is the number of rows that break it, or, of a
    row_count, the number of rows there are.
    """

    step: str
    rule: str
    severity: OneOf["fail", "warn", "count"]
    broken: int


def expect(
    op: Expect, table: Table, other: Callable[[NodeId], Table], params: Names, step: str
) -> list[Finding]:
    """The rules that do not hold. Raises RunError naming those of severity fail, if any."""
    findings: list[Finding] = []
    for rule in op.rules:
        broken = _broken(rule, table, other, params, step)
        if broken is not None:
            findings.append(Finding(step, rule.name, rule.severity, broken))
    failed = [f"'{f.rule}' is broken ({rows(f.broken)})" for f in findings if f.severity == "fail"]
    if failed:
        raise RunError("expectation", f"step '{step}': {'; '.join(failed)}")
    return findings


def _broken(
    named: Rule, table: Table, other: Callable[[NodeId], Table], params: Names, step: str
) -> int | None:
    """The count of a Finding; None if the rule holds."""
    rule = named.rule
    match rule:
        case CheckRule():
            held = column(rule.predicate, table.scopes(params), f"step '{step}', '{named.name}'")
            count = sum(value is not True for value in held)
        case NotNullRule():
            count = sum(None in key for key in table.values(rule.columns))
        case UniqueRule():
            count = repeated(table, rule.columns)
        case ReferencesRule():
            there = set(other(rule.to).values(key.right for key in rule.keys))
            here = table.values(key.left for key in rule.keys)
            count = sum(None not in key and key not in there for key in here)
        case RowCountRule():
            count = len(table.rows)
            enough = rule.min is None or count >= rule.min
            return None if enough and (rule.max is None or count <= rule.max) else count
        case _:
            assert_never(rule)
    return count or None


def repeated(table: Table, columns: tuple[str, ...]) -> int:
    """The number of rows that share their values of `columns` with another row; NULLs are equal."""
    return sum(count for count in Counter(table.values(columns)).values() if count > 1)
