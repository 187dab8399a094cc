"""Steps to SELECT statements where Flink has its own: functions of tables for windows of time; and
where its planner goes wrong: matches of which it loses rows, and windows over the rows of windows,
of which it takes two columns for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from speccc.backends.flink.functions import by_code_point
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.intervals import length
from speccc.backends.flink.matching import (
    any_value,
    can_be_said,
    loses_rows,
    may_be_null,
    put_back,
    without_null,
    without_or,
)
from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.matching import LEFT, RIGHT, equal
from speccc.backends.sql.printing import printed
from speccc.backends.sql.relations import Relations
from speccc.ir.rel import (
    WINDOW_END,
    WINDOW_START,
    Dedupe,
    Distinct,
    GroupBy,
    Join,
    Limit,
    Node,
    NodeId,
    Pipeline,
    Session,
    SetOperation,
    TimeWindow,
    Union,
    Window,
    inputs,
)
from speccc.types import Kind, Schema


class TimedRelations(Relations):
    """The SELECT of each node, windows of time too."""

    def select(self, node: Node) -> exp.Expr:
        """The node's rows, from those it reads."""
        op = node.op
        match op:
            case TimeWindow(kind="hop", size=size, every=every) if size == every:
                return self._windows("TUMBLE", op.input, op.time, [size])
            case TimeWindow(kind="hop"):
                return self._windows("HOP", op.input, op.time, [op.every, op.size])
            case TimeWindow():
                return self._windows("CUMULATE", op.input, op.time, [op.every, op.size])
            case Session():
                return self._windows("SESSION", op.input, op.time, [op.gap], op.by)
            case Limit():
                return self._first(op, node.schema)
            case _:
                return super().select(node)

    def _first(self, op: Limit, schema: Schema) -> exp.Expr:
        """A limit is found before rows are written, texts by code point."""
        keys = self._over(op.input).order(op.order)
        for key, by in zip(keys, op.order, strict=True):
            if schema[by.column].type.kind is Kind.TEXT:
                key.set("this", by_code_point(key.this))
        return self._all(op.input).order_by(*keys).limit(op.count)

    def _residual(self, op: Join) -> list[exp.Expr]:
        """What a match asks for beside equal keys, so that no row is lost."""
        rewritten = loses_rows(op) and can_be_said(op)
        return [without_or(tree) if rewritten else tree for tree in super()._residual(op)]

    def _windows(
        self,
        function: str,
        input: NodeId,
        time: str,
        lengths: Sequence[int],
        by: Sequence[str] = (),
    ) -> exp.Expr:
        """Flink's function adds the bounds of a window, and a clock that nobody asked for."""
        rows = f"TABLE {printed(self._source_of(input), Flink)}"
        if by:
            rows += f" PARTITION BY ({', '.join(printed(trees.name(n), Flink) for n in by)})"
        clock = trees.call("DESCRIPTOR", trees.name(time))
        call = trees.call(function, exp.var(rows), clock, *map(length, lengths))
        columns = (*self.schema(input).names, WINDOW_START, WINDOW_END)
        table = exp.Table(this=trees.call("TABLE", call))
        return exp.select(*map(trees.column, columns)).from_(table)


#: Their columns are in the order of the schema, whatever they read.
_IN_ORDER = (GroupBy, Distinct, TimeWindow, Union, SetOperation)


class BatchRelations(TimedRelations):
    """As those of a batch: what a window adds comes first where another window is above or below.

    The planner (2.3.0) takes a window's rows with other names for the same rows, and calls what
    each of them adds alike: it fails where two stand in one row. In another order they are others.
    """

    def __init__(
        self, engine: Engine, pipeline: Pipeline, source_of: Callable[[NodeId], exp.Expr]
    ) -> None:
        super().__init__(engine, pipeline, source_of)
        seen: set[NodeId] = set()
        for node in reversed(pipeline.nodes):
            if isinstance(node.op, Window | Dedupe) or node.id in seen:
                seen.update(inputs(node.op))
        #: The windows that others see, and all that may have their columns in another order, too.
        self._turned: set[NodeId] = set()
        for node in pipeline.nodes:
            is_seen = isinstance(node.op, Window) and node.id in seen
            handed_on = () if isinstance(node.op, _IN_ORDER) else inputs(node.op)
            if is_seen or not self._turned.isdisjoint(handed_on):
                self._turned.add(node.id)

    def select(self, node: Node) -> exp.Expr:
        """The node's rows, from those it reads."""
        select = super().select(node)
        if isinstance(node.op, Window) and node.id in self._turned:
            columns, made = select.expressions, len(node.op.items)
            select.set("expressions", [*columns[-made:], *columns[:-made]])
        return select

    def _join(self, op: Join) -> exp.Expr:
        """Where rows would be lost, and IF does not help, the condition reads no NULL."""
        if not loses_rows(op) or can_be_said(op):
            return super()._join(op)
        names, columns, over = self.schema(op.left).names, may_be_null(op), self._over(op.left)
        made = [part for c in columns for part in without_null(c, over.lower(any_value(c)))]
        left = self._from(op.left, [*self.columns(op.left), *made])
        there = exp.select(trees.number(1)).from_(self._aliased(op.right, RIGHT))
        residual = [put_back(tree, columns) for tree in self._residual(op)]
        found = exp.Exists(this=there.where(*map(equal, op.keys), *residual))
        rows = exp.select(*(trees.column(name, LEFT) for name in names))
        rows = rows.from_(exp.Subquery(this=left, alias=exp.TableAlias(this=trees.name(LEFT))))
        return rows.where(found if op.kind == "semi" else exp.Not(this=found))

    def _arranged(self, node: NodeId, names: tuple[str, ...]) -> exp.Expr:
        """By their names, columns that may not be in the order of the schema."""
        if node in self._turned:
            return self._from(node, [trees.column(name) for name in names])
        return super()._arranged(node, names)
