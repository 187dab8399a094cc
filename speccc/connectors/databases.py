"""What the database of an SQL dialect is, as far as it concerns where data lies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Database:
    """`in_file`: a connection is the path of a file, which says where it is and no more; names of
    its tables that differ in case only are one. `schema`: where a table is that names none; "" is
    the database that a connection names.
    """

    schema: str
    in_file: bool = False


#: By dialect.
DATABASES = {
    "duckdb": Database("main", in_file=True),
    "sqlite": Database("main", in_file=True),
    "postgres": Database("public"),
    "mariadb": Database(""),
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
