"""Windows of time to SELECT statements: Flink has functions of tables for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.printing import printed
from speccc.backends.sql.relations import Relations
from speccc.ir.rel import WINDOW_END, WINDOW_START, Node, NodeId, Session, TimeWindow
from speccc.types.durations import UNITS


def interval(seconds: int) -> exp.Expr:
    """A length of time, in the largest unit that it is whole in."""
    unit = next(unit for unit in reversed(UNITS) if seconds % UNITS[unit] == 0)
    number = str(seconds // UNITS[unit])
    digits = f"({len(number)})" if len(number) > 2 else ""  # two are what Flink expects
    return exp.var(f"INTERVAL '{number}' {unit.upper()}{digits}")


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
