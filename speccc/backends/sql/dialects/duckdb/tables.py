"""DuckDB's tables: those of the database that is attached as `db`."""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.duckdb.conversions import type_name
from speccc.backends.sql.dialects.duckdb.glot import PlainDuckDB
from speccc.backends.sql.tables.model import TableName, table_name
from speccc.connectors.databases import DATABASES
from speccc.ir.rel import Binding
from speccc.types import Kind, Type

#: The name of the target's database in a session: no temporary table can take its tables' names.
DATABASE = "db"
_SCHEMA = DATABASES["duckdb"].schema


def duckdb_table(binding: Binding) -> TableName:
    """The table that a binding names."""
    return table_name(binding, _SCHEMA, DATABASE)


def live(table: TableName) -> exp.Select:
    """The columns of a table as they are: name, type, and whether they may be NULL."""
    return (
        exp.select(
            trees.alias(trees.column("column_name"), "name"),
            trees.alias(trees.column("data_type"), "type"),
            trees.alias(trees.column("is_nullable"), "nullable"),
        )
        .from_(trees.call("DUCKDB_COLUMNS"))
        .where(*_is(table))
    )


def table_fault(table: TableName) -> exp.Expr:
    """Why a table cannot be read; NULL if it can."""
    rows = exp.select(trees.number(1)).from_(trees.call("DUCKDB_COLUMNS")).where(*_is(table))
    missing = exp.Not(this=exp.Exists(this=rows))
    return exp.Case(ifs=[exp.If(this=missing, true=trees.text("there is no such table"))])


def table_names(table: TableName) -> exp.Expr:
    """The list of a table's columns."""
    names = trees.call("LIST", trees.column("column_name"))
    rows = exp.select(names).from_(trees.call("DUCKDB_COLUMNS")).where(*_is(table))
    return exp.Subquery(this=rows)


def column_type(type: Type) -> str:
    """A type as DuckDB tells it of a column."""
    return "VARCHAR" if type.kind is Kind.TEXT else type_name(type).replace(", ", ",")


def _is(table: TableName) -> list[exp.Expr]:
    wanted = {
        "database_name": table.database,
        "schema_name": table.schema,
        "table_name": table.name,
    }
    return [
        trees.fill("_a = _b", PlainDuckDB, trees.column(name), trees.text(value))
        for name, value in wanted.items()
    ]
