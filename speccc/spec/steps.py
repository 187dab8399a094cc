"""Steps and rules: a model for each, told by its one operator key.

A rule's or step's class attribute `op` is that key; the field of the same name is its shape.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from speccc.spec.fields import (
    Expression,
    Item,
    KeyText,
    LiteralText,
    Model,
    Name,
    OnError,
    OrderText,
    Severity,
    Text,
    TypeText,
)


class Step(Model):
    """What every step has. Each subclass adds the one field that is its operator."""

    op: ClassVar[str]
    name: Name | None = None
    from_: Name | None = Field(default=None, alias="from", description="Default: the step above.")
    description: Text | None = None


class CastShape(Model):
    """The columns, and what becomes of a value that does not read."""

    columns: Annotated[dict[Name, TypeText], Field(min_length=1)]
    on_error: OnError


class FillShape(Model):
    """The literal for each column."""

    values: Annotated[dict[Name, LiteralText], Field(min_length=1)]


class DedupeShape(Model):
    """The groups, and which row of each comes first."""

    by: Annotated[list[Name], Field(min_length=1)]
    order: Annotated[list[OrderText], Field(min_length=1)]


class JoinShape(Model):
    """The other input, and which of its rows match."""

    with_: Name = Field(alias="with")
    kind: Literal["inner", "left", "full", "semi", "anti", "cross"]
    keys: Annotated[list[KeyText], Field(min_length=1)] | None = None
    where: Expression | None = None
    take: list[Item] | None = None
    matches: Literal["any", "at_most_one", "exactly_one"] = "any"


class UnionShape(Model):
    """The other inputs."""

    with_: Annotated[list[Name], Field(min_length=1)] = Field(alias="with")


class AggregateShape(Model):
    """The groups, and what is computed for each."""

    by: list[Name]
    measures: Annotated[dict[Name, Expression], Field(min_length=1)]


class WindowShape(Model):
    """The groups, their order, and the new columns."""

    by: list[Name]
    order: Annotated[list[OrderText], Field(min_length=1)]
    derive: Annotated[dict[Name, Expression], Field(min_length=1)]


class Rule(Model):
    op: ClassVar[str]
    name: Name | None = None
    severity: Severity = "fail"
    description: Text | None = None


class CheckRule(Rule):
    """Each row must satisfy this condition; NULL breaks it."""

    op = "check"
    check: Expression


class NotNullRule(Rule):
    """These columns are never NULL."""

    op = "not_null"
    not_null: Annotated[list[Name], Field(min_length=1)]


class UniqueRule(Rule):
    """These columns together are a key."""

    op = "unique"
    unique: Annotated[list[Name], Field(min_length=1)]


class ReferencesShape(Model):
    """The other source or step, and the keys that match."""

    with_: Name = Field(alias="with")
    keys: Annotated[list[KeyText], Field(min_length=1)]


class ReferencesRule(Rule):
    """Each row has a partner in another source or step."""

    op = "references"
    references: ReferencesShape


class RowCountShape(Model):
    """The least and the greatest number of rows."""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None


class RowCountRule(Rule):
    """The number of rows is within these bounds."""

    op = "row_count"
    row_count: RowCountShape


AnyRule = CheckRule | NotNullRule | UniqueRule | ReferencesRule | RowCountRule


class SelectStep(Step):
    """Keeps these columns, in this order; `a as b` gives a new name."""

    op = "select"
    select: Annotated[list[Item], Field(min_length=1)]


class RenameStep(Step):
    """Gives columns new names, in place."""

    op = "rename"
    rename: Annotated[list[Item], Field(min_length=1)]


class DropStep(Step):
    """Leaves these columns out."""

    op = "drop"
    drop: Annotated[list[Name], Field(min_length=1)]


class DeriveStep(Step):
    """Adds columns; later ones see earlier ones."""

    op = "derive"
    derive: Annotated[dict[Name, Expression], Field(min_length=1)]


class SetStep(Step):
    """Computes existing columns anew; all see the input's values."""

    op = "set"
    set: Annotated[dict[Name, Expression], Field(min_length=1)]


class CastStep(Step):
    """Changes types of dirty columns; on_error says what a value that does not read becomes."""

    op = "cast"
    cast: CastShape


class FillStep(Step):
    """Puts a literal in the place of NULL."""

    op = "fill"
    fill: FillShape


class FilterStep(Step):
    """Keeps the rows for which the condition is TRUE."""

    op = "filter"
    filter: Expression


class DedupeStep(Step):
    """Keeps the first row of each group, in this order."""

    op = "dedupe"
    dedupe: DedupeShape


class DistinctStep(Step):
    """These columns, one row of each."""

    op = "distinct"
    distinct: Annotated[list[Name], Field(min_length=1)]


class SortStep(Step):
    """Orders the rows for a limit or a sink."""

    op = "sort"
    sort: Annotated[list[OrderText], Field(min_length=1)]


class LimitStep(Step):
    """Keeps the first rows of the sort before it."""

    op = "limit"
    limit: Annotated[int, Field(ge=0)]


class JoinStep(Step):
    """Matches the rows with those of another source or step."""

    op = "join"
    join: JoinShape


class UnionStep(Step):
    """Adds the rows of other steps; keeps duplicates."""

    op = "union"
    union: UnionShape


class AggregateStep(Step):
    """One row for each group."""

    op = "aggregate"
    aggregate: AggregateShape


class WindowStep(Step):
    """Adds columns computed over the rows around each row."""

    op = "window"
    window: WindowShape


class ExpectStep(Step):
    """Rules that the rows must keep."""

    op = "expect"
    expect: Annotated[list[AnyRule], Field(min_length=1)]


AnyStep = (
    SelectStep
    | RenameStep
    | DropStep
    | DeriveStep
    | SetStep
    | CastStep
    | FillStep
    | FilterStep
    | DedupeStep
    | DistinctStep
    | SortStep
    | LimitStep
    | JoinStep
    | UnionStep
    | AggregateStep
    | WindowStep
    | ExpectStep
)

#: Steps that the language names and that this version does not build yet.
LATER_STEPS = ("except", "intersect", "time_window", "runs", "pivot", "unpivot")
