"""A relation's rows with the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from speccc.ir.expr import OrderKey, Value
from speccc.ir.rel import Row
from speccc.reference.expressions import Names, Scope
from speccc.reference.values import in_order


@dataclass(frozen=True, slots=True)
class Table:
    names: tuple[str, ...]
    rows: Sequence[Row]

    @property
    def position(self) -> Mapping[str, int]:
        """Where each column stands in a row."""
        return {name: at for at, name in enumerate(self.names)}

    def of(self, row: Row) -> Names:
        """One row by column."""
        return dict(zip(self.names, row, strict=True))

    def scopes(self, params: Names) -> list[Scope]:
        """What an expression sees in each row."""
        return [Scope(self.of(row), params) for row in self.rows]

    def values(self, columns: Iterable[str]) -> list[Row]:
        """The rows cut to some columns, in the order named."""
        position = self.position
        at = [position[name] for name in columns]
        return [tuple(row[i] for i in at) for row in self.rows]

    def sorted(self, order: Sequence[OrderKey]) -> Table:
        """The rows in order."""
        return Table(self.names, in_order(self.rows, order, self.position))

    def groups(self, by: Sequence[str]) -> dict[Row, Table]:
        """The rows by their values of `by` (NULLs equal), as they appear."""
        found: dict[Row, list[Row]] = {}
        for key, row in zip(self.values(by), self.rows, strict=True):
            found.setdefault(key, []).append(row)
        return {key: Table(self.names, rows) for key, rows in found.items()}

    def numbered(self, name: str) -> Table:
        """The same rows with their number, from 0, as one more column."""
        return Table((*self.names, name), [(*row, at) for at, row in enumerate(self.rows)])


def zipped(columns: Iterable[Sequence[Value]], count: int) -> list[Row]:
    """`count` rows made of columns (none, maybe)."""
    rows = list(zip(*columns, strict=True))
    return rows or [() for _ in range(count)]
