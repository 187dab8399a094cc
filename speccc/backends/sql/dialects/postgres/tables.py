"""PostgreSQL's tables: looked at through the catalogue, read strictly, written under a lock."""

from __future__ import annotations

import re

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.postgres.engine import POSTGRES
from speccc.backends.sql.dialects.postgres.glot import PlainPostgres
from speccc.backends.sql.tables.formats import in_iso
from speccc.backends.sql.tables.model import TableName, Tables, table_tree
from speccc.backends.sql.tables.scripts import TableScripts
from speccc.connectors.databases import DATABASES
from speccc.ir.rel import SourceColumn
from speccc.types import TEXT, Kind, Type

#: As the catalogue spells them.
_DECLARED = {
    Kind.BOOL: "boolean",
    Kind.INT64: "bigint",
    Kind.FLOAT64: "double precision",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.TIMESTAMP: "timestamp without time zone",
}
_TEXTS = "'text', 'character varying', 'character'"
_FINITE = "CASE WHEN NOT _a IN ('NaN', 'Infinity', '-Infinity') THEN _a END"
#: What is stored, as text. Through text, so that the query is right for every type.
_WORDS = """CASE
  WHEN CAST(PG_TYPEOF(_a) AS TEXT) = 'timestamp without time zone'
  THEN TO_CHAR(CAST(CAST(_a AS TEXT) AS TIMESTAMP), 'YYYY-MM-DD HH24:MI:SS.US')
  WHEN CAST(PG_TYPEOF(_a) AS TEXT) IN ('real', 'double precision')
  THEN FLOAT_WORDS(CAST(CAST(_a AS TEXT) AS DOUBLE PRECISION))
  ELSE CAST(_a AS TEXT) END COLLATE "C\""""


def _column_type(type: Type) -> str:
    if type.kind is Kind.DECIMAL:
        return f"numeric({type.precision},{type.scale})"
    return _DECLARED[type.kind]


def _live(table: TableName) -> exp.Select:
    def fill(template: str) -> exp.Expr:
        return trees.fill(template, PlainPostgres)

    relation = trees.call(
        "TO_REGCLASS", trees.text(f"{_quoted(table.schema)}.{_quoted(table.name)}")
    )
    columns = (
        exp.select(
            trees.alias(fill("CAST(attname AS TEXT)"), "name"),
            trees.alias(fill("FORMAT_TYPE(atttypid, atttypmod)"), "type"),
            trees.alias(fill("NOT attnotnull"), "nullable"),
        )
        .from_(exp.Table(this=trees.name("pg_attribute"), db=trees.name("pg_catalog")))
        .where(
            trees.fill("attrelid = _a", PlainPostgres, relation),
            fill("attnum > 0"),
            fill("NOT attisdropped"),
        )
    )
    rows = exp.Subquery(this=columns, alias=exp.TableAlias(this=trees.name("columns")))
    return exp.select(*map(trees.column, ("name", "type", "nullable"))).from_(rows)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _physical(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    """The text of a value, whatever its type; what is no finite float is NULL."""
    if column.type.kind is Kind.TEXT:
        return cell
    text = trees.fill("CAST(_a AS TEXT)", PlainPostgres, cell)
    finite = column.type.kind is Kind.FLOAT64
    return trees.fill(_FINITE, PlainPostgres, text) if finite else text


def _typed(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    if column.type.kind is Kind.TEXT:
        template = f"CASE WHEN CAST(PG_TYPEOF(_a) AS TEXT) IN ({_TEXTS})"
        template += ' THEN CAST(_a AS TEXT) COLLATE "C" END'
        return trees.fill(template, PlainPostgres, cell)
    if column.format:
        text, pattern = in_iso(column, cell, "[0-9]", re.escape)
        fitting = trees.text(f"^{pattern}$")
        cell = trees.fill("CASE WHEN _a ~ _b THEN _c END", PlainPostgres, cell, fitting, text)
    return POSTGRES.convert(cell, TEXT, column.type, "try")


def _shown(cell: exp.Expr) -> exp.Expr:
    return trees.fill("CAST(_a AS TEXT)", PlainPostgres, cell)


def _words(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    return trees.fill(_WORDS, PlainPostgres, cell)


def _lock(table: TableName) -> tuple[str, ...]:
    """Other writers wait; readers see what was there before, until all is committed."""
    return (f"LOCK TABLE {table_tree(table).sql(PlainPostgres)} IN SHARE ROW EXCLUSIVE MODE",)


POSTGRES_TABLES = Tables(
    schema=DATABASES["postgres"].schema,
    live=_live,
    column_type=_column_type,
    typed=_typed,
    shown=_shown,
    may_not_read=lambda _: True,
    words=_words,
    physical=_physical,
    lock=_lock,
)


class PostgresScripts(TableScripts):
    """The scripts of one pipeline for PostgreSQL."""

    @property
    def tables(self) -> Tables:
        return POSTGRES_TABLES
