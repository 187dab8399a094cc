"""What the contract of a source asks of the rows that were read from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Glot

from speccc.backends.sql import trees
from speccc.backends.sql.broken import Finding, repeated, rows_of
from speccc.ir.rel import Source, SourceColumn


def stored(source: Source) -> str:
    """The relation of a source's rows and marks; under the source's own name are its rows."""
    return f"_{source.name}"


def unreadable(column: str) -> str:
    """The column that tells whether a value did not read; no column of a spec is called so."""
    return f"_unreadable_{column}"


def contract(
    glot: type[Glot], source: Source, may_not_read: Callable[[SourceColumn], bool]
) -> Iterable[Finding]:
    """The findings over `stored(source)`, which marks the columns that may not read."""
    rows, strict = trees.table(stored(source)), source.on_error == "fail"
    for column in source.columns:
        before = f"source '{source.name}', column '{column.name}': "
        read = not strict or not may_not_read(column)
        flag = trees.column(unreadable(column.name))
        if not read:
            yield Finding(before, f" not to be read as {column.type}", rows_of(rows, [flag]))
        if not column.nullable:
            null = trees.fill("_a IS NULL", glot, trees.column(column.name))
            broken = rows_of(rows, [null] if read else [null, exp.Not(this=flag)])
            yield Finding(f"{before}NULL in ", ", but is not null", broken)
    if source.key:
        before = f"source '{source.name}': the key ({', '.join(source.key)}) is not unique in "
        yield Finding(before, "", repeated(rows, source.key))
