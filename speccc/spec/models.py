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
    Severity,
    Table,
    Text,
    TypeText,
)
from speccc.spec.rules import (
    AnyRule,
    CheckRule,
    NotNullRule,
    ReconcileRule,
    ReconcileShape,
    ReferencesRule,
    ReferencesShape,
    RowCountRule,
    RowCountShape,
    Rule,
    UniqueRule,
)
from speccc.spec.steps import (
    AggregateShape,
    AggregateStep,
    AnyStep,
    CastShape,
    CastStep,
    DedupeShape,
    DedupeStep,
    DeriveStep,
    DistinctStep,
    DropStep,
    ExceptStep,
    ExpectStep,
    FillShape,
    FillStep,
    FilterStep,
    IntersectStep,
    JoinShape,
    JoinStep,
    LimitStep,
    OtherShape,
    PivotShape,
    PivotStep,
    RenameStep,
    RunsStep,
    SelectStep,
    SetStep,
    SortStep,
    Step,
    TimeWindowStep,
    UnionShape,
    UnionStep,
    UnpivotShape,
    UnpivotStep,
    WindowShape,
    WindowStep,
)
from speccc.spec.timing import TimeWindowShape, UnbrokenRunShape

__all__ = [
    "DOCUMENTS",
    "NAME_PATTERN",
    "AggregateShape",
    "AggregateStep",
    "AnyRule",
    "AnyStep",
    "BindingModel",
    "CastShape",
    "CastStep",
    "CatalogTableModel",
    "CheckRule",
    "ColumnModel",
    "Columns",
    "DedupeShape",
    "DedupeStep",
    "DeriveStep",
    "Description",
    "DistinctStep",
    "DocumentKind",
    "DropStep",
    "EventTimeModel",
    "ExampleModel",
    "ExceptStep",
    "ExpectStep",
    "Expression",
    "FillShape",
    "FillStep",
    "FilterStep",
    "IntersectStep",
    "Item",
    "JoinShape",
    "JoinStep",
    "KeyText",
    "LimitStep",
    "LiteralText",
    "Model",
    "Name",
    "Names",
    "NotNullRule",
    "OnError",
    "Options",
    "OrderText",
    "OtherShape",
    "ParamModel",
    "PathsModel",
    "PivotShape",
    "PivotStep",
    "ProjectModel",
    "ReconcileRule",
    "ReconcileShape",
    "ReferencesRule",
    "ReferencesShape",
    "RenameStep",
    "RowCountRule",
    "RowCountShape",
    "Rule",
    "RunsStep",
    "ScheduleModel",
    "SelectStep",
    "SetStep",
    "Severity",
    "SinkModel",
    "SortStep",
    "SourceModel",
    "SpecModel",
    "Step",
    "StreamingModel",
    "Table",
    "TargetModel",
    "Text",
    "TimeWindowShape",
    "TimeWindowStep",
    "TypeText",
    "UnbrokenRunShape",
    "UnionShape",
    "UnionStep",
    "UniqueRule",
    "UnpivotShape",
    "UnpivotStep",
    "WindowShape",
    "WindowStep",
]


class ParamModel(Model):
    """A value that a run is given, written :name in expressions."""

    type: TypeText
    default: LiteralText | None = Field(
        default=None, description="Without it a run must be given one."
    )
    description: Description | None = None


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
    tags: list[Name] | None = Field(
        default=None,
        description="They follow lineage; 'personal' and 'secret' values are never shown.",
    )
    description: Description | None = None


Columns = Annotated[dict[Name, TypeText | ColumnModel], Field(min_length=1)]
Options = dict[str, Any]


class EventTimeModel(Model):
    """The clock of a stream; a batch target ignores it."""

    column: Name = Field(description="The column that holds the time.")
    max_lateness: str = Field(description="How late a row may come: '10 seconds'.")


class IncrementalModel(Model):
    """A run reads what is new since the last one, and what was new shortly before it."""

    column: Name = Field(description="The time a row was made or changed: a date or timestamp.")
    lookback: str = Field(description="How late a row may come: '2 days'.")


class SourceModel(Model):
    """Rows that are read, and the contract that is checked where they are read."""

    description: Description | None = None
    connector: str | None = Field(
        default=None,
        description="csv, parquet, json or pipeline; the target's binding replaces it.",
    )
    options: Options | None = Field(default=None, description="The connector's options.")
    catalog: Name | None = Field(
        default=None,
        description="The table in the catalog of speccc.yaml that has the columns and the key.",
    )
    take: Names | None = Field(
        default=None, description="The columns of that table which are read; default: all."
    )
    columns: Columns | None = Field(
        default=None,
        description="Required, except for another pipeline's sink, which is inherited.",
    )
    key: Names | None = Field(
        default=None, description="Columns that are unique together; checked where rows are read."
    )
    event_time: EventTimeModel | None = None
    incremental: IncrementalModel | None = None
    on_error: OnError = Field(
        default="fail", description="What becomes of a value that does not read as its type."
    )


