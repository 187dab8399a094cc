"""Databases whose tables runs write while they are killed, as a test fills and watches them."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from speccc.execute.databases import DATABASES
from tests.support import servers
from tests.unit.backends.sql.tables import FILE

SINKS = ("one", "two")
SOURCE = "orders"
MARKS = "__speccc_watermarks"
TABLES = (SOURCE, *SINKS, MARKS)
SAVED = {name: f"saved_{name}" for name in TABLES}
#: What a sink holds of a row, and how far its source was read, both as rows of one shape.
_HELD = "SELECT '{0}', k, p, v FROM {1}{0}"
_MARKS = "SELECT 'watermark', 0, watermark, 0 FROM {1}{0}"
#: How a time without a zone is declared where TIMESTAMP is something else.
MOMENT = {"mariadb": "DATETIME(6)"}
#: The seconds that a server may take to see that a client is gone.
_PATIENCE = 20

#: The tables of a database; with `others`, how many sessions it has beside our own.
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "duckdb": "SELECT table_name FROM DUCKDB_TABLES() WHERE NOT temporary",
    "postgres": "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
    " WHERE relkind IN ('r', 'v') AND relpersistence <> 't'"
    " AND nspname NOT IN ('pg_catalog', 'information_schema')",
    "mariadb": "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
    " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'",
}
_OTHERS = {
    "postgres": "SELECT COUNT(*) FROM pg_stat_activity WHERE pid <> PG_BACKEND_PID()"
    " AND datname = CURRENT_DATABASE()",
    "mariadb": "SELECT COUNT(*) FROM INFORMATION_SCHEMA.PROCESSLIST"
    " WHERE ID <> CONNECTION_ID() AND DB = DATABASE()",
}
#: What starts a server, and which of its databases is there.
SERVERS = {"postgres": (servers.postgres, "postgres"), "mariadb": (servers.mariadb, "test")}
FILES = ("sqlite", "duckdb")


@dataclass(frozen=True, slots=True)
class Shop:
    """A database: a file below `root`, or one of a server, whose URL is the `connection`."""

    dialect: str
    connection: str
    root: Path

    @property
    def folder(self) -> Path:
        """Where the file is."""
        return (self.root / FILE).parent

    @property
    def _saved(self) -> Path:
        return self.folder.with_name("saved")

    def open(self) -> Any:
        """A connection that commits by itself."""
        if self.dialect == "duckdb":
            return duckdb.connect(str(self.root / FILE))
        return DATABASES[self.dialect].connect(self.connection, self.root)

    @contextmanager
    def _session(self) -> Generator[Any]:
        """A connection to a file that is closed at once; to a server, the one that is kept."""
        if self.dialect not in FILES:
            yield _kept(self.dialect, self.connection)
            return
        with closing(self.open()) as connection:
            yield connection

    def run(self, *statements: str) -> None:
        """Runs statements, one after the other."""
        with self._session() as connection:
            for statement in statements:
                ask(connection, statement)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._session() as connection:
            return ask(connection, query)

    def fill(self, columns: str, rows: Sequence[str]) -> None:
        """The table of the source anew."""
        columns = columns.replace("TIMESTAMP", MOMENT.get(self.dialect, "TIMESTAMP"))
        made = [f"DROP TABLE IF EXISTS {SOURCE}", f"CREATE TABLE {SOURCE} ({columns})"]
        self.run(*made, *(f"INSERT INTO {SOURCE} VALUES {row}" for row in rows))

    def clear(self) -> None:
        """A database without tables."""
        if self.dialect in FILES:
            shutil.rmtree(self.folder, ignore_errors=True)
            shutil.rmtree(self._saved, ignore_errors=True)
            self.folder.mkdir()
        else:
            self.run(*(f"DROP TABLE IF EXISTS {name}" for name in (*TABLES, *SAVED.values())))

    def save(self) -> None:
        """Keeps what the tables hold now."""
        if self.dialect in FILES:
            shutil.copytree(self.folder, self._saved)
        else:
            there = [name for name in TABLES if name in self.leftovers()]
            self.run(*(f"CREATE TABLE {SAVED[n]} AS SELECT * FROM {n}" for n in there))

    def restore(self) -> None:
        """The tables hold again what was saved; others are gone."""
        if self.dialect in FILES:
            shutil.rmtree(self.folder)
            shutil.copytree(self._saved, self.folder)
            return
        there = self.leftovers()
        for name in TABLES:
            if SAVED[name] in there:
                fill = f"INSERT INTO {name} SELECT * FROM {SAVED[name]}"
                self.run(f"DELETE FROM {name}", fill)
            else:
                self.run(f"DROP TABLE IF EXISTS {name}")

    def untouched(self) -> bool:
        """Whether every byte is as it was saved; of a server nobody can tell."""
        return self.dialect in FILES and _bytes(self.folder) == _bytes(self._saved)

    def state(self) -> str:
        with self._session() as connection:
            return state(connection, self.dialect)

    def leftovers(self) -> list[str]:
        """Every table and every file: what a clean run has, and no more."""
        files = self.folder.glob("*") if self.dialect in FILES else ()
        with self._session() as connection:
            tables = [name for (name,) in ask(connection, _TABLES[self.dialect])]
        return sorted([*tables, *(file.name for file in files)])

    def settle(self, others: int) -> None:
        """Waits until the server has seen which clients are gone: but for so many others."""
        query = _OTHERS.get(self.dialect)
        if query is None:
            return
        deadline = time.monotonic() + _PATIENCE
        with self._session() as connection:
            while ask(connection, query)[0][0] > others:
                assert time.monotonic() < deadline, "a session that nobody uses is left behind"
                time.sleep(0.001)


def shop(dialect: str, root: Path) -> Shop:
    """An empty database."""
    made = Shop(dialect, _url(dialect), root)
    made.clear()
    return made


@cache
def _kept(dialect: str, connection: str) -> Any:
    return DATABASES[dialect].connect(connection, Path())


def _bytes(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def _url(dialect: str) -> str:
    if dialect in FILES:
        return FILE
    start, database = SERVERS[dialect]
    return start()(database)


def ask(connection: Any, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        cursor.close()


def state(connection: Any, dialect: str, database: str = "") -> str:
    """What the sinks hold, and the watermarks, all read by one statement; as text.

    Tables that are not there are not in it, whereas an empty one is.
    """
    there = {name for (name,) in ask(connection, _TABLES[dialect])}
    queries = dict.fromkeys(SINKS, _HELD) | {MARKS: _MARKS}
    parts = [text.format(name, database) for name, text in queries.items() if name in there]
    rows = ask(connection, " UNION ALL ".join(parts)) if parts else []
    found: dict[str, list[Any]] = {name: [] for name in SINKS if name in there}
    for name, *row in rows:
        found.setdefault(name, []).append(row)
    return json.dumps({name: sorted(rows) for name, rows in found.items()}, sort_keys=True)
