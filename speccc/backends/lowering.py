"""Windows of time and unbroken runs, said in operators that every engine has.

Time is counted in whole seconds since 1970, rounded down: a time lies before a whole second if and
only if its own second does. Columns that only help begin with `_`, as none of a spec does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from speccc.backends.names import names
from speccc.ir.expr import (
    Call,
    Case,
    Column,
    Expr,
    Frame,
    Item,
    Literal,
    OrderKey,
    Value,
    When,
    WindowCall,
)
from speccc.ir.rel import (
    WINDOW_END,
    WINDOW_START,
    Filter,
    GroupBy,
    Join,
    Node,
    NodeId,
    Numbers,
    Op,
    Pipeline,
    Project,
    Runs,
    Session,
    Taken,
    TimeWindow,
    Window,
)
from speccc.ir.verify import verify
from speccc.types import BOOL, INT64, TIMESTAMP, Schema, Type
from speccc.types import Column as Declared

_SO_FAR, _ALL = Frame(None, 0), Frame(None, None)


#: The operators that this is about.
TIMED = (TimeWindow, Session, Runs)


def lowered(pipeline: Pipeline, operators: tuple[type, ...] = TIMED) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, and without those operators."""
    nodes: list[Node] = []
    used = names(pipeline)
    for node in pipeline.nodes:
        op = node.op
        if isinstance(op, TIMED) and isinstance(op, operators):
            way = _Way(node, op.input, pipeline.node(op.input).schema, used)
            nodes += _steps(op, way)
        else:
            nodes.append(node)
    if len(nodes) == len(pipeline.nodes):
        return pipeline
    return verify(replace(pipeline, nodes=tuple(nodes)), "lowering")


@dataclass(slots=True)
class _Way:
    """The nodes that stand for `node`, each reading the one before; `last` has `schema`."""

    node: Node
    last: NodeId
    schema: Schema
    used: set[str]
    made: list[Node] = field(default_factory=list[Node])

    def column(self, name: str) -> Column:
        """What the last node has under that name."""
        found = self.schema[name]
        return Column(name=name, type=found.type, nullable=found.nullable, inexact=found.inexact)

    def add(self, op: Op, schema: Schema) -> None:
        """One node more; of its kind alone it has a name of its own."""
        number = 1
        while (id := f"{self.node.id}_{number}").lower() in self.used:
            number += 1
        self.used.add(id.lower())
        self.made.append(replace(self.node, id=id, op=op, schema=schema, keys=(), description=""))
        self.last, self.schema = id, schema

    def filter(self, predicate: Expr, *proven: str) -> None:
        """The rows for which it is TRUE, in which the columns `proven` are not NULL."""
        self.add(Filter(self.last, predicate), self.schema.not_null(proven))

    def derive(self, name: str, expr: Expr) -> None:
        """A column more."""
        kept = (Item(each, self.column(each)) for each in self.schema.names)
        self.add(Project(self.last, (*kept, Item(name, expr))), self._with(Item(name, expr)))

    def window(self, by: tuple[str, ...], order: tuple[OrderKey, ...], *items: Item) -> None:
        """Columns more, computed over the rows around each row."""
        self.add(Window(self.last, by, order, len(order), items), self._with(*items))

    def repeat(self, name: str, count: int) -> None:
        """Each row `count` times, with a number from 0 up."""
        rows, schema, own = self.last, self.schema, Declared(name, INT64, nullable=False)
        self.add(Numbers(count), Schema((own,)))
        crossed = Join(rows, self.last, "cross", (), None, (Taken(name, name),), None)
        self.add(crossed, Schema((*schema, own)))

    def finish(self, computed: Mapping[str, Expr]) -> list[Node]:
        """All nodes; the last one is as the node that they stand for."""
        names = self.node.schema.names
        items = tuple(Item(n, computed[n] if n in computed else self.column(n)) for n in names)
        return [*self.made, replace(self.node, op=Project(self.last, items))]

    def _with(self, *items: Item) -> Schema:
        made = (Declared(i.name, i.expr.type, i.expr.nullable) for i in items)
        return Schema((*self.schema, *made))


def _steps(op: TimeWindow | Session | Runs, way: _Way) -> list[Node]:
    match op:
        case TimeWindow():
            return _time_window(op, way)
        case Session():
            return _session(op, way)
        case Runs():
            return _runs(op, way)


