"""Steps on streams to SELECT statements: where clocks may not be, and where Flink is wrong."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from speccc.backends.flink.relations import TimedRelations
from speccc.backends.flink.streams.flows import flows, holds_bounds, joins_in_time
from speccc.backends.flink.streams.lookups import filtered, looked_up
from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.matching import LEFT, NUMBER, RIGHT
from speccc.ir.rel import Dedupe, Filter, Join, Node, NodeId, Pipeline, Project, Window
from speccc.types import TEXT

#: What a clock is where it is none any more.
_PLAIN_TIME = "CAST(_a AS TIMESTAMP(3))"
#: The number 1, of which Flink does not know that it is always that; and the column that has it.
_ONE = "CAST(CHAR_LENGTH(LEFT(CONCAT('1', COALESCE(_a, '')), 1)) AS BIGINT)"
_LAST = "_last"
#: Where the frame of one row begins.
_CURRENT = "CURRENT ROW"
#: When a row comes, at which a table is looked up; whether a row of the table passes the filters.
_NOW, _KEPT = "_now", "_kept"


class StreamRelations(TimedRelations):
    """As those of batches, but without clocks where none may be, and with updates."""

    def __init__(
        self, engine: Engine, pipeline: Pipeline, source_of: Callable[[NodeId], exp.Expr]
    ) -> None:
        super().__init__(engine, pipeline, source_of)
        self._flows = flows(pipeline)
        self._tables, self._filtered = looked_up(pipeline), filtered(pipeline)

    def select(self, node: Node) -> exp.Expr:
        """The node's rows, from those it reads. Of a table that is looked up all rows, which say
        whether they pass the filters: Flink looks up no view with a condition (2.3.0).
        """
        op = node.op
        if node.id not in self._filtered:
            return super().select(node)
        if isinstance(op, Filter):
            condition = self._over(op.input).lower(op.predicate)
            if op.input in self._filtered:  # of a row that is left out nothing more is asked
                condition = self._fill("CASE WHEN _a THEN _b END", trees.column(_KEPT), condition)
            columns = [*map(trees.column, node.schema.names), trees.alias(condition, _KEPT)]
            return self._from(op.input, columns)
        select = super().select(node)
        if isinstance(select, exp.Select) and not isinstance(select.expressions[0], exp.Star):
            select = select.select(trees.column(_KEPT))
        return select

    def _dedupe(self, op: Dedupe) -> exp.Expr:
        """By several keys, the first of so many as a column says: of the first one alone Flink does
        not take back the rows that others replace (FLINK-40368, 2.2 and 2.3).
        """
        if len(op.order) == 1 or holds_bounds(op.by, self._flows[op.input]):
            return super()._dedupe(op)
        columns = self._plain_columns(op.input)
        one = self._fill(_ONE, self._engine.cast(trees.column(op.by[0]), TEXT))
        counted = exp.select(*columns, trees.alias(one, _LAST)).from_(self._source_of(op.input))
        number = exp.Window(
            this=trees.call("ROW_NUMBER"),
            partition_by=[trees.column(name) for name in op.by],
            order=exp.Order(expressions=self._over(op.input).order(op.order)),
        )
        numbered = exp.select(exp.Star(), trees.alias(number, NUMBER)).from_(
            _named(counted, "counted")
        )
        first = exp.LTE(this=trees.column(NUMBER), expression=trees.column(_LAST))
        rows = exp.select(*map(trees.column, self.schema(op.input).names))
        return rows.from_(_named(numbered, "numbered")).where(first)

    def _window(self, op: Window) -> exp.Expr:
        """Over a window, its columns turned round: two windows without anything between them get
        columns of one name in Flink (2.3.0). A frame that begins with the current row begins 0 rows
        before it, which Flink has and the other not.
        """
        select = super()._window(op)
        for frame in select.find_all(exp.WindowSpec):
            if frame.args.get("start") == _CURRENT:
                frame.set("start", trees.number(0))
                frame.set("start_side", "PRECEDING")
        if not self._is_window(op.input) or not isinstance(select, exp.Select):
            return select
        names = self.schema(op.input).names
        turned = exp.select(*map(trees.column, reversed(names))).from_(self._source_of(op.input))
        made = select.expressions[-len(op.items) :]
        select.set("expressions", [*map(trees.column, names), *made])
        return select.from_(_named(turned, "turned"), copy=False)

    def _is_window(self, id: NodeId) -> bool:
        """Whether a node has the rows of a window, with nothing but projections between them."""
        op = self._nodes[id].op
        return isinstance(op, Window) or (isinstance(op, Project) and self._is_window(op.input))

    def _join(self, op: Join) -> exp.Expr:
        """A clock cannot go into a join that does not go by it, so there it is a plain time."""
        if op.right in self._tables:
            return self._lookup(op)
        joined = super()._join(op)
        if joins_in_time(op, self._flows):
            return joined
        for table in list(joined.find_all(exp.Table)):
            node = {LEFT: op.left, RIGHT: op.right}.get(table.alias)
            if node is not None and self._flows[node].clocks:
                table.replace(self._without_clocks(node, table.alias))
        return joined

    def _lookup(self, op: Join) -> exp.Expr:
        """Each row with what the table says when it comes."""
        coming = exp.select(exp.Star(), trees.alias(trees.call("PROCTIME"), _NOW))
        rows = _named(coming.from_(self._source_of(op.left)), LEFT)
        table = self._aliased(op.right, RIGHT)
        at = trees.column(_NOW, LEFT)
        table.set("version", exp.Version(this="SYSTEM_TIME", kind="AS OF", expression=at))
        conditions = self.matches(op)
        if op.right in self._filtered:
            conditions.append(trees.column(_KEPT, RIGHT))
        taken = [trees.alias(trees.column(t.column, RIGHT), t.name) for t in op.take]
        kept = [trees.column(name, LEFT) for name in self.schema(op.left).names]
        how = "LEFT" if op.kind in ("left", "anti") else "INNER"
        joined = exp.select(*kept, *taken).from_(rows)
        joined = joined.join(table, on=trees.all_of(conditions), join_type=how, copy=False)
        if op.kind == "anti":
            missing = self._fill("_a IS NULL", trees.column(op.keys[0].right, RIGHT))
            joined = joined.where(missing)
        return joined

    def _without_clocks(self, node: NodeId, side: str) -> exp.Expr:
        rows = exp.select(*self._plain_columns(node)).from_(self._source_of(node))
        return _named(rows, side)

    def _plain_columns(self, node: NodeId) -> list[exp.Expr]:
        """All columns of a node, without clocks."""
        clocks = self._flows[node].clocks
        return [
            trees.alias(self._fill(_PLAIN_TIME, trees.column(name)), name)
            if name in clocks
            else trees.column(name)
            for name in self.schema(node).names
        ]


def _named(rows: exp.Expr, name: str) -> exp.Expr:
    return exp.Subquery(this=rows, alias=exp.TableAlias(this=trees.name(name)))
