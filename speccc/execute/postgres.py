"""How a run opens PostgreSQL, and what its errors mean."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from speccc.diagnostics import InternalError
from speccc.execute.connection import Connection
from speccc.execute.scripts import ScriptError

#: Nothing that a script says may depend on what a server or a role has set.
SETTINGS = (
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL standard_conforming_strings = on",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL transform_null_equals = off",
    "SET LOCAL client_min_messages = error",
)


def connect(connection: str, root: Path) -> Connection:
    """A connection by its URL. Raises ScriptError if the server does not let us in."""
    import psycopg

    class PlainCursor(psycopg.Cursor[Any]):
        """Without values a `%` is only a sign."""

        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            return super().execute(query, params or None, **more)

    try:
        return psycopg.connect(
            connection, autocommit=True, cursor_factory=PlainCursor, client_encoding="UTF8"
        )
    except psycopg.Error as error:
        # What the driver says may hold parts of the URL.
        said = str(error).strip().partition("\n")[0]
        raise ScriptError("io", f"cannot connect to PostgreSQL: {said}") from None


#: An error of ours: the text that was to be read as a number.
_RAISED = re.compile('"(overflow): (.*)"')
#: The states of the server's errors, by what they mean.
_KINDS = {
    **dict.fromkeys(("22003", "22008", "22015"), "overflow"),
    **dict.fromkeys(("40001", "40P01", "55P03"), "conflict"),
    **dict.fromkeys(("08000", "08003", "08006", "57P01", "57P02", "57P03"), "lost"),
}
_WRONG = ("42601", "42703", "42702", "42883", "42804", "42725", "42803", "42P18", "42P22", "42846")


def explained(error: Exception) -> ScriptError:
    """The error in our terms. Raises InternalError if it is the script that is wrong."""
    import psycopg

    said = str(error).strip().partition("\n")[0]
    ours = _RAISED.search(said)
    if ours is not None:
        return ScriptError(ours[1], ours[2])
    state = getattr(error, "sqlstate", None)
    if state in _WRONG:
        raise InternalError(f"a generated script is wrong: {said}") from error
    gone = state is None and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return ScriptError("lost" if gone else _KINDS.get(str(state), "io"), said)
