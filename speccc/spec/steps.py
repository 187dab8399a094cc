"""Steps: a model for each, told by its one operator key.

A step's class attribute `op` is that key; the field of the same name is its shape.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from speccc.spec.fields import (
    Description,
    Expression,
    Item,
    KeyText,
    LiteralText,
    Model,
    Name,
    Names,
    OnError,
    OrderText,
    Relation,
    TypeText,
)
from speccc.spec.rules import AnyRule
from speccc.spec.timing import TimeWindowShape, UnbrokenRunShape


class Step(Model):
    """What every step has. Each subclass adds the one field that is its operator."""

    op: ClassVar[str]
    name: Name | None = Field(
        default=None, description="Later steps, sinks and examples refer to it."
    )
    from_: Relation | None = Field(
        default=None, alias="from", description="Default: the step above."
    )
    description: Description | None = None


class CastShape(Model):
    """The columns, and what becomes of a value that does not read."""

    columns: Annotated[dict[Name, TypeText], Field(min_length=1)] = Field(
        description="The new type of each column."
    )
    on_error: OnError = Field(description="What becomes of a value that does not read as the type.")


class FillShape(Model):
    """The literal for each column."""

    values: Annotated[dict[Name, LiteralText], Field(min_length=1)] = Field(
        description="The literal for each column."
    )


class DedupeShape(Model):
    """The groups, and which row of each comes first."""

    by: Names = Field(description="Rows that are equal in these columns are one group.")
    order: Annotated[list[OrderText], Field(min_length=1)] = Field(
        description="The first row in this order stays; NULLs are last."
    )


class JoinShape(Model):
    """The other input, and which of its rows match."""

    with_: Relation = Field(alias="with", description="A source or an earlier step.")
    kind: Literal["inner", "left", "full", "semi", "anti", "cross"] = Field(
        description="Which rows come out."
    )
    keys: Annotated[list[KeyText], Field(min_length=1)] | None = Field(
        default=None,
        description="Columns that must be equal; NULL never matches. Only cross has none.",
    )
    where: Expression | None = None
    take: list[Item] | None = Field(
        default=None,
        description="The columns of the other input that come over; without it all but its keys.",
    )
    matches: Literal["any", "at_most_one", "exactly_one"] = Field(
        default="any", description="How many matches a row has: proven, or checked in the run."
    )


class UnionShape(Model):
    """The other inputs."""

    with_: Annotated[list[Relation], Field(min_length=1)] = Field(
        alias="with", description="Sources or earlier steps with the same columns."
    )


class OtherShape(Model):
    """The other input."""

    with_: Relation = Field(
        alias="with", description="A source or an earlier step with the same columns."
    )


class AggregateShape(Model):
    """The groups, and what is computed for each."""

    by: list[Name] = Field(description="The columns of a group; [] is one row for everything.")
    measures: Annotated[dict[Name, Expression], Field(min_length=1)] = Field(
        description="New columns: expressions over aggregate calls."
    )


class WindowShape(Model):
    """The groups, their order, and the new columns."""

    by: list[Name] = Field(description="The columns of a group; [] is the whole input.")
    order: Annotated[list[OrderText], Field(min_length=1)] = Field(
        description="The order within a group; NULLs are last."
    )
    derive: Annotated[dict[Name, Expression], Field(min_length=1)] = Field(
        description="New columns: expressions over window calls."
    )


class PivotShape(Model):
    """The groups, and the values that become columns."""

    by: list[Name] = Field(description="The columns of a group; [] is one row for everything.")
    column: Name = Field(description="The column whose values become columns.")
    measure: Expression
    into: Annotated[dict[Name, LiteralText], Field(min_length=1)] = Field(
        description="New columns, each with its value of the column; other values are left out."
    )


class UnpivotShape(Model):
    """The columns, and where their names and values go."""

    columns: Names = Field(description="Columns of one type, which become rows.")
    name: Name = Field(description="The new column that holds the name of the column.")
    value: Name = Field(description="The new column that holds its value; NULL stays.")


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
    drop: Names


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
    distinct: Names


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


class ExceptStep(Step):
    """The different rows that another step does not have."""

    op = "except"
    except_: OtherShape = Field(alias="except")


class IntersectStep(Step):
    """The different rows that another step has, too."""

    op = "intersect"
    intersect: OtherShape


class AggregateStep(Step):
    """One row for each group."""

    op = "aggregate"
    aggregate: AggregateShape


class WindowStep(Step):
    """Adds columns computed over the rows around each row."""

    op = "window"
    window: WindowShape


class PivotStep(Step):
    """One row for each group, with a column for each value of a column."""

    op = "pivot"
    pivot: PivotShape


class UnpivotStep(Step):
    """One row for each of these columns, with its name and its value."""

    op = "unpivot"
    unpivot: UnpivotShape


class TimeWindowStep(Step):
    """Each row once for each window of time that holds it: window_start and window_end."""

    op = "time_window"
    time_window: TimeWindowShape


class RunsStep(Step):
    """One row for each unbroken run of rows for which a condition holds."""

    op = "runs"
    runs: UnbrokenRunShape


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
    | ExceptStep
    | IntersectStep
    | AggregateStep
    | WindowStep
    | PivotStep
    | UnpivotStep
    | TimeWindowStep
    | RunsStep
    | ExpectStep
)
