"""What engines answer to their own words, and the interpreter to ours, as the page shows it."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import numpy as np
import pandas as pd

from speccc.cli.explaining.surprises import Surprise
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential.pipelines import checked
from tests.support import servers

ERROR = "an error"
_NAMES = ("Series", "DataFrame", "DateOffset", "Timestamp", "to_datetime", "to_numeric")


def ours(line: Surprise) -> str:
    """What the interpreter makes of a line's expression."""
    kind = "text" if any(isinstance(value, str) for value in line.rows) else "int64"
    measured = {"aggregate": {"by": [], "measures": {"r": line.spec}}}
    step = measured if line.rows else {"derive": {"r": line.spec}}
    made = checked(
        {
            "speccc": 1,
            "name": "surprise",
            "sources": {"given": {"columns": {"x": kind}}},
            "steps": [step, {"select": ["r"]}],
            "sinks": {"result": {"mode": "replace"}},
        }
    )
    rows = [(value,) for value in line.rows] or [(None,)]
    try:
        [[value]] = run(made, {"given": rows}, {}).sinks["result"]
    except RunError:
        return ERROR
    return shown(value)


def native(engine: str, text: str) -> str:
    """What an engine answers to a text of its own."""
    try:
        return shown(ASK[engine](text))
    except Exception:  # noqa: BLE001 - any of any driver's
        return ERROR


def shown(value: Any) -> str:
    """A value as the page has it."""
    if value is None or value is pd.NA:
        return "NULL"
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, float) and np.isnan(value):
        return "NaN"
    if isinstance(value, Decimal | bytes):
        return value.decode() if isinstance(value, bytes) else f"{value:f}"
    return str(value) if str(value) else "''"


def _pandas(text: str) -> Any:
    names = {name: getattr(pd, name) for name in _NAMES} | {"np": np}
    with warnings.catch_warnings(action="ignore"):
        found = eval(text, names)  # noqa: S307 - our own table
    return found.iloc[0] if hasattr(found, "iloc") else found


def _sqlite(text: str) -> Any:
    with sqlite3.connect(":memory:") as session:
        return session.execute(f"SELECT {text}").fetchone()[0]


def _duckdb(text: str) -> Any:
    with duckdb.connect() as session:
        found = session.execute(f"SELECT {text}").fetchone()
        assert found is not None
        return found[0]


def _postgres(text: str) -> Any:
    import psycopg

    with psycopg.connect(servers.postgres()("postgres"), autocommit=True) as session:
        found = session.execute(f"SELECT {text}".encode()).fetchone()
        assert found is not None
        return found[0]


@cache
def _mariadb_session() -> Any:
    import pymysql

    url = urlsplit(servers.mariadb()("test"))
    [socket] = parse_qs(url.query)["unix_socket"]
    return pymysql.connect(user="root", unix_socket=socket, database="test", charset="utf8mb4")


def _mariadb(text: str) -> Any:
    with _mariadb_session().cursor() as cursor:
        cursor.execute(f"SELECT {text}")
        return cursor.fetchone()[0]


ASK: dict[str, Callable[[str], Any]] = {
    "pandas": _pandas,
    "duckdb": _duckdb,
    "postgres": _postgres,
    "mariadb": _mariadb,
    "sqlite": _sqlite,
}
