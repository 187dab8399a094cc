"""How a run opens MariaDB, and what its errors mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from speccc.diagnostics import InternalError
from speccc.execute.connection import Connection
from speccc.execute.scripts import ScriptError

#: The modes in which the scripts are written.
_MODES = (
    "STRICT_ALL_TABLES,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,NO_ZERO_DATE,"
    "NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION"
)
#: How a text column of a run's own is declared.
TEXT = "LONGTEXT COLLATE utf8mb4_nopad_bin"
#: Nothing that a script says may depend on what a server or a user has set. A statement that
#: makes a table commits by itself; without autocommit the next one begins a transaction again.
#: Under READ COMMITTED a source is read without locks.
SETTINGS = (
    f"SET SESSION sql_mode = '{_MODES}'",
    "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin",
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION default_storage_engine = InnoDB, default_tmp_storage_engine = InnoDB",
    "SET SESSION group_concat_max_len = 1073741824, sql_select_limit = 18446744073709551615",
    # By default texts are sorted by 1024 bytes. More needs more memory, fifteen times for a key.
    "SET SESSION max_sort_length = 65536, sort_buffer_size = 67108864",
    # Without these, rows without an index are joined each with each.
    "SET SESSION join_cache_level = 8, join_buffer_size = 33554432",
    "SET SESSION join_buffer_space_limit = 268435456",
    # A condition that can overflow would be asked of rows that EXCEPT takes away.
    "SET SESSION optimizer_switch = 'condition_pushdown_for_derived=off'",
    "SET SESSION sql_auto_is_null = 0, sql_safe_updates = 0, sql_big_selects = 1",
    "SET SESSION completion_type = NO_CHAIN, div_precision_increment = 4",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SESSION TRANSACTION READ WRITE",
    "SET SESSION autocommit = 0",
)
#: Makes the tables of a run's own what they have to be.
TABLE_OPTIONS = "ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
THERE = (
    "SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s"
)
_SCHEMES = ("mariadb", "mysql")
_PORT = 3306


def connect(connection: str, root: Path) -> Connection:
    """A connection by its URL, `mariadb://user:password@host:port/database`; `?unix_socket=` and
    `?ssl_ca=` may follow. Raises ScriptError if it is none, or the server does not let us in.
    """
    import pymysql
    import pymysql.cursors

    class PlainCursor(pymysql.cursors.Cursor):
        """Without values a `%` is only a sign."""

        def execute(self, query: Any, args: Any = None) -> Any:
            return super().execute(query, args or None)

    try:
        return pymysql.connect(
            **_parts(connection),
            charset="utf8mb4",
            autocommit=True,
            cursorclass=PlainCursor,
            connect_timeout=30,
        )
    except (pymysql.Error, OSError) as error:
        # What the driver says may hold parts of the URL.
        raise ScriptError("io", f"cannot connect to MariaDB: {_said(error)}") from None


def _parts(connection: str) -> dict[str, Any]:
    """The driver's arguments. Raises ScriptError if the URL is none, without telling it."""
    try:
        url = urlsplit(connection)
        port = url.port or _PORT
    except ValueError:
        raise ScriptError("io", "cannot connect to MariaDB: its URL is not one") from None
    if url.scheme not in _SCHEMES or not url.path.strip("/"):
        problem = "its URL is not mariadb://user:password@host:port/database"
        raise ScriptError("io", f"cannot connect to MariaDB: {problem}")
    known = ("unix_socket", "ssl_ca", "ssl_cert", "ssl_key")
    options = {name: value for name, value in parse_qsl(url.query) if name in known}
    return {
        "host": url.hostname or "localhost",
        "port": port,
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "database": unquote(url.path.strip("/")),
        "ssl_disabled": {*options} == {"unix_socket"},  # nothing to hide, and TLS takes 35 ms
        **options,
    }


#: The numbers of the server's errors, by what they mean.
_KINDS = {
    **dict.fromkeys((1264, 1441, 1690, 1916), "overflow"),
    **dict.fromkeys((1020, 1205, 1213), "conflict"),
    **dict.fromkeys((0, 1053, 1927, 2006, 2013, 2055), "lost"),
}
#: Those of a script that is wrong.
_WRONG = (1052, 1054, 1055, 1056, 1060, 1064, 1066, 1111, 1128, 1267, 1271, 1305, 4078)


def explained(error: Exception) -> ScriptError:
    """The error in our terms. Raises InternalError if it is the script that is wrong."""
    number, said = error.args[0] if error.args else 0, _said(error)
    if number in _WRONG:
        raise InternalError(f"a generated script is wrong: {said}") from error
    return ScriptError(_KINDS.get(number, "io"), said or "the server has gone away")


def _said(error: Exception) -> str:
    """What went wrong, in one line and without the driver's number."""
    text = str(error.args[1] if len(error.args) > 1 else error)
    return text.strip().partition("\n")[0]


def decode(value: Any, type: str) -> Any:
    """A value of the driver as ours."""
    if value is None:
        return None
    match type:
        case "bool":
            return bool(value)
        case "int64":
            return int(value)
        case "float64":
            return float(value)
        case _:
            return value
