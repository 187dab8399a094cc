"""What a dialect says of its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.ir.rel import Binding, SourceColumn
from speccc.types import Type


@dataclass(frozen=True, slots=True)
class TableName:
    """A table by its schema, "" for the session's own, and its name; `database` where a session
    has several.
    """

    schema: str
    name: str
    database: str = ""

    @property
    def said(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


def table_name(binding: Binding, schema: str, database: str = "") -> TableName:
    """The table that a binding names; `schema` is where one without a schema is looked for."""
    given, _, name = str(binding.options["name"]).rpartition(".")
    return TableName(given or schema, name, database)


def table_tree(name: TableName, alias: str | None = None) -> exp.Expr:
    """The table as it stands in FROM."""
    found = exp.Table(this=trees.name(name.name))
    if name.schema:
        found.set("db", trees.name(name.schema))
    if name.database:
        found.set("catalog", trees.name(name.database))
    return found.as_(trees.name(alias)) if alias else found


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """How a dialect's tables are looked at, read and made.

    `schema`: where a table without one is. `live`: a SELECT of "name", "type" (as `column_type`
    spells it) and "nullable" of the columns of a table, no rows if there is none. `typed`: the
    physical value of a column as its type, NULL where it does not read. `shown`: a physical value
    as text. `may_not_read`: whether a value may be there that is none of the column's type.
    `physical`: a column as it is stored, with NULL for what every engine reads as NULL. `words`:
    what is stored in a column, as text.
    `lock`: statements before a table is written, so that no other run comes between.
    """

    schema: str
    live: Callable[[TableName], exp.Select]
    column_type: Callable[[Type], str]
    typed: Callable[[SourceColumn, exp.Expr], exp.Expr]
    shown: Callable[[exp.Expr], exp.Expr]
    may_not_read: Callable[[SourceColumn], bool]
    words: Callable[[SourceColumn, exp.Expr], exp.Expr]
    physical: Callable[[SourceColumn, exp.Expr], exp.Expr] = lambda _, tree: tree
    lock: Callable[[TableName], tuple[str, ...]] = lambda _: ()
