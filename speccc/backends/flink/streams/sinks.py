"""How a stream is written: a table, and the columns as they go into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from sqlglot import exp

from speccc.backends.flink.conversions import DATE_OF_TIME
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.streams.fields import Field, fields_of_sink, flink_type
from speccc.backends.flink.streams.tables import (
    KEYED,
    SINKS,
    has_changes,
    has_texts,
    message_format,
    messages,
)
from speccc.backends.flink.writing import columns, values
from speccc.backends.sql import trees
from speccc.ir.rel import Binding, Sink
from speccc.types import INT64, Kind, Schema

#: A time in microseconds since 1970. Flink writes milliseconds, whatever the schema says (2.3.0).
_MICROSECONDS = (
    f"(((TIMESTAMPDIFF(DAY, DATE '1970-01-01', {DATE_OF_TIME}) "
    "* 24 + CAST(DATE_FORMAT(_a, 'HH') AS BIGINT)) * 60 + CAST(DATE_FORMAT(_a, 'mm') AS BIGINT)) "
    "* 60 + CAST(DATE_FORMAT(_a, 'ss') AS BIGINT)) * 1000000 "
    "+ CAST(DATE_FORMAT(_a, 'SSSSSS') AS BIGINT)"
)


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


def _is_time(field: Field, binding: Binding) -> bool:
    """Whether it is a time in Avro, whose number is worked out here."""
    is_avro = message_format(binding) == "avro"
    return is_avro and field.type is not None and field.type.kind is Kind.TIMESTAMP


def _written_type(field: Field, binding: Binding) -> str:
    return flink_type(replace(field, type=INT64) if _is_time(field, binding) else field)


def _written(binding: Binding, field: Field, value: exp.Expr) -> exp.Expr:
    if not _is_time(field, binding):
        return value
    return trees.alias(trees.fill(_MICROSECONDS, Flink, value.unalias()), field.name)
