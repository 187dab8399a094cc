"""Counts the rows of every step while a pipeline runs, and checks that none is lost on the way.

Beside each step stands an expectation that never ends a run and tells how many rows there are. Of
a step that keeps rows, those that it takes out are found once more by another way, and a second
expectation ends the run unless rows in = rows out + rows taken out. A row without a time, which is
in no window of time, is told as filtered. All of it is said in operators
that every engine has; the sinks read what they read before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import reduce
from itertools import count
from typing import Any

from speccc.analyse.build import column_expr, completed
from speccc.ir.expr import Aggregate, Call, Case, Expr, Literal, OrderKey, When, WindowCall
from speccc.ir.rel import (
    BROKEN_RULES,
    Accepted,
    CheckRule,
    Convert,
    Dedupe,
    Distinct,
    Expect,
    Filter,
    GroupBy,
    Item,
    Join,
    Judge,
    Limit,
    Node,
    NodeId,
    Op,
    Pipeline,
    Project,
    Rejected,
    RowCountRule,
    Rule,
    Scan,
    ScanRejected,
    Sort,
    Taken,
    Window,
    inputs,
)
from speccc.ir.timing import Session, TimeWindow
from speccc.types import BOOL, INT64, Column, Schema

#: By the operator that takes rows out, what that is called.
REMOVED: dict[type[Op], str] = {
    Filter: "filtered",
    Limit: "filtered",
    Dedupe: "deduplicated",
    Distinct: "deduplicated",
    Accepted: "quarantined",
}
#: The operators that hand every row on.
HANDING_ON: tuple[type[Op], ...] = (Project, Convert, Sort, Window, Expect, Judge)

_IN, _OUT = "rows_in", "rows_out"
#: A rule that no relation meets, so that its number is always told.
_NEVER = RowCountRule(None, -1)


@dataclass(frozen=True, slots=True)
class Counted:
    """A step, and for each of its numbers the name under which the run tells it: that of the step
    of an expectation.

    `rows_in` is None for a source. `removed`: by what it is called, the rows taken out. `balance`
    is the expectation that checks them all; None where rows in and out have no fixed relation.
    """

    step: str
    kind: str
    rows_in: str | None
    rows_out: str
    removed: dict[str, str]
    balance: str | None


def profile(pipeline: Pipeline) -> tuple[Pipeline, list[dict[str, Any]]]:
    """The pipeline with its steps counted and checked, and what the run then tells of each step:
    the fields of `Counted` as plain data, for the run recipe.
    """
    profiling = _Profiling(pipeline)
    made: dict[str, list[Node]] = {}
    for node in pipeline.nodes:
        made.setdefault(node.address, []).append(node)
    for nodes in made.values():
        profiling.add(nodes)
    found = [asdict(counted) for counted in profiling.found]
    return replace(pipeline, nodes=tuple(profiling.nodes)), found


class _Profiling:
    """The nodes of a pipeline, and those that count them."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.nodes: list[Node] = []
        self.found: list[Counted] = []
        self._ids = _free_ids(pipeline)
        self._known = {node.id: node for node in pipeline.nodes}
        self._told: dict[NodeId, str] = {}

    def add(self, nodes: Sequence[Node]) -> None:
        """Adds the nodes of one step, and what counts them."""
        self.nodes += nodes
        way = _way(nodes)
        last = way[-1]
        out = self._told[last.id] = self._tell(last)
        if isinstance(last.op, Scan):
            aside = next((node for node in nodes if isinstance(node.op, ScanRejected)), None)
            told = {} if aside is None else {"quarantined": self._tell(aside)}
            self.found.append(Counted(last.step, "source", None, out, told, None))
            return
        above = inputs(way[0].op)[0]
        removed: dict[str, str] = {}
        balance = None
        if all(isinstance(node.op, (*REMOVED, *HANDING_ON)) for node in way):
            gone = {REMOVED[type(n.op)]: self._removed(n) for n in way if type(n.op) in REMOVED}
            removed = {word: self._tell(node) for word, node in gone.items()}
            balance = self._balance({_IN: self._known[above], _OUT: last, **gone})
        timed = next((node.op for node in way if isinstance(node.op, TimeWindow | Session)), None)
        if timed is not None:
            removed = {"filtered": self._tell(self._timeless(timed))}
        kind = last.address.rpartition(".")[2]
        self.found.append(Counted(last.step, kind, self._told[above], out, removed, balance))

    def _node(self, op: Op, schema: Schema) -> Node:
        """A new node, which is a step of its own."""
        id = next(self._ids)
        self.nodes.append(Node(id, op, schema, id, id))
        return self.nodes[-1]

    def _tell(self, node: Node) -> str:
        """Has the run tell how many rows a node has; under which name."""
        rule = Rule("rows", "count", _NEVER)
        return self._node(Expect(node.id, (rule,)), node.schema).step

    def _removed(self, node: Node) -> Node:
        """The rows that an operator takes out."""
        op = node.op
        match op:
            case Filter():
                schema = self._known[op.input].schema
                return self._node(Filter(op.input, _not_true(op.predicate)), schema)
            case Dedupe():
                return self._after(1, op.input, op.by, op.order)
            case Distinct():
                source = self._known[op.input]
                rest = completed((), source.schema, source.keys, fixed=op.columns)
                order = rest or (OrderKey(op.columns[0]),)
                return self._after(1, op.input, op.columns, order)
            case Accepted():
                judged = self._known[op.input].schema
                schema = judged.with_column(BROKEN_RULES, nullable=False)
                return self._node(Rejected(op.input), schema)
            case Limit():
                return self._after(op.count, op.input, (), op.order)
            case _:
                raise AssertionError(f"{type(op).__name__} takes no rows out")

    def _timeless(self, op: TimeWindow | Session) -> Node:
        """The rows that are in no window, for they have no time."""
        schema = self._known[op.input].schema
        time = column_expr(schema[op.time])
        missing = Call(type=BOOL, nullable=False, function="is_null", args=(time,))
        return self._node(Filter(op.input, missing), schema)

    def _after(
        self, kept: int, input: NodeId, by: tuple[str, ...], order: tuple[OrderKey, ...]
    ) -> Node:
        """The rows of each group that come after the first `kept`."""
        schema = self._known[input].schema
        number = Column(_free_name("row_number", schema.names), INT64, nullable=False)
        call = WindowCall(type=INT64, nullable=False, function="row_number", args=())
        window = Window(input, by, order, len(order), (Item(number.name, call),))
        numbered = self._node(window, Schema((*schema, number)))
        behind = _call("greater", column_expr(number), _number(kept))
        return self._node(Filter(numbered.id, behind), numbered.schema)

    def _balance(self, counted: dict[str, Node]) -> str:
        """Has the run end unless rows in are all the other rows together; under which name."""
        first, *others = [self._count(name, node) for name, node in counted.items()]
        beside = reduce(self._beside, others, first)
        rows_in, *rest = [column_expr(column) for column in beside.schema]
        total = reduce(_plus, rest)
        name = " = ".join((_IN, " + ".join(list(counted)[1:]))).replace("_", " ")
        rule = Rule(name, "fail", CheckRule(_call("equal", rows_in, total)))
        return self._node(Expect(beside.id, (rule,)), beside.schema).step

    def _count(self, name: str, node: Node) -> Node:
        """One row with the number of rows."""
        call = Aggregate(type=INT64, nullable=False, function="count", args=())
        schema = Schema((Column(name, INT64, nullable=False),))
        return self._node(GroupBy(node.id, (), (Item(name, call),)), schema)

    def _beside(self, left: Node, right: Node) -> Node:
        """The columns of two relations of one row."""
        taken = tuple(Taken(column.name, column.name) for column in right.schema)
        op = Join(left.id, right.id, "cross", (), None, taken, None)
        return self._node(op, Schema((*left.schema, *right.schema)))


