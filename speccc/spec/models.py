"""The spec, the project file and the target profile as pydantic models.

They are the source of the JSON Schemas (`schema.py`). By the time a model is built the document
has been validated by that schema, so these classes raise only for speccc's own mistakes.

Every YAML scalar is text; a field that is not text here (`limit`, `row_count`) is converted by
the loader. Expressions, literals, types and items such as `old as new` stay text: `analyse`
parses them, with their places from the `SourceMap`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from speccc.spec.fields import (
    NAME_PATTERN,
    Expression,
    Item,
    KeyText,
    LiteralText,
    Model,
    Name,
    OnError,
    OrderText,
    Severity,
    Table,
    Text,
    TypeText,
)
from speccc.spec.steps import (
    LATER_STEPS,
    AggregateShape,
    AggregateStep,
    AnyRule,
    AnyStep,
    CastShape,
    CastStep,
    CheckRule,
    DedupeShape,
    DedupeStep,
    DeriveStep,
    DistinctStep,
    DropStep,
    ExpectStep,
    FillShape,
    FillStep,
    FilterStep,
    JoinShape,
    JoinStep,
    LimitStep,
    NotNullRule,
    ReferencesRule,
    ReferencesShape,
    RenameStep,
    RowCountRule,
    RowCountShape,
    Rule,
    SelectStep,
    SetStep,
    SortStep,
    Step,
    UnionShape,
    UnionStep,
    UniqueRule,
    WindowShape,
    WindowStep,
)

__all__ = [
    "DOCUMENTS",
    "LATER_STEPS",
    "NAME_PATTERN",
    "AggregateShape",
    "AggregateStep",
    "AnyRule",
    "AnyStep",
    "BindingModel",
    "CastShape",
    "CastStep",
    "CheckRule",
    "ColumnModel",
    "Columns",
    "DedupeShape",
    "DedupeStep",
    "DeriveStep",
    "DistinctStep",
    "DocumentKind",
    "DropStep",
    "EventTimeModel",
    "ExampleModel",
    "ExpectStep",
    "Expression",
    "FillShape",
    "FillStep",
    "FilterStep",
    "Item",
    "JoinShape",
    "JoinStep",
    "KeyText",
    "LimitStep",
    "LiteralText",
    "Model",
    "Name",
    "NotNullRule",
    "OnError",
    "Options",
    "OrderText",
    "ParamModel",
    "PathsModel",
    "ProjectModel",
    "ReferencesRule",
    "ReferencesShape",
    "RenameStep",
    "RowCountRule",
    "RowCountShape",
    "Rule",
    "ScheduleModel",
    "SelectStep",
    "SetStep",
    "Severity",
    "SinkModel",
    "SortStep",
    "SourceModel",
    "SpecModel",
    "Step",
    "Table",
    "TargetModel",
    "Text",
    "TypeText",
    "UnionShape",
    "UnionStep",
    "UniqueRule",
    "WindowShape",
    "WindowStep",
]


class ParamModel(Model):
    """A value that a run is given, written :name in expressions."""

    type: TypeText
    default: LiteralText | None = Field(
        default=None, description="Without it a run must be given one."
    )
    description: Text | None = None


class ColumnModel(Model):
    """A column: its type, and how it is found and read in the data."""

    type: TypeText
    path: str | Annotated[list[str], Field(min_length=1)] | None = Field(
        default=None, description="The physical name, exactly as in the data; a list descends."
    )
    format: str | None = Field(
        default=None, description="Of a date or timestamp: YYYY MM DD HH mm ss."
    )
    zone: str | None = Field(default=None, description="An IANA zone: local times become UTC.")
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
        default=None,
        description="Required, except for another pipeline's sink, which is inherited.",
    )
    key: Annotated[list[Name], Field(min_length=1)] | None = None
    event_time: EventTimeModel | None = None
    on_error: OnError = "fail"


class SinkModel(Model):
    """Where rows are written, and how."""

    description: Text | None = None
    from_: str | None = Field(default=None, alias="from", description="Default: the last step.")
    connector: str | None = None
    options: Options | None = None
    columns: Columns | None = Field(default=None, description="A contract: checked exactly.")
    mode: Literal["replace", "merge", "append", "partition"]
    key: Annotated[list[Name], Field(min_length=1)] | None = None
    by: Annotated[list[Name], Field(min_length=1)] | None = None


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
    pipelines: list[str] = Field(
        default_factory=lambda: ["*"], description="Names or globs of what this target builds."
    )
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
    requires: str | None = Field(
        default=None, description="A version range of speccc, e.g. '>=0.1'."
    )
    paths: PathsModel = Field(default_factory=PathsModel, description="The project's folders.")
    default_target: Name | None = None


#: What a document may be; also the names of the schemas.
DocumentKind = Literal["speccc", "target", "project"]

#: Each kind of document and its model.
DOCUMENTS: dict[DocumentKind, type[Model]] = {
    "speccc": SpecModel,
    "target": TargetModel,
    "project": ProjectModel,
}