class SinkModel(Model):
    """Where rows are written, and how."""

    description: Description | None = None
    from_: str | None = Field(default=None, alias="from", description="Default: the last step.")
    connector: str | None = Field(
        default=None, description="csv, parquet or json; the target's binding replaces it."
    )
    options: Options | None = Field(default=None, description="The connector's options.")
    columns: Columns | None = Field(default=None, description="A contract: checked exactly.")
    mode: Literal["replace", "merge", "append", "partition"] = Field(
        description="merge: update or insert; append: insert if absent; partition: replace parts."
    )
    key: Names | None = Field(
        default=None,
        description="Columns that are unique together and never NULL; for merge and append.",
    )
    by: Names | None = Field(default=None, description="The columns of a partition.")


class ExampleModel(Model):
    """Rows that are given and rows that must come out."""

    name: Text = Field(description="What the example shows.")
    description: Description | None = None
    params: dict[Name, LiteralText] | None = Field(
        default=None, description="Values of params; the others have their defaults."
    )
    given: dict[Name, Table] = Field(description="A table for each source.")
    then: Annotated[dict[str, Table], Field(min_length=1)] = Field(
        description="Tables for sinks, steps and '.rejected'; only the named columns count."
    )


class ScheduleModel(Model):
    """When the pipeline is to run."""

    cron: str = Field(description="Five fields: '0 9 * * *'.")
    timezone: str = Field(default="UTC", description="An IANA zone.")


class SpecModel(Model):
    """A pipeline."""

    speccc: Literal[1] = Field(description="The version of the language.")
    name: Name = Field(description="The name of the pipeline.")
    description: Description | None = None
    owner: Text | None = Field(default=None, description="Who answers for it.")
    schedule: ScheduleModel | None = None
    params: dict[Name, TypeText | ParamModel] | None = Field(
        default=None, description="Values that a run is given."
    )
    sources: Annotated[dict[Name, SourceModel], Field(min_length=1)] = Field(
        description="What is read."
    )
    steps: Annotated[list[AnyStep], Field(min_length=1)] = Field(
        description="What is done, from top to bottom; 'from' is the step above unless said."
    )
    sinks: Annotated[dict[Name, SinkModel], Field(min_length=1)] = Field(
        description="What is written."
    )
    examples: list[ExampleModel] | None = Field(
        default=None, description="Tests: rows that are given and rows that must come out."
    )


class BindingModel(Model):
    """What a source or a sink is on this target."""

    connector: str = Field(description="What it is on this target: csv, parquet or json.")
    options: Options | None = Field(default=None, description="The connector's options.")


class StreamingModel(Model):
    """How a job that never ends is run."""

    parallelism: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many tasks do each part of the work; default: the cluster's."
    )
    checkpoint_interval: str | None = Field(
        default=None, description="How often the job notes where it is: '10 seconds'."
    )
    state_ttl: str | None = Field(
        default=None,
        description="State unused for so long is forgotten: '2 days'. Default: never.",
    )


class TargetModel(Model):
    """A target profile: which engine, which pipelines, and where the data lies."""

    speccc_target: Literal[1] = Field(description="The version of the format.")
    name: Name = Field(description="The name of the target.")
    description: Description | None = None
    backend: Literal["pandas", "sql", "flink"] = Field(description="What code is generated.")
    dialect: Literal["duckdb", "postgres", "mariadb", "sqlite", "mysql"] | None = Field(
        default=None, description="The SQL dialect."
    )
    pipelines: list[str] = Field(
        default_factory=lambda: ["*"], description="Names or globs of what this target builds."
    )
    connection: str | None = Field(
        default=None,
        description="Where the database, or Flink's SQL gateway, is; a secret only as ${env:NAME}.",
    )
    streaming: StreamingModel | None = Field(
        default=None,
        description="The pipelines are jobs over streams, which never end; only for flink.",
    )
    bind: dict[str, BindingModel] | None = Field(
        default=None, description="What sources and sinks are here, by 'pipeline.name'."
    )


class PathsModel(Model):
    """Folders, relative to the root of the project."""

    specs: str = Field(default="specs", description="The folder of the specs.")
    targets: str = Field(default="targets", description="The folder of the target profiles.")
    generated: str = Field(default="generated", description="The folder that apply writes to.")


class CatalogTableModel(Model):
    """Columns and a key that sources of several specs share."""

    description: Description | None = Field(
        default=None, description="That of the sources which have none."
    )
    columns: Columns = Field(description="What the sources declare, and what is checked.")
    key: Names | None = Field(
        default=None, description="Columns that are unique together; checked where rows are read."
    )


class ProjectModel(Model):
    """speccc.yaml, at the root of a project."""

    speccc_project: Literal[1] = Field(description="The version of the format.")
    requires: str | None = Field(
        default=None, description="A version range of speccc, e.g. '>=0.1'."
    )
    paths: PathsModel = Field(default_factory=PathsModel, description="The project's folders.")
    default_target: Name | None = Field(
        default=None, description="The target of commands that are given none."
    )
    catalog: dict[Name, CatalogTableModel] | None = Field(
        default=None, description="Tables that the sources of specs name: 'catalog: orders'."
    )


#: What a document may be; also the names of the schemas.
DocumentKind = Literal["speccc", "target", "project"]

#: Each kind of document and its model.
DOCUMENTS: dict[DocumentKind, type[Model]] = {
    "speccc": SpecModel,
    "target": TargetModel,
    "project": ProjectModel,
}