def _way(nodes: Sequence[Node]) -> list[Node]:
    """The nodes of a step through which its rows go, from its main input to its result."""
    inside = {node.id: node for node in nodes}
    way = [next((n for n in nodes if n.id == n.step), nodes[-1])]
    while True:
        above = inside.get(next(iter(inputs(way[0].op)), ""))
        if above is None:
            return way
        way.insert(0, above)


def _free_ids(pipeline: Pipeline) -> Iterator[NodeId]:
    """Names that nothing in the pipeline has."""
    ends = (*pipeline.sources, *pipeline.sinks, *pipeline.params)
    used = {name.lower() for name in (*(n.id for n in pipeline.nodes), *(e.name for e in ends))}
    return (name for name in (f"profile_{number}" for number in count(1)) if name not in used)


def _free_name(wanted: str, used: Iterable[str]) -> str:
    """`wanted`, with as many `_` after it as it takes to be new."""
    taken = {name.lower() for name in used}
    while wanted in taken:
        wanted += "_"
    return wanted


def _not_true(predicate: Expr) -> Expr:
    """Whether it is FALSE or NULL."""
    false, true = (Literal(type=BOOL, nullable=False, value=value) for value in (False, True))
    return Case(type=BOOL, nullable=False, whens=(When(predicate, false),), otherwise=true)


def _number(value: int) -> Expr:
    return Literal(type=INT64, nullable=False, value=value)


def _call(function: str, left: Expr, right: Expr) -> Expr:
    return Call(type=BOOL, nullable=False, function=function, args=(left, right))


def _plus(left: Expr, right: Expr) -> Expr:
    return Call(type=INT64, nullable=False, function="add", args=(left, right))
