"""The ends of a pipeline: the sources that it reads, the sinks that it writes, its parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from typing import Literal as OneOf

from speccc.diagnostics import Span
from speccc.ir.expr import OrderKey, Value
from speccc.types import Type

NodeId = str


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
class EventTime:
    """The clock of a stream: a row whose `column` is more than `max_lateness` seconds behind the
    latest one before it is late, and left out. A batch has all rows and ignores it.
    """

    column: str
    max_lateness: int


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    columns: tuple[SourceColumn, ...]
    key: tuple[str, ...]
    on_error: OneOf["fail", "set_null", "quarantine"]
    binding: Binding | None
    description: str = ""
    incremental: Incremental | None = None
    event_time: EventTime | None = None
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
