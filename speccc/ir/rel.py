"""Relations: a pipeline is a list of named nodes, each reading earlier ones by id.

A step of the spec becomes one node or several in a row (`derive` whose columns build on each
other); all carry the step's name in `step`, so a backend can print one unit for each step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal as OneOf

from speccc.diagnostics import Span
from speccc.ir.ends import (
    HIDDEN_TAGS,
    Binding,
    EventTime,
    Incremental,
    NodeId,
    Parameter,
    Sink,
    SinkMode,
    Source,
    SourceColumn,
)
from speccc.ir.expr import Expr, Frame, Item, JoinKey, OrderKey, Value
from speccc.ir.rules import (
    CheckRule,
    NotNullRule,
    ReconcileRule,
    ReferencesRule,
    RowCountRule,
    Rule,
    RuleKind,
    UniqueRule,
    rule_inputs,
)
from speccc.ir.timing import WINDOW_END, WINDOW_START, Numbers, Runs, Session, TimeWindow
from speccc.types import Schema, Type

__all__ = [
    "HIDDEN_TAGS",
    "WINDOW_END",
    "WINDOW_START",
    "Binding",
    "CheckRule",
    "EventTime",
    "Frame",
    "Incremental",
    "Item",
    "JoinKey",
    "NodeId",
    "NotNullRule",
    "Numbers",
    "OrderKey",
    "Parameter",
    "ReconcileRule",
    "ReferencesRule",
    "RowCountRule",
    "Rule",
    "RuleKind",
    "Runs",
    "Session",
    "Sink",
    "SinkMode",
    "Source",
    "SourceColumn",
    "TimeWindow",
    "UniqueRule",
    "rule_inputs",
]


@dataclass(frozen=True, slots=True)
class Scan:
    """The rows of a source, after its contract was checked. The node's id is the source's name."""

    source: str


@dataclass(frozen=True, slots=True)
class ScanRejected:
    """The rows of a source that break its contract: every column as the text that stands in the
    data, and `BROKEN_RULES`.
    """

    source: str


@dataclass(frozen=True, slots=True)
class Project:
    """Exactly `items`, in order: select, rename, drop, derive, set and fill."""

    input: NodeId
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """The rows for which `predicate` is TRUE."""

    input: NodeId
    predicate: Expr


@dataclass(frozen=True, slots=True)
class Conversion:
    column: str
    type: Type


@dataclass(frozen=True, slots=True)
class Convert:
    """The cast step: each named column read as a type; other columns unchanged.

    `fail`: a value that does not read ends the run, naming column and count, before anything is
    written. `set_null`: it becomes NULL.
    """

    input: NodeId
    conversions: tuple[Conversion, ...]
    on_error: OneOf["fail", "set_null"]


@dataclass(frozen=True, slots=True)
class Dedupe:
    """The first row of each group (NULLs equal) in the completed `order`."""

    input: NodeId
    by: tuple[str, ...]
    order: tuple[OrderKey, ...]


@dataclass(frozen=True, slots=True)
class Distinct:
    """These columns, one row of each (NULLs equal)."""

    input: NodeId
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """The same rows; only a sink that reads this node (`Sink.order`) sees the order."""

    input: NodeId
    order: tuple[OrderKey, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """The first `count` rows in the completed `order`."""

    input: NodeId
    order: tuple[OrderKey, ...]
    count: int


JoinKind = OneOf["inner", "left", "full", "semi", "anti", "cross"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A column of the right side and its name in the result."""

    column: str
    name: str


@dataclass(frozen=True, slots=True)
class Join:
    """Left columns, then `take`. In a full join a key column is the non-null one of the two.

    `where` reads Column nodes with a side and is part of the match. `check` is what the run must
    verify (None: nothing asked, or proven): no left row has two matches; each has exactly one.
    """

    left: NodeId
    right: NodeId
    kind: JoinKind
    keys: tuple[JoinKey, ...]
    where: Expr | None
    take: tuple[Taken, ...]
    check: OneOf["at_most_one", "exactly_one"] | None


