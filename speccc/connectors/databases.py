"""What the database of an SQL dialect is, as far as it concerns where data lies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Database:
    """`in_file`: a connection is the path of a file, which says where it is and no more; names of
    its tables that differ in case only are one. `schema`: where a table is that names none; "" is
    the database that a connection names. `too_much`: why a name cannot be one of a table or its
    column ("" if it can).
    """

    schema: str
    in_file: bool = False
    too_much: Callable[[str], str] = lambda _: ""


def _postgres_name(name: str) -> str:
    return "PostgreSQL keeps 63 bytes of it" if len(name.encode()) > 63 else ""


def _mariadb_name(name: str) -> str:
    if len(name) > 64:
        return "MariaDB keeps 64 characters of it"
    if name.endswith((" ", "\t", "\n")):
        return "a name of MariaDB does not end with a blank"
    beyond = any(ord(char) > 0xFFFF for char in name)
    return "MariaDB has not all of its characters in names" if beyond else ""


#: By dialect.
DATABASES = {
    "duckdb": Database("main", in_file=True),
    "sqlite": Database("main", in_file=True),
    "postgres": Database("public", too_much=_postgres_name),
    "mariadb": Database("", too_much=_mariadb_name),
}
_UNKNOWN = Database("")


def is_file(dialect: str) -> bool:
    """Whether a connection of this dialect is a path."""
    return DATABASES.get(dialect, _UNKNOWN).in_file


def full_name(table: str, dialect: str) -> str:
    """A table's schema and name, the same for the same table, however it is written."""
    database = DATABASES.get(dialect, _UNKNOWN)
    schema, _, name = table.rpartition(".")
    full = f"{schema or database.schema}.{name}"
    return full.lower() if database.in_file else full


#: Control characters but tab and line feed, other line breaks, direction overrides.
_HIDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def why_no_name(name: str, dialect: str, *, of_table: bool) -> str:
    """Why a physical name cannot stand in quotes in a script ("" if it can). `of_table`: of a table
    of the dialect's own, or of its column.
    """
    if not name:
        return "it is empty"
    if _HIDING.search(name):
        return "it has characters that end a line or hide what is written"
    return DATABASES[dialect].too_much(name) if of_table else ""
