"""How a stream is written: a table, and the columns as they go into it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlglot import exp

from speccc.backends.flink.streams.fields import Field, fields_of_sink, flink_type
from speccc.backends.flink.streams.tables import (
    KEYED,
    SINKS,
    has_changes,
    has_texts,
    message_format,
    messages,
)
from speccc.backends.flink.streams.times import in_numbers, is_number, written
from speccc.backends.flink.writing import columns, values
from speccc.backends.sql import trees
from speccc.ir.rel import Binding, Sink
from speccc.types import Schema


@dataclass(frozen=True, slots=True)
class StreamSink:
    """`columns` are physical names with Flink's types, `key` those by which the table is told its
    rows, `options` its options. `changes`: the lines of its files are changes of rows, not rows.
    `messages` are the fields of its messages, if they are in Avro.
    """

    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    selected: tuple[exp.Expr, ...]
    changes: bool
    messages: tuple[Field, ...]


def stream_sink(sink: Sink, schema: Schema, binding: Binding) -> StreamSink:
    """How to write a sink; `binding` has a connector of SINKS."""
    fields = fields_of_sink(sink.columns, schema)
    as_text = has_texts(binding)
    typed = tuple((field.name, _written_type(field, binding)) for field in fields)
    physical = {column.name: column.path[0] for column in sink.columns}
    return StreamSink(
        columns(sink, schema, as_text=True) if as_text else typed,
        tuple(physical[name] for name in sink.key) if binding.connector in KEYED else (),
        tuple(SINKS[binding.connector](sink, binding).items()),
        tuple(map(partial(_written, binding), fields, values(sink, schema, as_text=as_text))),
        has_changes(sink, binding),
        messages(fields, binding),
    )


def _written_type(field: Field, binding: Binding) -> str:
    return flink_type(in_numbers(field) if message_format(binding) == "avro" else field)


def _written(binding: Binding, field: Field, value: exp.Expr) -> exp.Expr:
    if message_format(binding) != "avro" or not is_number(field):
        return value
    return trees.alias(written(value.unalias()), field.name)
