"""How a stream is read: a table with a clock, then the typed rows that are in time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlglot import exp

from speccc.backends.flink.conversions import finite, present, read, read_as, read_clock
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.intervals import interval
from speccc.backends.flink.reading import file_table, physical
from speccc.backends.flink.streams import times
from speccc.backends.flink.streams.fields import Field, fields_of_source
from speccc.backends.flink.streams.lookups import is_lookup
from speccc.backends.flink.streams.tables import (
    SOURCES,
    has_texts,
    holds_types,
    message_format,
    messages,
    source_columns,
)
from speccc.backends.sql import trees
from speccc.ir.rel import Binding, Source, SourceColumn
from speccc.types import Kind

#: The clock of a source in its table; no column of a spec is called so.
CLOCK_COLUMN = "_event_time"

#: Whether a row is in time: it is none before the first one.
_IN_TIME = "CURRENT_WATERMARK(_a) IS NULL OR _a > CURRENT_WATERMARK(_a)"
_LATE = "_a <= CURRENT_WATERMARK(_a)"


@dataclass(frozen=True, slots=True)
class StreamSource:
    """`columns` are physical names with Flink's types, `options` those of the table. `clock` is how
    the event time is read, and `behind` how far the watermark is behind the latest; None without
    one. `select` are the typed rows that are in time, `late` the times of the others.
    `messages` are the fields of its messages, if they are in Avro.
    """

    columns: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    select: exp.Expr
    clock: exp.Expr | None = None
    behind: exp.Expr | None = None
    late: exp.Expr | None = None
    messages: tuple[Field, ...] = ()


def stream_source(
    source: Source, binding: Binding, read: Collection[str], asked_by: Collection[str] = ()
) -> StreamSource:
    """How to read a stream; `binding` has a connector of SOURCES. `read` are the columns that
    steps read; the others are only looked at, for Flink computes nothing that nobody reads.
    `asked_by` are the columns by which a table is looked up, which stay as they are.
    """
    columns = source_columns(source, binding)
    options = SOURCES[binding.connector](binding)
    rows = trees.table(file_table(source))
    event_time = source.event_time
    values = {
        column.name: physical(column)
        if column.name in asked_by
        else _value(source, column, binding)
        for column in source.columns
    }
    clock = values[event_time.column] if event_time else None
    conditions = [
        _holds(column, values[column.name])
        for column in source.columns
        if column.name not in read
        and values[column.name] not in (clock, physical(column))
        and not _is_number(column, source, binding)
    ]
    if event_time:
        values[event_time.column] = trees.column(CLOCK_COLUMN)
        conditions = [_clocked(_IN_TIME), *conditions]
    named = [trees.alias(value, name) for name, value in values.items()]
    select = exp.select(*named).from_(rows)
    if conditions and not is_lookup(source):  # a table is asked through a view without conditions
        select = select.where(trees.all_of(conditions))
    made = StreamSource(
        tuple(columns.items()),
        tuple(options.items()),
        select,
        messages=messages(fields_of_source(source), binding),
    )
    if clock is None or event_time is None:
        return made
    late = exp.select(trees.column(CLOCK_COLUMN)).from_(rows.copy()).where(_clocked(_LATE))
    behind = _behind(event_time.max_lateness)
    return replace(made, clock=clock, behind=behind, late=late)


def _holds(column: SourceColumn, value: exp.Expr) -> exp.Expr:
    """What is true of a column, unless looking at it ends the job. Flink would not look at a value
    of which only is asked whether it is there (2.3.0).
    """
    template = "CAST(_a AS STRING) <> '?'" + (" OR _b IS NULL" if column.nullable else "")
    return trees.fill(template, Flink, value, physical(column))


def _clocked(template: str) -> exp.Expr:
    return trees.fill(template, Flink, trees.column(CLOCK_COLUMN))


def _behind(lateness: int) -> exp.Expr:
    """How far the watermark is behind. It says that rows up to it are late, not before it; so it is
    a millisecond further than a row may be.
    """
    return interval(lateness, ".001")


def _value(source: Source, column: SourceColumn, binding: Binding) -> exp.Expr:
    """A column's value, or an error that ends the job."""
    cell = physical(column)
    if not (has_texts(binding) or column.format):
        if _is_number(column, source, binding):
            return times.read(cell)
        if message_format(binding) == "avro" and column.name == _clock_of(source):
            return times.read_clock(cell, _said(source, column, cell))
        if column.type.kind is Kind.FLOAT64:
            return finite(cell, _unread(source, column, cell))
        if column.nullable or holds_types(binding) or column.name == _clock_of(source):
            return cell
        return present(cell, column.type, trees.text(_about(source, column) + _MISSING))
    if column.name == _clock_of(source):
        return read_clock(cell, column.format, _said(source, column, cell))
    unread = _unread(source, column, cell)
    if column.format:
        return read_as(cell, column.type, column.format, unread)
    return read(cell, column.type, unread)


def _is_number(column: SourceColumn, source: Source, binding: Binding) -> bool:
    """Whether it is a time that stands as a number, which can be none that does not read."""
    is_time = column.type.kind is Kind.TIMESTAMP and not column.format
    return message_format(binding) == "avro" and is_time and column.name != _clock_of(source)


def _unread(source: Source, column: SourceColumn, cell: exp.Expr) -> exp.Expr | None:
    """The error of a value that does not read; None if it becomes NULL."""
    if column.nullable and (source.on_error == "set_null" or column.type.kind is Kind.TEXT):
        return None
    return _said(source, column, cell)


def _clock_of(source: Source) -> str:
    return source.event_time.column if source.event_time else ""


_MISSING = "NULL, but is not null"


def _about(source: Source, column: SourceColumn) -> str:
    return f"source '{source.name}', column '{column.name}': "


def _said(source: Source, column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    """What to say of a value that does not read; NULL where a NULL may be."""
    before = _about(source, column)
    said = exp.If(
        this=trees.fill("_a IS NOT NULL", Flink, cell),
        true=trees.text(f"{before}a value not to be read as {column.type}"),
    )
    missing = None if column.nullable else trees.text(before + _MISSING)
    return exp.Case(ifs=[said], default=missing)
