"""Nothing depends on what an administrator has set: every function, and texts of all kinds, on
servers that are set otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest import mock

import psycopg
import pytest

from speccc.execute.databases import DATABASES
from speccc.functions.model import Form
from tests.differential.functions import check_cases
from tests.differential.servers import EVERY, prepare
from tests.differential.test_functions import AGGREGATES, SCALARS, WINDOWS
from tests.differential.test_servers import UNDERFLOW
from tests.hostile.places import PLACES
from tests.hostile.test_places import law
from tests.hostile.texts import TEXTS
from tests.support import servers

#: Of a PostgreSQL database: all that changes how values are written, read or compared.
POSTGRES = {
    "DateStyle": "'German, DMY'",
    "IntervalStyle": "'sql_standard'",
    "TimeZone": "'Asia/Kolkata'",
    "standard_conforming_strings": "off",
    "escape_string_warning": "off",
    "backslash_quote": "on",
    "extra_float_digits": "-15",
    "bytea_output": "'escape'",
    "transform_null_equals": "on",
    "xmlbinary": "'hex'",
    "client_encoding": "'LATIN1'",
    "default_transaction_isolation": "'serializable'",
    "synchronize_seqscans": "off",
    "enable_hashjoin": "off",
    "enable_sort": "off",
    "from_collapse_limit": "1",
}
MARIADB = "NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT"
CASES = [
    *((Form.SCALAR, name) for name in SCALARS),
    *((Form.AGGREGATE, name) for name in AGGREGATES),
    *((Form.WINDOW, name) for name in WINDOWS),
]

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def set_otherwise() -> Iterator[None]:
    """PostgreSQL's runs go to a database with these settings; MariaDB's sessions begin in modes."""
    server = servers.postgres()
    with psycopg.connect(server("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS otherwise")
        connection.execute("CREATE DATABASE otherwise")
        for name, value in POSTGRES.items():
            connection.execute(f"ALTER DATABASE otherwise SET {name} = {value}")  # pyright: ignore[reportArgumentType, reportCallIssue]
    _do_on_mariadb(f"SET GLOBAL sql_mode = '{MARIADB}'")
    elsewhere = partial(prepare, "postgres", lambda: server("otherwise"))
    with mock.patch.dict(EVERY, postgres=elsewhere):
        yield
    _do_on_mariadb("SET GLOBAL sql_mode = DEFAULT")


def _do_on_mariadb(statement: str) -> None:
    connection = DATABASES["mariadb"].connect(servers.mariadb()("test"), Path())
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def test_they_are_set(set_otherwise: None) -> None:
    """Else nothing here would show anything."""
    del set_otherwise
    with psycopg.connect(servers.postgres()("otherwise")) as connection:
        said = connection.execute("SELECT '2026-01-31'::date::text, '\\\\', 1.25::float8::text")
        assert said.fetchone() == ("31.01.2026", "\\", "1")
    connection = DATABASES["mariadb"].connect(servers.mariadb()("test"), Path())
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT @@sql_mode")
        assert set(cursor.fetchall()[0][0].split(",")) == set(MARIADB.split(","))
    finally:
        connection.close()


@pytest.mark.parametrize("engine", ["postgres", "mariadb"])
@pytest.mark.parametrize(("form", "name"), CASES)
def test_functions(form: Form, name: str, engine: str, set_otherwise: None) -> None:
    del set_otherwise
    if (engine, name) not in UNDERFLOW:
        check_cases(form, name, engine)


@pytest.mark.parametrize("engine", ["postgres", "mariadb"])
@pytest.mark.parametrize("place", PLACES)
def test_texts(place: str, engine: str, set_otherwise: None) -> None:
    del set_otherwise
    law(PLACES[place], TEXTS, EVERY[engine])