@dataclass(frozen=True, slots=True)
class Union:
    """All rows of all inputs (two or more); columns are matched by name."""

    inputs: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class SetOperation:
    """One row of each that both inputs have, or that only the left one has (NULLs equal); columns
    are matched by name.
    """

    left: NodeId
    right: NodeId
    kind: OneOf["except", "intersect"]


@dataclass(frozen=True, slots=True)
class GroupBy:
    """One row a group (NULL is a group); with no `by`, one row, for no rows too.

    A measure is an expression over Aggregate nodes, literals and params.
    """

    input: NodeId
    by: tuple[str, ...]
    measures: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The input's columns, then `items`: expressions over WindowCall nodes and input columns.

    `order` is completed; its first `given` keys are the spec's: rank and dense_rank tie on those.
    """

    input: NodeId
    by: tuple[str, ...]
    order: tuple[OrderKey, ...]
    given: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Expect:
    """The input's rows unchanged; every rule sees them all."""

    input: NodeId
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """The input's rows with one more column, `BROKEN_RULES`: the names of the rules that a row
    breaks, in order, joined by `, `; NULL if it breaks none. Each rule is about one row.
    """

    input: NodeId
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The rows of a `Judge` that break no rule, without `BROKEN_RULES`."""

    input: NodeId


@dataclass(frozen=True, slots=True)
class Rejected:
    """The rows of a `Judge` that break a rule, with `BROKEN_RULES`."""

    input: NodeId


#: The column of rejected rows that tells why: names of rules, joined by `, `.
BROKEN_RULES = "broken_rules"

Op = (
    Scan
    | ScanRejected
    | Project
    | Filter
    | Convert
    | Dedupe
    | Distinct
    | Sort
    | Limit
    | Join
    | Union
    | SetOperation
    | GroupBy
    | Window
    | TimeWindow
    | Session
    | Runs
    | Numbers
    | Expect
    | Judge
    | Accepted
    | Rejected
)


@dataclass(frozen=True, slots=True)
class Node:
    """One relation. `keys` are column sets known to be unique (declared and checked, or proven).

    `address` is the place in the spec that made it, e.g. `steps[2].filter` or `sources.orders`.
    """

    id: NodeId
    op: Op
    schema: Schema
    step: str
    address: str
    keys: tuple[tuple[str, ...], ...] = ()
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    def unique_in(self, columns: Iterable[str]) -> bool:
        """Whether it is known that no two rows agree in all of these columns."""
        named = set(columns)
        return any(named.issuperset(key) for key in self.keys)


Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """Rows of a source in its full schema."""

    source: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """Rows of a sink or a step, of the columns named; in order if `ordered`, else as a bag."""

    relation: str
    node: NodeId
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    params: tuple[tuple[str, Value], ...]
    given: tuple[Given, ...]
    then: tuple[Expected, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A checked pipeline. `nodes` are in an order in which each reads only earlier ones.

    `digest` is of the canonical spec; `file` its path relative to the project.
    """

    name: str
    file: str
    digest: str
    params: tuple[Parameter, ...]
    sources: tuple[Source, ...]
    nodes: tuple[Node, ...]
    sinks: tuple[Sink, ...]
    examples: tuple[Example, ...] = ()
    description: str = ""
    owner: str = ""
    schedule: tuple[str, str] | None = None

    def node(self, id: NodeId) -> Node:
        """Raises KeyError if there is no such node."""
        for node in self.nodes:
            if node.id == id:
                return node
        raise KeyError(id)

    def source(self, name: str) -> Source:
        """Raises KeyError if there is no such source."""
        for source in self.sources:
            if source.name == name:
                return source
        raise KeyError(name)

    def sink(self, name: str) -> Sink:
        """Raises KeyError if there is no such sink."""
        for sink in self.sinks:
            if sink.name == name:
                return sink
        raise KeyError(name)


def inputs(op: Op) -> tuple[NodeId, ...]:
    """The nodes that an operator reads rows of, main input first."""
    match op:
        case Scan() | ScanRejected() | Numbers():
            return ()
        case Join() | SetOperation():
            return (op.left, op.right)
        case Union():
            return op.inputs
        case Expect() | Judge():
            others = (id for r in op.rules for id in rule_inputs(r.rule))
            return (op.input, *dict.fromkeys(others))
        case _:
            return (op.input,)
