"""What the contract of a source asks of the rows that were read from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Glot

from speccc.backends.sql import trees
from speccc.backends.sql.broken import Finding, repeated, rows_of
from speccc.ir.rel import Source, SourceColumn


@dataclass(frozen=True, slots=True)
class Marks:
    """How a dialect tells which values did not read, and where. All but the first are templates.

    `unread` and `read` are over the column `unreadable(name)`. `row` is the number of a row,
    `first_row` the place of the first row by its number, `first_cell` also by what did not read;
    without them no place is told.
    """

    may_not_read: Callable[[SourceColumn], bool]
    unread: str
    read: str
    row: str = ""
    first_row: str = ""
    first_cell: str = ""


def stored(source: Source) -> str:
    """The relation of a source's rows and marks; under the source's own name are its rows."""
    return f"_{source.name}"


def unreadable(column: str) -> str:
    """The column that tells what did not read of a column; no column of a spec is called so."""
    return f"_unreadable_{column}"


def contract(glot: type[Glot], source: Source, marks: Marks, label: str = "") -> Iterable[Finding]:
    """The findings over `stored(source)`, which marks the columns that may not read.

    There are none if the source puts aside what breaks its contract. Rows whose key did not read
    do not count as repeated. `label` is what they call the source, if
    it is none but what a sink holds.
    """
    if source.on_error == "quarantine":
        return
    label = label or f"source '{source.name}'"

    def fill(template: str, *operands: exp.Expr) -> exp.Expr:
        return trees.fill(template, glot, *operands)

    def first(template: str, *operands: exp.Expr) -> exp.Expr | None:
        return fill(template, *operands) if template else None

    rows, strict = trees.table(stored(source)), source.on_error == "fail"
    for column in source.columns:
        before = f"{label}, column '{column.name}': "
        read = not strict or not marks.may_not_read(column)
        mark = trees.column(unreadable(column.name))
        if not read:
            broken = rows_of(rows, [fill(marks.unread, mark)])
            place = first(marks.first_cell, mark)
            yield Finding(before, f" not to be read as {column.type}", broken, place)
        if not column.nullable:
            null = fill("_a IS NULL", trees.column(column.name))
            broken = rows_of(rows, [null] if read else [null, fill(marks.read, mark)])
            place = first(marks.first_row, fill(marks.row)) if marks.row else None
            yield Finding(f"{before}NULL in ", ", but is not null", broken, place)
    if source.key:
        before = f"{label}: the key ({', '.join(source.key)}) is not unique in "
        unread = [c for c in source.columns if c.name in source.key and marks.may_not_read(c)]
        known = [fill(marks.read, trees.column(unreadable(c.name))) for c in unread if strict]
        also = [trees.alias(fill(f"MIN({marks.row})"), "_first")] if marks.row else []
        broken = repeated(rows, source.key, known, also)
        yield Finding(before, "", broken, first(marks.first_row, trees.column("_first")))
