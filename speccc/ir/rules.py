"""Rules about the rows of a relation: what `expect` asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOf

from speccc.diagnostics import Span
from speccc.ir.ends import NodeId
from speccc.ir.expr import Expr, JoinKey


@dataclass(frozen=True, slots=True)
class CheckRule:
    predicate: Expr


@dataclass(frozen=True, slots=True)
class NotNullRule:
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UniqueRule:
    """NULL keys are equal here: two rows of NULL break it."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReferencesRule:
    """Each row whose key columns are all not null has a match in `to`; a NULL key passes."""

    to: NodeId
    keys: tuple[JoinKey, ...]


@dataclass(frozen=True, slots=True)
class RowCountRule:
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class ReconcileRule:
    """Two relations have no rows: those of the input, and those of the relation `other`, that have
    no partner there which agrees with them.
    """

    other: str
    apart: tuple[NodeId, NodeId]


RuleKind = CheckRule | NotNullRule | UniqueRule | ReferencesRule | RowCountRule | ReconcileRule


def rule_inputs(rule: RuleKind) -> tuple[NodeId, ...]:
    """The nodes that a rule reads rows of besides those of its step's input."""
    match rule:
        case ReferencesRule():
            return (rule.to,)
        case ReconcileRule():
            return rule.apart
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is the spec's, or the rule's printed text. The rules of a `Judge` have severity
    quarantine, those of an `Expect` another one.

    `fail` ends the run, `warn` tells of it, `quarantine` puts the row aside, `count` (which no spec
    says) only notes the number.
    """

    name: str
    severity: OneOf["fail", "warn", "quarantine", "count"]
    rule: RuleKind
    span: Span | None = field(default=None, compare=False, repr=False)