def _time_window(op: TimeWindow, way: _Way) -> list[Node]:
    _with_time(op.time, way)
    way.derive("_second", _call(INT64, "seconds_between", _EPOCH, way.column(op.time)))
    step = op.every if op.kind == "hop" else op.size
    rest = _call(INT64, "mod", way.column("_second"), _number(step))  # below zero before 1970
    way.derive("_into", _call(INT64, "mod", _plus(rest, _number(step)), _number(step)))
    start = _minus(way.column("_second"), way.column("_into"))
    count = -(-op.size // op.every)
    if op.kind == "cumulate":
        way.repeat("_nth", count)
        length = _times(_plus(way.column("_nth"), _number(1)), op.every)
        way.filter(_call(BOOL, "less", way.column("_into"), length))
        return way.finish({WINDOW_START: _at(start), WINDOW_END: _at(_plus(start, length))})
    before: Expr = way.column("_into")
    if count > 1:
        way.repeat("_nth", count)
        earlier = _times(way.column("_nth"), op.every)
        start, before = _minus(start, earlier), _plus(before, earlier)
    if op.size % op.every:
        way.filter(_call(BOOL, "less", before, _number(op.size)))
    end = _plus(start, _number(op.size))
    return way.finish({WINDOW_START: _at(start), WINDOW_END: _at(end)})


def _session(op: Session, way: _Way) -> list[Node]:
    """A row begins a session if it comes too late for the row before it; of rows of one time only
    the first can, and it is counted first.
    """
    _with_time(op.time, way)
    time, order = way.column(op.time), OrderKey(op.time)
    before = WindowCall(type=TIMESTAMP, nullable=True, function="lag", args=(time,))
    way.window(op.by, (order,), Item("_before", before))
    until = _call(TIMESTAMP, "add_seconds", way.column("_before"), _number(op.gap))
    goes_on = _call(BOOL, "less_equal", time, until)
    way.derive("_begins", _case(goes_on, 0, 1))
    number = _over("sum", way.column("_begins"), _SO_FAR)
    way.window(op.by, (order, OrderKey("_begins", descending=True)), Item("_session", number))
    first, last = _over("min", time, _ALL), _over("max", time, _ALL)
    together = (*op.by, "_session")
    way.window(together, (order,), Item("_first", first), Item("_last", last))
    end = _call(TIMESTAMP, "add_seconds", way.column("_last"), _number(op.gap))
    return way.finish({WINDOW_START: way.column("_first"), WINDOW_END: end})


def _runs(op: Runs, way: _Way) -> list[Node]:
    """The rows of a run are those with as many breaks before them."""
    way.derive("_breaks", _case(op.holds, 0, 1))
    breaks = _over("sum", way.column("_breaks"), _SO_FAR)
    way.window(op.by, op.order, Item("_run", breaks))
    way.filter(_call(BOOL, "equal", way.column("_breaks"), _number(0)), *op.proven)
    by = (*op.by, "_run")
    measured = (way.node.schema[m.name] for m in op.measures)
    schema = Schema((*(way.schema[name] for name in by), *measured))
    way.add(GroupBy(way.last, by, op.measures), schema)
    return way.finish({})


def _with_time(name: str, way: _Way) -> None:
    """The rows that have a time."""
    if way.schema[name].nullable:
        there = Call(type=BOOL, nullable=False, function="is_not_null", args=(way.column(name),))
        way.filter(there, name)


def _literal(type: Type, value: Value) -> Literal:
    return Literal(type=type, nullable=False, value=value)


_EPOCH = _literal(TIMESTAMP, dt.datetime(1970, 1, 1))


def _number(value: int) -> Literal:
    return _literal(INT64, value)


def _call(type: Type, function: str, *args: Expr) -> Expr:
    """A call that is NULL if and only if an argument is."""
    return Call(type=type, nullable=any(a.nullable for a in args), function=function, args=args)


def _plus(left: Expr, right: Expr) -> Expr:
    return _call(INT64, "add", left, right)


def _minus(left: Expr, right: Expr) -> Expr:
    return _call(INT64, "subtract", left, right)


def _times(left: Expr, right: int) -> Expr:
    return _call(INT64, "multiply", left, _number(right))


def _at(second: Expr) -> Expr:
    return _call(TIMESTAMP, "add_seconds", _EPOCH, second)


def _case(condition: Expr, holds: int, otherwise: int) -> Expr:
    whens = (When(condition, _number(holds)),)
    return Case(type=INT64, nullable=False, whens=whens, otherwise=_number(otherwise))


def _over(function: str, argument: Expr, frame: Frame) -> WindowCall:
    """An aggregate of a value that is always there, over a frame that holds the row itself."""
    return WindowCall(
        type=argument.type, nullable=False, function=function, args=(argument,), frame=frame
    )
