"""Sinks whose files keep rows: what they hold, what they hold after a run, and partitions."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.duckdb import reading
from speccc.backends.sql.dialects.duckdb.glot import PlainDuckDB
from speccc.backends.sql.dialects.duckdb.writing import TIMESTAMP
from speccc.backends.sql.engine import variable
from speccc.ir.rel import Sink, Source
from speccc.types import Kind

_HELD, _NEW = "held", "new"
#: The endings of the files in a folder of partitions.
_ENDINGS = {"csv": "csv", "json": "jsonl", "parquet": "parquet"}


def keeps(sink: Sink) -> bool:
    """Whether a run must know what the sink holds already."""
    return sink.mode in ("merge", "append")


def held(sink: Sink) -> Source:
    """What a sink holds, seen as a source. No source or step of a spec has a blank in its name."""
    columns = tuple(
        replace(c, nullable=c.nullable and c.name not in sink.key, format="", zone="")
        for c in sink.columns
    )
    return Source(f"{sink.name} {_HELD}", columns, sink.key, "fail", sink.binding)


def extra_columns(sink: Sink) -> exp.Expr:
    """The physical columns that the sink does not have, as one text; NULL if there are none."""
    assert sink.binding is not None
    source = held(sink)
    names = variable(reading.names_variable(source))
    if sink.binding.connector == "json":
        names = reading.json_names(sink.binding)
    known = trees.call("LIST_VALUE", *(trees.text(c.path[0]) for c in sink.columns))
    return trees.call("EXTRA_COLUMNS", names, known)


def stored(sink: Sink, rows: str) -> exp.Expr:
    """All rows of a sink after the run: those it holds, and those of the relation `rows`."""
    old, new = trees.table(held(sink).name, _HELD), trees.table(rows, _NEW)
    names = [trees.column(c.name) for c in sink.columns]
    before, after = exp.select(*names).from_(old), exp.select(*names).from_(new)
    if sink.mode == "merge":
        before = before.where(_absent(sink, new))
    else:
        after = after.where(_absent(sink, old))
    both = exp.Union(this=before, expression=after, distinct=False)
    return exp.Subquery(this=both, alias=exp.TableAlias(this=trees.name("stored")))


def _absent(sink: Sink, others: exp.Expr) -> exp.Expr:
    """No row of the others has the key."""
    same = [
        exp.EQ(this=trees.column(name, _HELD), expression=trees.column(name, _NEW))
        for name in sink.key
    ]
    there = exp.select(trees.number(1)).from_(others.copy()).where(*same)
    return exp.Not(this=exp.Exists(this=there))


def partition(sink: Sink) -> exp.Expr:
    """The folder of a row's partition, below that of the sink: `day=2026-01-31/shop=12/`."""
    types = {c.name: c.type.kind for c in sink.columns}
    parts: list[exp.Expr] = []
    for name in sink.by:
        template = TIMESTAMP if types[name] is Kind.TIMESTAMP else "CAST(_a AS TEXT)"
        text = trees.column(name)
        if types[name] is not Kind.TEXT:
            text = trees.fill(template, PlainDuckDB, text)
        parts += [trees.text(f"{name}="), trees.call("PARTITION_NAME", text), trees.text("/")]
    return trees.chain(exp.DPipe, parts)


def partition_file(sink: Sink) -> str:
    """The name of the file in the folder of each partition."""
    assert sink.binding is not None
    return f"part.{_ENDINGS[sink.binding.connector]}"


def staged(sink: Sink) -> str:
    """The variable with the file to write in the place of the sink's."""
    return f"_staged_{sink.name}"


def part(sink: Sink) -> str:
    """The variable with the folder of the partition that is written."""
    return f"_part_{sink.name}"
