"""Expectations: how many rows break a rule, and which rules a row breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import assert_never

from speccc.diagnostics import InternalError
from speccc.ir.rel import (
    CheckRule,
    Expect,
    Judge,
    NodeId,
    NotNullRule,
    ReconcileRule,
    ReferencesRule,
    Row,
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
    severity: OneOf["fail", "warn", "quarantine", "count"]
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


def judge(
    op: Judge, table: Table, other: Callable[[NodeId], Table], params: Names, step: str
) -> tuple[list[Row], list[Finding]]:
    """Each row with the names of the rules that it breaks, joined by `, ` (NULL: none); and the
    rules that are broken.
    """
    marks = [_marks(rule, table, other, params, step) for rule in op.rules]
    judged: list[Row] = []
    for at, row in enumerate(table.rows):
        broken = [rule.name for rule, breaks in zip(op.rules, marks, strict=True) if breaks[at]]
        judged.append((*row, ", ".join(broken) if broken else None))
    findings = [
        Finding(step, rule.name, rule.severity, sum(breaks))
        for rule, breaks in zip(op.rules, marks, strict=True)
        if any(breaks)
    ]
    return judged, findings


def _broken(
    named: Rule, table: Table, other: Callable[[NodeId], Table], params: Names, step: str
) -> int | None:
    """The count of a Finding; None if the rule holds."""
    match named.rule:
        case ReconcileRule():
            return sum(len(other(id).rows) for id in named.rule.apart) or None
        case UniqueRule():
            return repeated(table, named.rule.columns) or None
        case RowCountRule():
            least, most, count = named.rule.min, named.rule.max, len(table.rows)
            enough = least is None or count >= least
            return None if enough and (most is None or count <= most) else count
        case _:
            return sum(_marks(named, table, other, params, step)) or None


def _marks(
    named: Rule, table: Table, other: Callable[[NodeId], Table], params: Names, step: str
) -> list[bool]:
    """For each row whether it breaks a rule about one row."""
    rule = named.rule
    match rule:
        case CheckRule():
            held = column(rule.predicate, table.scopes(params), f"step '{step}', '{named.name}'")
            return [value is not True for value in held]
        case NotNullRule():
            return [None in key for key in table.values(rule.columns)]
        case ReferencesRule():
            there = set(other(rule.to).values(key.right for key in rule.keys))
            here = table.values(key.left for key in rule.keys)
            return [None not in key and key not in there for key in here]
        case UniqueRule() | RowCountRule() | ReconcileRule():
            raise InternalError(f"'{named.name}' is not about one row")
        case _:
            assert_never(rule)


def repeated(table: Table, columns: tuple[str, ...]) -> int:
    """The number of rows that share their values of `columns` with another row; NULLs are equal."""
    return sum(count for count in Counter(table.values(columns)).values() if count > 1)
