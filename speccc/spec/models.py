"""The spec, the project file and the target profile as pydantic models.

They are the source of the JSON Schemas (`schema.py`). By the time a model is built the document
has been validated by that schema, so these classes raise only for speccc's own mistakes.

Every YAML scalar is text; a field that is not text here (`limit`, `row_count`) is converted by
the loader. Expressions, literals, types and items such as `old as new` stay text: `analyse`
parses them, with their places from the `SourceMap`.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"

_SCALAR = ["string", "number", "boolean"]

Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Expression = Annotated[
    str, WithJsonSchema({"type": _SCALAR, "description": "An expression of the spec language."})
]
LiteralText = Annotated[str, WithJsonSchema({"type": _SCALAR, "description": "A literal."})]
TypeText = Annotated[
    str,
    Field(
        description="bool, int64, float64, decimal(p,s), text, date or timestamp; "
        "optionally 'not null'."
    ),
]
Item = Annotated[str, Field(description="A name, or 'old as new'.")]
OrderText = Annotated[str, Field(description="A column, optionally followed by 'desc'.")]
KeyText = Annotated[str, Field(description="One name for both sides, or 'left = right'.")]
OnError = Literal["fail", "set_null", "quarantine"]
Severity = Literal["fail", "warn", "quarantine"]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ParamModel(Model):
    type: TypeText
    default: LiteralText | None = None
    description: str | None = None


class ColumnModel(Model):
    type: TypeText
    path: str | Annotated[list[str], Field(min_length=1)] | None = Field(
        None, description="The physical name, exactly as in the data; a list descends."
    )
    format: str | None = Field(None, description="Of a date or timestamp: YYYY MM DD HH mm ss.")
    zone: str | None = Field(None, description="An IANA zone: local times become UTC.")
    tags: list[Name] | None = None
    description: str | None = None


Columns = Annotated[dict[Name, TypeText | ColumnModel], Field(min_length=1)]
Options = dict[str, Any]


class EventTimeModel(Model):
    column: Name
    max_lateness: str


class SourceModel(Model):
    connector: str | None = None
    options: Options | None = None
    columns: Columns | None = Field(
        None, description="Required, except for another pipeline's sink, which is inherited."
    )
    key: Annotated[list[Name], Field(min_length=1)] | None = None
    event_time: EventTimeModel | None = None
    on_error: OnError = "fail"
    description: str | None = None


class SinkModel(Model):
    from_: str | None = Field(None, alias="from", description="Default: the last step.")
    connector: str | None = None
    options: Options | None = None
    columns: Columns | None = Field(None, description="A contract: checked exactly.")
    mode: Literal["replace", "merge", "append", "partition"]
    key: Annotated[list[Name], Field(min_length=1)] | None = None
    by: Annotated[list[Name], Field(min_length=1)] | None = None
    description: str | None = None


class Step(Model):
    """What every step has. Each subclass adds the one field that is its operator."""

    op: ClassVar[str]
    name: Name | None = None
    from_: Name | None = Field(None, alias="from", description="Default: the step above.")
    description: str | None = None


class CastShape(Model):
    columns: Annotated[dict[Name, TypeText], Field(min_length=1)]
    on_error: OnError


class FillShape(Model):
    values: Annotated[dict[Name, LiteralText], Field(min_length=1)]


class DedupeShape(Model):
    by: Annotated[list[Name], Field(min_length=1)]
    order: Annotated[list[OrderText], Field(min_length=1)]


class JoinShape(Model):
    with_: Name = Field(alias="with")
    kind: Literal["inner", "left", "full", "semi", "anti", "cross"]
    keys: Annotated[list[KeyText], Field(min_length=1)] | None = None
    where: Expression | None = None
    take: list[Item] | None = None
    matches: Literal["any", "at_most_one", "exactly_one"] = "any"


class UnionShape(Model):
    with_: Annotated[list[Name], Field(min_length=1)] = Field(alias="with")


class AggregateShape(Model):
    by: list[Name]
    measures: Annotated[dict[Name, Expression], Field(min_length=1)]


class WindowShape(Model):
    by: list[Name]
    order: Annotated[list[OrderText], Field(min_length=1)]
    derive: Annotated[dict[Name, Expression], Field(min_length=1)]


class Rule(Model):
    op: ClassVar[str]
    name: Name | None = None
    severity: Severity = "fail"
    description: str | None = None


class CheckRule(Rule):
    op = "check"
    check: Expression


class NotNullRule(Rule):
    op = "not_null"
    not_null: Annotated[list[Name], Field(min_length=1)]


class UniqueRule(Rule):
    op = "unique"
    unique: Annotated[list[Name], Field(min_length=1)]


class ReferencesShape(Model):
    with_: Name = Field(alias="with")
    keys: Annotated[list[KeyText], Field(min_length=1)]


class ReferencesRule(Rule):
    op = "references"
    references: ReferencesShape


class RowCountShape(Model):
    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None


class RowCountRule(Rule):
    op = "row_count"
    row_count: RowCountShape


AnyRule = CheckRule | NotNullRule | UniqueRule | ReferencesRule | RowCountRule


class SelectStep(Step):
    op = "select"
    select: Annotated[list[Item], Field(min_length=1)]


class RenameStep(Step):
    op = "rename"
    rename: Annotated[list[Item], Field(min_length=1)]


class DropStep(Step):
    op = "drop"
    drop: Annotated[list[Name], Field(min_length=1)]


class DeriveStep(Step):
    op = "derive"
    derive: Annotated[dict[Name, Expression], Field(min_length=1)]


class SetStep(Step):
    op = "set"
    set: Annotated[dict[Name, Expression], Field(min_length=1)]


class CastStep(Step):
    op = "cast"
    cast: CastShape


class FillStep(Step):
    op = "fill"
    fill: FillShape


class FilterStep(Step):
    op = "filter"
    filter: Expression


class DedupeStep(Step):
    op = "dedupe"
    dedupe: DedupeShape


class DistinctStep(Step):
    op = "distinct"
    distinct: Annotated[list[Name], Field(min_length=1)]


class SortStep(Step):
    op = "sort"
    sort: Annotated[list[OrderText], Field(min_length=1)]


class LimitStep(Step):
    op = "limit"
    limit: Annotated[int, Field(ge=0)]


class JoinStep(Step):
    op = "join"
    join: JoinShape


class UnionStep(Step):
    op = "union"
    union: UnionShape


class AggregateStep(Step):
    op = "aggregate"
    aggregate: AggregateShape


class WindowStep(Step):
    op = "window"
    window: WindowShape


class ExpectStep(Step):
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
    name: str
    description: str | None = None
    params: dict[Name, LiteralText] | None = None
    given: dict[Name, str]
    then: Annotated[dict[str, str], Field(min_length=1)]


class ScheduleModel(Model):
    cron: str
    timezone: str = "UTC"


class SpecModel(Model):
    """A pipeline."""

    speccc: Literal[1]
    name: Name
    description: str | None = None
    owner: str | None = None
    schedule: ScheduleModel | None = None
    params: dict[Name, TypeText | ParamModel] | None = None
    sources: Annotated[dict[Name, SourceModel], Field(min_length=1)]
    steps: Annotated[list[AnyStep], Field(min_length=1)]
    sinks: Annotated[dict[Name, SinkModel], Field(min_length=1)]
    examples: list[ExampleModel] | None = None


class BindingModel(Model):
    connector: str
    options: Options | None = None


class TargetModel(Model):
    """A target profile: which engine, which pipelines, and where the data lies."""

    speccc_target: Literal[1]
    name: Name
    description: str | None = None
    backend: Literal["pandas", "sql", "flink"]
    dialect: Literal["duckdb", "postgres", "mariadb", "sqlite"] | None = None
    pipelines: list[str] = ["*"]
    connection: str | None = None
    bind: dict[str, BindingModel] | None = None


class PathsModel(Model):
    specs: str = "specs"
    targets: str = "targets"
    generated: str = "generated"


class ProjectModel(Model):
    """speccc.yaml, at the root of a project."""

    speccc_project: Literal[1]
    requires: str | None = Field(None, description="A version range of speccc, e.g. '>=0.1'.")
    paths: PathsModel = PathsModel()
    default_target: Name | None = None
