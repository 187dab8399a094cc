"""Databases of one file, as a test fills them and looks at them, beside the generated scripts."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from speccc.execute.databases import DATABASES
from speccc.ir.rel import Row
from tests.unit.backends.sql.tables import FILE


@dataclass(frozen=True, slots=True)
class Store:
    """A dialect's database file below a root. `encode` gives a value as the driver takes it."""

    dialect: str
    open: Callable[[Path], Any]
    encode: Callable[[Any], Any]
    decode: Callable[[Any, str], Any]

    def fill(self, root: Path, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """The table anew, with these rows."""
        (root / FILE).parent.mkdir(parents=True, exist_ok=True)
        with closing(self.open(root / FILE)) as connection:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"CREATE TABLE {table} ({columns})")
            places = ", ".join("?" for _ in rows[0]) if rows else ""
            encoded = [[self.encode(value) for value in row] for row in rows]
            if rows:
                connection.executemany(f"INSERT INTO {table} VALUES ({places})", encoded)
            connection.commit()

    def rows(self, root: Path, table: str, types: Sequence[str]) -> list[Row] | None:
        """The rows of a table, None if there is no such table."""
        with closing(self.open(root / FILE)) as connection:
            try:
                found = connection.execute(f"SELECT * FROM {table}").fetchall()
            except (sqlite3.OperationalError, duckdb.CatalogException):
                return None
        return [tuple(map(self.decode, row, types)) for row in found]


def _as_it_is(value: Any, _: str = "") -> Any:
    return value


def _naive(value: Any) -> Any:
    assert not isinstance(value, dt.datetime) or value.tzinfo is None
    return value


_SQLITE = DATABASES["sqlite"]
STORES = {
    "sqlite": Store(
        "sqlite", sqlite3.connect, DATABASES["sqlite"].encode, DATABASES["sqlite"].decode
    ),
    "duckdb": Store("duckdb", lambda path: duckdb.connect(str(path)), _naive, _as_it_is),
}
