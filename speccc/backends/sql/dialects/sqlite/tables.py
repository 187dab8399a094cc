"""SQLite's tables: every value has a type of its own, whatever its column was declared as."""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.sqlite.glot import PlainSQLite
from speccc.backends.sql.tables.formats import in_iso
from speccc.backends.sql.tables.model import TableName, Tables
from speccc.backends.sql.tables.scripts import TableScripts
from speccc.connectors.databases import DATABASES
from speccc.ir.rel import SourceColumn
from speccc.types import Kind, Type

#: What columns are declared as: other programs go by it, SQLite only by the words in it.
_DECLARED = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT64: "BIGINT",
    Kind.FLOAT64: "DOUBLE",
    Kind.DECIMAL: "TEXT",
    Kind.TEXT: "TEXT",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
}
#: SQLite's own rules for the meaning of a declared type, the first that holds.
_TYPE = """CASE
  WHEN "type" LIKE '%INT%' THEN 'BIGINT'
  WHEN "type" LIKE '%CHAR%' OR "type" LIKE '%CLOB%' OR "type" LIKE '%TEXT%' THEN 'TEXT'
  WHEN "type" LIKE '%REAL%' OR "type" LIKE '%FLOA%' OR "type" LIKE '%DOUB%' THEN 'DOUBLE'
  ELSE UPPER("type") END"""

_TYPED = {
    Kind.BOOL: "CASE WHEN TYPEOF(_a) = 'integer' AND _a IN (0, 1) THEN _a"
    " WHEN TYPEOF(_a) = 'text' THEN READ_BOOL(_a) END",
    Kind.INT64: "CASE TYPEOF(_a) WHEN 'integer' THEN _a WHEN 'text' THEN READ_INT64(_a) END",
    Kind.FLOAT64: "CASE WHEN TYPEOF(_a) IN ('integer', 'real') THEN CAST(_a AS REAL)"
    " WHEN TYPEOF(_a) = 'text' THEN READ_FLOAT64(_a) END",
    Kind.TEXT: "CASE WHEN TYPEOF(_a) = 'text' AND INSTR(_a, CHAR(0)) = 0 THEN _a END",
    Kind.DATE: "CASE WHEN TYPEOF(_a) = 'text' THEN READ_DATE(_b) END",
    Kind.TIMESTAMP: "CASE WHEN TYPEOF(_a) = 'text' THEN READ_TIMESTAMP(_b) END",
}


def _live(table: TableName) -> exp.Select:
    rows = trees.call("PRAGMA_TABLE_INFO", trees.text(table.name), trees.text(table.schema))
    return exp.select(
        trees.column("name"),
        trees.alias(trees.fill(_TYPE, PlainSQLite), "type"),
        trees.alias(trees.fill('"notnull" = 0', PlainSQLite), "nullable"),
    ).from_(rows)


def _column_type(type: Type) -> str:
    return _DECLARED[type.kind]


def _typed(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    text = _formatted(column, cell.copy()) if column.format else cell.copy()
    return trees.fill(_TYPED[column.type.kind], PlainSQLite, cell, text)


def _formatted(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    """A text in a column's own format, in ours."""
    ours, pattern = in_iso(column, cell, "[0-9]", _as_it_is)
    return trees.fill(
        "CASE WHEN _a GLOB _b THEN _c END", PlainSQLite, cell, trees.text(pattern), ours
    )


def _as_it_is(text: str) -> str:
    """A text as a pattern of GLOB."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)


def _shown(cell: exp.Expr) -> exp.Expr:
    template = "CASE WHEN TYPEOF(_a) <> 'blob' THEN CAST(_a AS TEXT) END"
    return trees.fill(template, PlainSQLite, cell)


def _words(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    """What is stored, as text; a bool is stored as a number."""
    if column.type.kind is Kind.BOOL:
        template = "CASE WHEN TYPEOF(_a) = 'integer' AND _a IN (0, 1)"
        template += " THEN CASE _a WHEN 1 THEN 'true' ELSE 'false' END"
        template += " WHEN TYPEOF(_a) <> 'blob' THEN CAST(_a AS TEXT) END"
        return trees.fill(template, PlainSQLite, cell)
    return _shown(cell)


def _physical(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    """An infinite float reads as NULL."""
    if column.type.kind is not Kind.FLOAT64:
        return cell
    template = "CASE WHEN TYPEOF(_a) <> 'real' OR ABS(_a) < 9e999 THEN _a END"
    return trees.fill(template, PlainSQLite, cell)


SQLITE_TABLES = Tables(
    schema=DATABASES["sqlite"].schema,
    live=_live,
    column_type=_column_type,
    typed=_typed,
    shown=_shown,
    may_not_read=lambda _: True,
    words=_words,
    physical=_physical,
)


class SqliteScripts(TableScripts):
    """The scripts of one pipeline for SQLite."""

    @property
    def tables(self) -> Tables:
        return SQLITE_TABLES
