"""The watermarks of table sinks lie in a table beside them, and are written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from speccc.execute.watermarks import Place

TABLE = "__speccc_watermarks"
_COLUMNS = "sink VARCHAR(200), clock VARCHAR(130), watermark VARCHAR(30)"


def made(table: str = TABLE, options: str = "", kind: str = "TABLE") -> str:
    """The statement that makes the table, unless it is there; a database's own `options` follow."""
    columns = f"({_COLUMNS}, PRIMARY KEY (sink, clock))"
    return f"CREATE {kind} IF NOT EXISTS {table} {columns} {options}".rstrip()


@dataclass(frozen=True, slots=True)
class TableStore:
    """Reads and writes through `run`, in which `place` stands for a value.

    `live` is, by sink, the query of its columns: a table that is not there has none. `table`: the
    one that holds the watermarks, as a statement names it.
    """

    run: Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]
    place: str
    live: Mapping[str, str]
    table: str = TABLE

    def read(self, sink: Place) -> dict[str, str]:
        if not self.run(self.live[sink["name"]], ()):
            return {}
        query = f"SELECT clock, watermark FROM {self.table} WHERE sink = {self.place}"
        return {str(row[0]): str(row[1]) for row in self.run(query, (_table(sink),))}

    def write(self, sink: Place, marks: Mapping[str, str]) -> None:
        self.run(f"DELETE FROM {self.table} WHERE sink = {self.place}", (_table(sink),))
        into = f"INSERT INTO {self.table} VALUES ({self.place}, {self.place}, {self.place})"
        for clock, mark in sorted(marks.items()):
            self.run(into, (_table(sink), clock, mark))


def _table(sink: Place) -> str:
    return str(sink["place"]["name"])
