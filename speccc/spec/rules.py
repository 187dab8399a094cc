"""Rules of the expect step: a model for each, told by its one operator key.

A rule's class attribute `op` is that key; the field of the same name is its shape.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from speccc.spec.fields import (
    Description,
    Expression,
    KeyText,
    LiteralText,
    Model,
    Name,
    Names,
    Relation,
    Severity,
)


class Rule(Model):
    """What every rule has. Each subclass adds the one field that is its operator."""

    op: ClassVar[str]
    name: Name | None = Field(
        default=None, description="What reports call it; default: its printed text."
    )
    severity: Severity = Field(
        default="fail", description="fail: nothing is written; quarantine: the row leaves the flow."
    )
    description: Description | None = None


class CheckRule(Rule):
    """Each row must satisfy this condition; NULL breaks it."""

    op = "check"
    check: Expression


class NotNullRule(Rule):
    """These columns are never NULL."""

    op = "not_null"
    not_null: Names


class UniqueRule(Rule):
    """These columns together are a key."""

    op = "unique"
    unique: Names


class ReferencesShape(Model):
    """The other source or step, and the keys that match."""

    with_: Relation = Field(alias="with", description="A source or an earlier step.")
    keys: Annotated[list[KeyText], Field(min_length=1)] = Field(
        description="The columns that must find a partner."
    )


class ReferencesRule(Rule):
    """Each row has a partner in another source or step."""

    op = "references"
    references: ReferencesShape


class RowCountShape(Model):
    """The least and the greatest number of rows."""

    min: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="The least number of rows."
    )
    max: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="The greatest number of rows."
    )


class RowCountRule(Rule):
    """The number of rows is within these bounds."""

    op = "row_count"
    row_count: RowCountShape


class ReconcileShape(Model):
    """The other source or step, and what must agree."""

    with_: Name = Field(alias="with", description="A source or an earlier step.")
    keys: list[KeyText] = Field(
        description="The columns that make a pair of rows; [] if both sides have one row."
    )
    columns: Annotated[list[KeyText], Field(min_length=1)] = Field(
        description="The columns that agree in a pair."
    )
    within: LiteralText | None = Field(
        default=None, description="How much numbers may differ; without it they are equal."
    )


class ReconcileRule(Rule):
    """Each row, and each row of another source or step, has a partner that agrees."""

    op = "reconcile"
    reconcile: ReconcileShape


AnyRule = CheckRule | NotNullRule | UniqueRule | ReferencesRule | RowCountRule | ReconcileRule
