"""Relations: a pipeline is a list of named nodes, each reading earlier ones by id.

A step of the spec becomes one node or several in a row (`derive` whose columns build on each
other); all carry the step's name in `step`, so a backend can print one unit for each step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from typing import Literal as OneOf

from speccc.diagnostics import Span
from speccc.ir.expr import Expr, Frame, OrderKey, Value
from speccc.types import Schema, Type

NodeId = str

__all__ = ["Frame", "OrderKey"]


@dataclass(frozen=True, slots=True)
class Item:
    """`name` is made of `expr`."""

    name: str
    expr: Expr


@dataclass(frozen=True, slots=True)
class Scan:
    """The rows of a source, after its contract was checked. The node's id is the source's name."""

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
class JoinKey:
    left: str
    right: str


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


RuleKind = CheckRule | NotNullRule | UniqueRule | ReferencesRule | RowCountRule


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is the spec's, or the rule's printed text."""

    name: str
    severity: OneOf["fail", "warn"]
    rule: RuleKind
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Expect:
    """The input's rows unchanged; every rule sees them all."""

    input: NodeId
    rules: tuple[Rule, ...]


Op = (
    Scan
    | Project
    | Filter
    | Convert
    | Dedupe
    | Distinct
    | Sort
    | Limit
    | Join
    | Union
    | GroupBy
    | Window
    | Expect
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


#: Values of columns with one of these tags are never shown; tags follow lineage.
HIDDEN_TAGS = frozenset(("personal", "secret"))


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A declared column: where it stands in the data and how it is read.

    `path` is the physical name, or the way down into nested data; `format` is in the tokens
    YYYY MM DD HH mm ss; `zone` an IANA name (local times become UTC). Empty means the default.
    """

    name: str
    type: Type
    nullable: bool
    path: tuple[str, ...]
    format: str = ""
    zone: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def hidden(self) -> bool:
        return not HIDDEN_TAGS.isdisjoint(self.tags)


@dataclass(frozen=True, slots=True)
class Binding:
    """Where data lies: a connector and its options (plain JSON data)."""

    connector: str
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incremental:
    """Only rows whose `column` is at least the parameter `param` are used.

    A run sets the parameter to the greatest value that the sinks recorded, less `lookback` seconds.
    """

    column: str
    param: str
    lookback: int


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    columns: tuple[SourceColumn, ...]
    key: tuple[str, ...]
    on_error: OneOf["fail", "set_null"]
    binding: Binding | None
    description: str = ""
    incremental: Incremental | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


#: What becomes of the rows that a sink holds already, `key` telling which is which. replace: none
#: stays. merge: those whose key is not written stay. append: all stay, and only rows whose key is
#: new are written. partition: those of partitions that are not written stay.
SinkMode = OneOf["replace", "merge", "append", "partition"]


@dataclass(frozen=True, slots=True)
class Sink:
    """Where a relation is written. `columns` says the physical name of each (path), in order.

    `order` is empty unless the sink reads a sort or a limit. `key` (merge, append) tells rows
    apart; `by` (partition) are the columns whose values make a partition. `check_key`: the run must
    verify that no two rows share their key, and none has a NULL in it (False: proven, or no key).
    """

    name: str
    input: NodeId
    columns: tuple[SourceColumn, ...]
    mode: SinkMode
    order: tuple[OrderKey, ...]
    binding: Binding | None
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)
    key: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    check_key: bool = False

    @property
    def file_order(self) -> tuple[OrderKey, ...]:
        """The order of the rows in a file: the sort's; with a key, completed by it, so that the
        file does not tell in how many runs it was filled.
        """
        sorted_by = {key.column for key in self.order}
        return (*self.order, *(OrderKey(name) for name in self.key if name not in sorted_by))


@dataclass(frozen=True, slots=True)
class Parameter:
    """`default` is None when the run must give the value: a parameter is never null."""

    name: str
    type: Type
    default: Value
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


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
        case Scan():
            return ()
        case Join():
            return (op.left, op.right)
        case Union():
            return op.inputs
        case Expect():
            others = (r.rule.to for r in op.rules if isinstance(r.rule, ReferencesRule))
            return (op.input, *dict.fromkeys(others))
        case _:
            return (op.input,)
