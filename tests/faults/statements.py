"""The statements of a run, counted where the runner hands them to the driver; faults at them."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import psycopg
import pymysql
import pytest
from pymysql.constants import COMMAND

from speccc.execute import duckdb_runner, sql_runner
from speccc.execute.scripts import ScriptError, statements


@dataclass(frozen=True, slots=True)
class Statement:
    """The `number`th of a run, done by `act`. `cursor`: of the driver, or DuckDB's connection."""

    number: int
    cursor: Any
    act: Callable[[Any], Any]


Fault = Callable[[Statement], Any]


class Points:
    """Counts the statements of a run; one of them, or none, meets a fault.

    `look` is called with the driver's cursor before each of them.
    """

    def __init__(
        self,
        at: int | None = None,
        fault: Fault | None = None,
        look: Callable[[Any], object] | None = None,
    ) -> None:
        self.at, self.fault, self.look = at, fault, look
        self.count = 0

    def meet(self, cursor: Any, act: Callable[[Any], Any]) -> Any:
        statement = Statement(self.count, cursor, act)
        self.count += 1
        if self.look:
            self.look(cursor)
        if statement.number == self.at and self.fault:
            return self.fault(statement)
        return act(cursor)


@contextmanager
def watched(points: Points) -> Generator[None]:
    """The runners give every statement to `points`."""
    done, execute = sql_runner._Session._done, duckdb_runner._execute

    def in_duckdb(engine: Any, text: str, values: Sequence[Any] = ()) -> None:
        parts = list(statements(text)) if text.rstrip().endswith(";") else [text]
        for part in parts:
            points.meet(engine, lambda engine, part=part: execute(engine, part, values))

    def in_session(session: Any, act: Callable[[Any], Any]) -> Any:
        return done(session, lambda cursor: points.meet(cursor, act))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql_runner._Session, "_done", in_session)
        patch.setattr(duckdb_runner, "_execute", in_duckdb)
        yield


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killed_before(statement: Statement) -> None:
    _kill()


def _killed_after(statement: Statement) -> None:
    statement.act(statement.cursor)
    _kill()


def _fails(error: Exception) -> Fault:
    def fault(statement: Statement) -> None:
        raise error

    return fault


# ------------------------------------------------------------------------------------- PostgreSQL
class _Sending:
    """A cursor that sends a statement and dies, without waiting for what the server says."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, statement: str, values: Any = ()) -> None:
        if values:
            self._cursor.execute(statement, values)
        else:
            self.send(statement)
        _kill()

    def send(self, statement: str) -> None:
        self._cursor.connection.pgconn.send_query(statement.encode())


def _killed_meanwhile(statement: Statement) -> None:
    statement.act(_Sending(statement.cursor))


def _disconnect(statement: Statement) -> None:
    """The server ends the session, and is done with it."""
    info = statement.cursor.connection.info
    with psycopg.connect(info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [info.backend_pid])
        alive = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"
        while other.execute(alive, [info.backend_pid]).fetchall():
            time.sleep(0.0005)


def _reset_before(statement: Statement) -> None:
    _disconnect(statement)
    statement.act(statement.cursor)


def _reset_after(statement: Statement) -> None:
    statement.act(statement.cursor)
    _disconnect(statement)
    raise psycopg.OperationalError("server closed the connection unexpectedly")


#: What the server says of a statement, and of the transaction with it.
_POSTGRES_SAYS = (
    ("40P01", "deadlock detected"),
    ("40001", "could not serialize access due to concurrent update"),
    ("53100", "could not extend file: No space left on device"),
)


def _postgres_says(said: tuple[str, str]) -> Fault:
    """The server itself fails the statement."""
    state, message = said
    raised = f"RAISE EXCEPTION '{message}' USING ERRCODE = '{state}'"
    return lambda statement: statement.cursor.execute(f"DO $$ BEGIN {raised}; END $$")


# ---------------------------------------------------------------------------------------- MariaDB
class _SendingToMariadb(_Sending):
    def send(self, statement: str) -> None:
        self._cursor.connection._execute_command(COMMAND.COM_QUERY, statement)


def _mariadb_killed_meanwhile(statement: Statement) -> None:
    statement.act(_SendingToMariadb(statement.cursor))


def _mariadb_disconnect(statement: Statement) -> None:
    """The server ends the session, and is done with it."""
    connection = statement.cursor.connection
    number, path = connection.thread_id(), connection.unix_socket
    with pymysql.connect(unix_socket=path, user="root") as other, other.cursor() as cursor:
        cursor.execute(f"KILL CONNECTION {number}")
        while cursor.execute(f"SELECT 1 FROM INFORMATION_SCHEMA.PROCESSLIST WHERE ID = {number}"):
            time.sleep(0.0005)


def _mariadb_reset_before(statement: Statement) -> None:
    _mariadb_disconnect(statement)
    statement.act(statement.cursor)


def _mariadb_reset_after(statement: Statement) -> None:
    statement.act(statement.cursor)
    _mariadb_disconnect(statement)
    raise pymysql.OperationalError(2013, "Lost connection to MySQL server during query")


#: What the server says of a statement; a deadlock undoes the transaction, too.
_DEADLOCK = "40001"
_MARIADB_SAYS = (
    (_DEADLOCK, 1213, "Deadlock found when trying to get lock; try restarting transaction"),
    ("HY000", 1205, "Lock wait timeout exceeded; try restarting transaction"),
    ("HY000", 1114, "The table is full"),
)


def _mariadb_says(said: tuple[str, int, str]) -> Fault:
    """The server itself fails the statement."""
    state, number, message = said
    told = f"SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = '{message}'"

    def fault(statement: Statement) -> None:
        if state == _DEADLOCK:
            statement.cursor.execute("ROLLBACK")
        statement.cursor.execute(f"SIGNAL SQLSTATE '{state}' {told}")

    return fault


@dataclass(frozen=True, slots=True)
class Kind:
    """What happens at the statements: one of `each` in turn, all of them at the commit; and `last`
    once more, when it is done.
    """

    each: tuple[Fault, ...]
    last: tuple[Fault, ...] = ()

    def faults(self, count: int, turn: int) -> list[tuple[int, Fault]]:
        """The fault of each of so many statements; `turn` says with which to begin."""
        found = [(at, self.each[(at + turn) % len(self.each)]) for at in range(count - 1)]
        return found + [(count - 1, fault) for fault in (*self.each, *self.last)]


_NO_SPACE = "database or disk is full"
_KILLED = Kind((_killed_before,), last=(_killed_after,))
#: By dialect and name; one whose name begins with `killed` ends the process.
FAULTS: dict[str, dict[str, Kind]] = {
    "sqlite": {
        "killed": _KILLED,
        "disk full": Kind((_fails(sqlite3.OperationalError(_NO_SPACE)),)),
    },
    "duckdb": {
        "killed": _KILLED,
        "disk full": Kind((_fails(ScriptError("io", str(duckdb.IOException(_NO_SPACE)))),)),
    },
    "postgres": {
        "killed": Kind((_killed_before, _killed_meanwhile), last=(_killed_after,)),
        "reset, deadlock, conflict, disk full": Kind(
            (_reset_before, *map(_postgres_says, _POSTGRES_SAYS)), last=(_reset_after,)
        ),
    },
    "mariadb": {
        "killed": Kind((_killed_before, _mariadb_killed_meanwhile), last=(_killed_after,)),
        "reset, deadlock, lock kept, disk full": Kind(
            (_mariadb_reset_before, *map(_mariadb_says, _MARIADB_SAYS)),
            last=(_mariadb_reset_after,),
        ),
    },
}
