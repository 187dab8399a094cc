"""What a step makes of its quarantine rules."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.analyse.build import Build, Key, Made, not_null
from speccc.analyse.nullability import proven_not_null
from speccc.analyse.rejects import rejected_schema
from speccc.ir.rel import (
    BROKEN_RULES,
    Accepted,
    CheckRule,
    Judge,
    NodeId,
    NotNullRule,
    Rejected,
    Rule,
)
from speccc.types import TEXT, Schema


def sorted_out(
    build: Build, source: NodeId, rules: Sequence[Rule], schema: Schema, keys: Sequence[Key]
) -> list[Made]:
    """The nodes that judge the rows of `source`, which has this schema and these keys: those that
    are rejected, and last those that are accepted.
    """
    rows = rejected_schema(schema)
    judged = rows.with_column(BROKEN_RULES, type=TEXT, nullable=True)
    kept = tuple(keys)
    return [
        Made(Judge(source, tuple(rules)), judged, kept, build.judged),
        Made(Rejected(build.judged), rows, kept, build.rejected),
        Made(Accepted(build.judged), not_null(schema, promised(rules)), kept),
    ]


def promised(rules: Sequence[Rule]) -> set[str]:
    """The columns that cannot be NULL in rows that break none of the rules."""
    sure: set[str] = set()
    for rule in rules:
        if isinstance(rule.rule, NotNullRule):
            sure |= set(rule.rule.columns)
        elif isinstance(rule.rule, CheckRule):
            sure |= proven_not_null(rule.rule.predicate)
    return sure
