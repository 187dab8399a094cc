"""MariaDB's tables: looked at through the catalogue, read strictly."""

from __future__ import annotations

import re

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.mariadb.conversions import whole
from speccc.backends.sql.dialects.mariadb.engine import MARIADB
from speccc.backends.sql.dialects.mariadb.glot import PlainMariaDB
from speccc.backends.sql.tables.formats import in_iso
from speccc.backends.sql.tables.model import TableName, Tables
from speccc.connectors.databases import DATABASES
from speccc.ir.rel import SourceColumn
from speccc.types import TEXT, Kind, Type

#: As the catalogue spells them, a text with its collation.
_DECLARED = {
    Kind.BOOL: "tinyint(1)",
    Kind.INT64: "bigint(20)",
    Kind.FLOAT64: "double",
    Kind.TEXT: "longtext collate utf8mb4_nopad_bin",
    Kind.DATE: "date",
    Kind.TIMESTAMP: "datetime(6)",
}
#: Texts of the catalogue have a collation in which a letter is its capital.
_SPELLED = "CAST({} AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin"
_CALLED = "COLUMN_TYPE || COALESCE(' collate ' || COLLATION_NAME, '')"
#: A number is a float64, whatever its type is there; what is none stays as it stands.
_FLOAT_WORDS = (
    "CASE WHEN CHARSET(_a) = 'binary' AND NOT CAST(_a AS CHAR) REGEXP '.[-:]'"
    " THEN FLOAT_WORDS(CAST(NUMBER_TEXT(_a) AS DOUBLE)) ELSE STORED_WORDS(_a) END"
)
_NUMBERS = (Kind.BOOL, Kind.INT64, Kind.FLOAT64, Kind.DECIMAL)


def column_type(type: Type) -> str:
    """The type of a sink's column."""
    if type.kind is Kind.DECIMAL:
        return f"decimal({type.precision},{type.scale})"
    return _DECLARED[type.kind]


def of_table(rows: str, table: TableName) -> exp.Select:
    """A SELECT, without columns yet, of what the catalogue's `rows` say of a table."""
    schema = trees.text(table.schema) if table.schema else trees.call("DATABASE")
    return (
        exp.Select()
        .from_(exp.Table(this=exp.to_identifier(rows), db=exp.to_identifier("INFORMATION_SCHEMA")))
        .where(
            trees.fill("TABLE_SCHEMA = _a", PlainMariaDB, schema),
            trees.fill("TABLE_NAME = _a", PlainMariaDB, trees.text(table.name)),
        )
    )


def _live(table: TableName) -> exp.Select:
    def fill(template: str) -> exp.Expr:
        return trees.fill(template, PlainMariaDB)

    columns = of_table("COLUMNS", table).select(
        trees.alias(fill(_SPELLED.format("COLUMN_NAME")), "name"),
        trees.alias(fill(_SPELLED.format(_CALLED)), "type"),
        trees.alias(fill("IS_NULLABLE = 'YES'"), "nullable"),
    )
    rows = exp.Subquery(this=columns, alias=exp.TableAlias(this=trees.name("columns")))
    return exp.select(*map(trees.column, ("name", "type", "nullable"))).from_(rows)


def _physical(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    """The text of a value, whatever its type; a text is looked at as it is."""
    if column.type.kind is Kind.TEXT:
        return cell
    text = "NUMBER_TEXT(_a)" if column.type.kind in _NUMBERS else "CAST(_a AS CHAR)"
    if column.type.kind is Kind.BOOL:
        number = f"CASE {text} WHEN '1' THEN 'true' WHEN '0' THEN 'false' ELSE {text} END"
        text = f"CASE WHEN CHARSET(_a) = 'binary' THEN {number} ELSE CAST(_a AS CHAR) END"
    return trees.fill(text, PlainMariaDB, cell)


def _typed(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    if column.type.kind is Kind.TEXT:
        template = f"CASE WHEN CHARSET(_a) <> 'binary' THEN {_SPELLED.format('_a')} END"
        return trees.fill(template, PlainMariaDB, cell)
    if column.format:
        text, pattern = in_iso(column, cell, "[0-9]", re.escape)
        fitting = trees.text(whole(pattern))
        cell = trees.fill("CASE WHEN _a REGEXP _b THEN _c END", PlainMariaDB, cell, fitting, text)
    return MARIADB.convert(cell, TEXT, column.type, "try")


def _shown(cell: exp.Expr) -> exp.Expr:
    return trees.fill("CAST(_a AS CHAR)", PlainMariaDB, cell)


def _words(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    match column.type.kind:
        case Kind.BOOL:
            return _physical(column, cell)
        case Kind.FLOAT64:
            return trees.fill(_FLOAT_WORDS, PlainMariaDB, cell)
        case _:
            return trees.fill("STORED_WORDS(_a)", PlainMariaDB, cell)


MARIADB_TABLES = Tables(
    schema=DATABASES["mariadb"].schema,
    live=_live,
    column_type=column_type,
    typed=_typed,
    shown=_shown,
    may_not_read=lambda _: True,
    words=_words,
    physical=_physical,
)
