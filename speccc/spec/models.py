"""The spec, the project file and the target profile as pydantic models.

They are the source of the JSON Schemas (`schema.py`). By the time a model is built the document
has been validated by that schema, so these classes raise only for speccc's own mistakes.

Every YAML scalar is text; a field that is not text here (`limit`, `row_count`) is converted by
the loader. Expressions, literals, types and items such as `old as new` stay text: `analyse`
parses them, with their places from the `SourceMap`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from speccc.spec.roles import Role

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"

_SCALAR = ["string", "number", "boolean"]
_TYPE_EXAMPLES = ["int64", "int64 not null", "float64", "decimal(12,2)", "text", "text not null"]
_TYPE_EXAMPLES += ["bool", "date", "timestamp"]

Name = Annotated[str, Role.NAME, Field(pattern=NAME_PATTERN)]
Text = Annotated[str, Role.TEXT, WithJsonSchema({"type": _SCALAR})]
Expression = Annotated[
    str,
    Role.EXPRESSION,
    WithJsonSchema({"type": _SCALAR, "description": "An expression of the spec language."}),
]
LiteralText = Annotated[
    str,
    Role.LITERAL,
    WithJsonSchema({"type": _SCALAR, "description": "A literal, typed by the column or param."}),
]
TypeText = Annotated[
    str,
    Role.TYPE,
    Field(
        description="bool, int64, float64, decimal(p,s), text, date or timestamp; "
        "optionally 'not null'.",
        examples=_TYPE_EXAMPLES,
    ),
]
Item = Annotated[str, Role.ITEM, Field(description="A name, or 'old as new'.")]
OrderText = Annotated[
    str, Role.ITEM, Field(description="A column, optionally followed by 'desc'; NULLs are last.")
]
KeyText = Annotated[
    str, Role.ITEM, Field(description="One name for both sides, or 'left = right'.")
]
Table = Annotated[str, Role.TABLE, Field(description="CSV with a header line, in a '|' block.")]
OnError = Literal["fail", "set_null", "quarantine"]
Severity = Literal["fail", "warn", "quarantine"]


def _title(model: type[Any]) -> str:
    """What messages call a part of a document: "filter step", "event time", "sink"."""
    words = re.sub(r"(Model|Shape)$", "", model.__name__)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).lower()


class Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        defer_build=True,
        model_title_generator=_title,
    )


class ParamModel(Model):
    """A value that a run is given, written :name in expressions."""

    type: TypeText
    default: LiteralText | None = Field(None, description="Without it a run must be given one.")
    description: Text | None = None


class ColumnModel(Model):
    """A column: its type, and how it is found and read in the data."""

    type: TypeText
    path: str | Annotated[list[str], Field(min_length=1)] | None = Field(
        None, description="The physical name, exactly as in the data; a list descends."
    )
    format: str | None = Field(None, description="Of a date or timestamp: YYYY MM DD HH mm ss.")
    zone: str | None = Field(None, description="An IANA zone: local times become UTC.")
    tags: list[Name] | None = None
    description: Text | None = None


Columns = Annotated[dict[Name, TypeText | ColumnModel], Field(min_length=1)]
Options = dict[str, Any]


class EventTimeModel(Model):
    """The clock of a stream; a batch target ignores it."""

    column: Name
    max_lateness: str


class SourceModel(Model):
    """Rows that are read, and the contract that is checked where they are read."""

    description: Text | None = None
    connector: str | None = None
    options: Options | None = None
    columns: Columns | None = Field(
        None, description="Required, except for another pipeline's sink, which is inherited."
    )
    key: Annotated[list[Name], Field(min_length=1)] | None = None
    event_time: EventTimeModel | None = None
    on_error: OnError = "fail"


class SinkModel(Model):
    """Where rows are written, and how."""

    description: Text | None = None
    from_: str | None = Field(None, alias="from", description="Default: the last step.")
    connector: str | None = None
    options: Options | None = None
    columns: Columns | None = Field(None, description="A contract: checked exactly.")
    mode: Literal["replace", "merge", "append", "partition"]
    key: Annotated[list[Name], Field(min_length=1)] | None = None
    by: Annotated[list[Name], Field(min_length=1)] | None = None


class Step(Model):
    """What every step has. Each subclass adds the one field that is its operator."""

    op: ClassVar[str]
    name: Name | None = None
    from_: Name | None = Field(None, alias="from", description="Default: the step above.")
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


class ExampleModel(Model):
    """Rows that are given and rows that must come out."""

    name: Text
    description: Text | None = None
    params: dict[Name, LiteralText] | None = None
    given: dict[Name, Table] = Field(description="A table for each source.")
    then: Annotated[dict[str, Table], Field(min_length=1)] = Field(
        description="Tables for sinks, steps and '.rejected'; only the named columns count."
    )


class ScheduleModel(Model):
    """When the pipeline is to run."""

    cron: str
    timezone: str = "UTC"


class SpecModel(Model):
    """A pipeline."""

    speccc: Literal[1]
    name: Name
    description: Text | None = None
    owner: Text | None = None
    schedule: ScheduleModel | None = None
    params: dict[Name, TypeText | ParamModel] | None = None
    sources: Annotated[dict[Name, SourceModel], Field(min_length=1)]
    steps: Annotated[list[AnyStep], Field(min_length=1)]
    sinks: Annotated[dict[Name, SinkModel], Field(min_length=1)]
    examples: list[ExampleModel] | None = None


class BindingModel(Model):
    """What a source or a sink is on this target."""

    connector: str
    options: Options | None = None


class TargetModel(Model):
    """A target profile: which engine, which pipelines, and where the data lies."""

    speccc_target: Literal[1]
    name: Name
    description: Text | None = None
    backend: Literal["pandas", "sql", "flink"]
    dialect: Literal["duckdb", "postgres", "mariadb", "sqlite"] | None = None
    pipelines: list[str] = ["*"]
    connection: str | None = None
    bind: dict[str, BindingModel] | None = None


class PathsModel(Model):
    """Folders, relative to the root of the project."""

    specs: str = "specs"
    targets: str = "targets"
    generated: str = "generated"


class ProjectModel(Model):
    """speccc.yaml, at the root of a project."""

    speccc_project: Literal[1]
    requires: str | None = Field(None, description="A version range of speccc, e.g. '>=0.1'.")
    paths: PathsModel = Field(default_factory=PathsModel, description="The project's folders.")
    default_target: Name | None = None
