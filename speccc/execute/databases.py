"""The databases that generated scripts are run on: how each is opened and what its errors mean."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speccc.diagnostics import InternalError
from speccc.execute import mariadb, postgres
from speccc.execute.connection import Connection
from speccc.execute.scripts import ScriptError

#: The seconds that a run waits for another one to let go of the database.
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Database:
    """How a database is run.

    `connect` opens what a target's `connection` names ("" is one in memory, for rows that are
    given), a path in it relative to the root. `begin` starts the transaction of a whole run,
    `look` one that writes nothing. `explained` is an error of the driver's `modules` in our terms;
    it raises InternalError if the script is wrong. `place` stands for a value. `encode` and
    `decode` are between our values and those of the driver, by the name of the type. `in_memory`:
    whether there is a database without a connection. `text` declares a column of texts,
    and `table_options` come after a table that speccc makes for itself. Where making a table
    commits by itself, `there` gives a row if there is one of a name.
    """

    connect: Callable[[str, Path], Connection]
    begin: tuple[str, ...]
    look: tuple[str, ...]
    explained: Callable[[Exception], ScriptError]
    modules: tuple[str, ...]
    place: str = "?"
    in_memory: bool = False
    encode: Callable[[Any], Any] = lambda value: value
    decode: Callable[[Any, str], Any] = lambda value, _: value
    text: str = "TEXT"
    table_options: str = ""
    there: str = ""


def _open_sqlite(connection: str, root: Path) -> Connection:
    """Raises ScriptError if the file cannot be opened."""
    if not connection:
        return sqlite3.connect(":memory:", isolation_level=None)
    path = root / connection
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)
    except OSError as error:  # which names the folder, a part of the connection
        raise ScriptError("io", f"cannot open '{connection}': {error.strerror}") from None
    except sqlite3.Error as error:
        raise ScriptError("io", f"cannot open '{connection}': {error}") from None


#: How the versions of SQLite say that a text is no path of JSON: the text is ours.
_RAISED = re.compile("(?:JSON path error near|bad JSON path:) '([a-z]+): (.*)'")
_WRONG = (
    "no such column",
    "no such function",
    "syntax error",
    "ambiguous",
    "misuse",
    "no such table",
)


def _sqlite_error(error: Exception) -> ScriptError:
    said = str(error)
    ours = _RAISED.fullmatch(said)
    if ours is not None:
        return ScriptError(ours[1], ours[2])
    if said == "integer overflow":
        return ScriptError("overflow", "an int64 result is out of range")
    if any(wrong in said for wrong in _WRONG):
        raise InternalError(f"a generated script is wrong: {said}") from error
    return ScriptError("io", said)


def _sqlite_value(value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case dt.datetime():
            return value.isoformat(" ", timespec="microseconds")
        case dt.date():
            return value.isoformat()
        case _:
            return value


_SQLITE_READS: dict[str, Callable[[Any], Any]] = {
    "bool": bool,
    "date": dt.date.fromisoformat,
    "timestamp": dt.datetime.fromisoformat,
}


def _from_sqlite(value: Any, type: str) -> Any:
    read = _SQLITE_READS.get(type)
    return value if value is None or read is None else read(value)


#: By the runner of a recipe.
DATABASES: dict[str, Database] = {
    "sqlite": Database(
        _open_sqlite,
        begin=("BEGIN IMMEDIATE",),
        look=("BEGIN",),
        explained=_sqlite_error,
        modules=("sqlite3",),
        in_memory=True,
        encode=_sqlite_value,
        decode=_from_sqlite,
    ),
    "postgres": Database(
        postgres.connect,
        begin=("BEGIN", *postgres.SETTINGS, f"SET LOCAL lock_timeout = '{PATIENCE}s'"),
        look=("BEGIN", *postgres.SETTINGS),
        explained=postgres.explained,
        modules=("psycopg",),
        place="%s",
    ),
    "mariadb": Database(
        mariadb.connect,
        begin=(
            *mariadb.SETTINGS,
            f"SET SESSION innodb_lock_wait_timeout = {PATIENCE}, lock_wait_timeout = {PATIENCE}",
        ),
        look=mariadb.SETTINGS,
        explained=mariadb.explained,
        modules=("pymysql",),
        place="%s",
        decode=mariadb.decode,
        text=mariadb.TEXT,
        table_options=mariadb.TABLE_OPTIONS,
        there=mariadb.THERE,
    ),
}
