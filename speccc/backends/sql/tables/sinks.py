"""What the scripts of every dialect say of a sink that is a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.broken import Finding, repeated, rows_of
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.scripts import Scripts
from speccc.backends.sql.tables.model import TableName, table_tree
from speccc.backends.sql.tables.writing import filling
from speccc.ir.rel import Sink
from speccc.types import Type


def key_findings(scripts: Scripts, sink: Sink) -> Iterable[Finding]:
    """What the key of a sink asks of the rows that are written, unless it is proven."""
    if not sink.check_key:
        return
    rows = trees.table(scripts.layout.where(sink.input))
    for name in sink.key:
        null = trees.fill("_a IS NULL", scripts.engine.glot, trees.column(name))
        before = f"sink '{sink.name}', column '{name}': NULL in "
        yield Finding(before, ", but part of the key", rows_of(rows, [null]))
    before = f"sink '{sink.name}': the key ({', '.join(sink.key)}) is not unique in "
    yield Finding(before, "", repeated(rows, sink.key))


def table_parts(
    scripts: Scripts,
    sink: Sink,
    table: TableName,
    live: exp.Select,
    column_type: Callable[[Type], str],
) -> dict[str, Any]:
    """How a sink's table is looked at, made and filled, for the templates."""
    schema = scripts.layout.relations.schema(sink.input)
    columns = [
        {
            "name": column.path[0],
            "type": column_type(schema[column.name].type),
            "nullable": column.nullable,
        }
        for column in sink.columns
    ]
    return {
        "name": sink.name,
        "description": comment_lines(sink.description),
        "said": table.said,
        "table": table_tree(table),
        "live": live,
        "live_names": live.select(live.selects[0].copy(), append=False),
        "columns": columns,
        "filling": filling(scripts.engine, sink, table, scripts.layout.where(sink.input)),
    }
