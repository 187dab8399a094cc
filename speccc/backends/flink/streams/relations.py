"""Steps on streams to SELECT statements: windows of time, and joins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.flink.streams.flows import flows, joins_in_time
from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.matching import LEFT, RIGHT
from speccc.backends.sql.printing import printed
from speccc.backends.sql.relations import Relations
from speccc.ir.rel import (
    WINDOW_END,
    WINDOW_START,
    Join,
    Node,
    NodeId,
    Pipeline,
    Session,
    TimeWindow,
)
from speccc.types.durations import UNITS

#: What a clock is where it is none any more.
_PLAIN_TIME = "CAST(_a AS TIMESTAMP(3))"


def interval(seconds: int) -> exp.Expr:
    """A length of time, in the largest unit that it is whole in."""
    unit = next(unit for unit in reversed(UNITS) if seconds % UNITS[unit] == 0)
    number = str(seconds // UNITS[unit])
    digits = f"({len(number)})" if len(number) > 2 else ""  # two are what Flink expects
    return exp.var(f"INTERVAL '{number}' {unit.upper()}{digits}")


class StreamRelations(Relations):
    """As those of batches, but windows of time are Flink's own functions of tables."""

    def __init__(
        self, engine: Engine, pipeline: Pipeline, source_of: Callable[[NodeId], exp.Expr]
    ) -> None:
        super().__init__(engine, pipeline, source_of)
        self._flows = flows(pipeline)

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
            case _:
                return super().select(node)

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
        call = trees.call(function, exp.var(rows), clock, *map(interval, lengths))
        columns = (*self.schema(input).names, WINDOW_START, WINDOW_END)
        table = exp.Table(this=trees.call("TABLE", call))
        return exp.select(*map(trees.column, columns)).from_(table)

    def _join(self, op: Join) -> exp.Expr:
        """A clock cannot go into a join that does not go by it, so there it is a plain time."""
        joined = super()._join(op)
        if joins_in_time(op, self._flows):
            return joined
        for table in list(joined.find_all(exp.Table)):
            node = {LEFT: op.left, RIGHT: op.right}.get(table.alias)
            if node is not None and self._flows[node].clocks:
                table.replace(self._without_clocks(node, table.alias))
        return joined

    def _without_clocks(self, node: NodeId, side: str) -> exp.Expr:
        clocks = self._flows[node].clocks
        columns = [
            trees.alias(self._fill(_PLAIN_TIME, trees.column(name)), name)
            if name in clocks
            else trees.column(name)
            for name in self.schema(node).names
        ]
        rows = exp.select(*columns).from_(self._source_of(node))
        return exp.Subquery(this=rows, alias=exp.TableAlias(this=trees.name(side)))
