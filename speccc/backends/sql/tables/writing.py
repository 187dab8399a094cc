"""The statements that fill the table of a sink, by its mode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.tables.model import TableName, table_tree
from speccc.ir.rel import Sink, SinkMode

#: The aliases of the rows that a table holds, and of those that are written.
OLD, NEW = "old", "new"
Matches = list[exp.Expr]


def filling(engine: Engine, sink: Sink, table: TableName, relation: str) -> list[exp.Expr]:
    """The statements that put the rows of `relation` into the table, all in one transaction."""
    return _MODES[sink.mode](_Filling(engine, sink, table, relation))


class _Filling:
    """The trees that the modes are made of."""

    def __init__(self, engine: Engine, sink: Sink, table: TableName, relation: str) -> None:
        self._engine = engine
        self._sink = sink
        self._table = table
        self._relation = relation

    def delete(self, matches: Matches | None = None) -> exp.Expr:
        """All rows of the table, or those that match a new one."""
        if matches is None:
            return exp.Delete(this=table_tree(self._table))
        there = self._there(trees.table(self._relation, NEW), matches)
        old = [trees.table(OLD)] if self._engine.deletes_by_name else None
        return exp.Delete(
            tables=old, this=table_tree(self._table, OLD), where=exp.Where(this=there)
        )

    def insert(self, matches: Matches | None = None) -> exp.Expr:
        """All new rows, or those that match none of the table."""
        columns = self._sink.columns
        select = exp.select(*(trees.column(c.name, NEW) for c in columns))
        select = select.from_(trees.table(self._relation, NEW))
        if matches is not None:
            there = self._there(table_tree(self._table, OLD), matches)
            select = select.where(exp.Not(this=there))
        names = [trees.name(column.path[0]) for column in columns]
        into = exp.Schema(this=table_tree(self._table), expressions=names)
        return exp.Insert(this=into, expression=select)

    def same_key(self) -> Matches:
        return [self._equal("equal", name) for name in self._sink.key]

    def same_partition(self) -> Matches:
        return [self._equal("same", name) for name in self._sink.by]

    def _equal(self, function: str, name: str) -> exp.Expr:
        path = next(column.path for column in self._sink.columns if column.name == name)
        old, new = trees.column(path[0], OLD), trees.column(name, NEW)
        template: Any = self._engine.scalars[function]
        return trees.fill(template, self._engine.glot, old, new)

    def _there(self, rows: exp.Expr, matches: Sequence[exp.Expr]) -> exp.Expr:
        return exp.Exists(this=exp.select(trees.number(1)).from_(rows).where(*matches))


_MODES: dict[SinkMode, Callable[[_Filling], list[exp.Expr]]] = {
    "replace": lambda made: [made.delete(), made.insert()],
    "merge": lambda made: [made.delete(made.same_key()), made.insert()],
    "append": lambda made: [made.insert(made.same_key())],
    "partition": lambda made: [made.delete(made.same_partition()), made.insert()],
}
MODES: tuple[SinkMode, ...] = tuple(_MODES)
