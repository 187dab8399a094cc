"""Typed columns of streams: a field is both a column of a table in Flink and a field in Avro."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from speccc.backends.flink.conversions import CLOCK, type_name
from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.printing import printed
from speccc.ir.rel import Source, SourceColumn
from speccc.types import TEXT, Kind, Schema, Type

_AVRO: dict[Kind, Any] = {
    Kind.BOOL: "boolean",
    Kind.INT64: "long",
    Kind.FLOAT64: "double",
    Kind.TEXT: "string",
    Kind.DATE: {"type": "int", "logicalType": "date"},
    Kind.TIMESTAMP: {"type": "long", "logicalType": "local-timestamp-micros"},
}
_AVRO_CLOCK = {"type": "long", "logicalType": "local-timestamp-millis"}


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a type (`clock`: an event time), or several `fields` under one name."""

    name: str
    nullable: bool
    type: Type | None = None
    clock: bool = False
    fields: tuple[Field, ...] = ()


def fields_of_source(source: Source) -> tuple[Field, ...]:
    """The fields of the messages that a source reads, in the order of its columns."""
    clock = source.event_time.column if source.event_time else ""
    return _fields([(column.path, column) for column in source.columns], clock)


def fields_of_sink(columns: Sequence[SourceColumn], schema: Schema) -> tuple[Field, ...]:
    """Those that a sink writes. `schema` says what may be NULL."""
    return tuple(
        Field(column.path[0], schema[column.name].nullable, schema[column.name].type)
        for column in columns
    )


def _fields(
    columns: Iterable[tuple[tuple[str, ...], SourceColumn]], clock: str
) -> tuple[Field, ...]:
    found: dict[str, list[tuple[tuple[str, ...], SourceColumn]]] = {}
    for (first, *rest), column in columns:
        found.setdefault(first, []).append((tuple(rest), column))
    return tuple(_field(name, parts, clock) for name, parts in found.items())


def _field(name: str, parts: Sequence[tuple[tuple[str, ...], SourceColumn]], clock: str) -> Field:
    (way, column), *_ = parts
    if not way and column.format:  # dates and times as texts
        return Field(name, column.nullable, TEXT)
    if not way:
        return Field(name, column.nullable, column.type, column.name == clock)
    inner = _fields(parts, clock)
    return Field(name, all(field.nullable for field in inner), fields=inner)


def flink_type(field: Field) -> str:
    """The type of its column in Flink."""
    if field.fields:
        names = (printed(trees.name(inner.name), Flink) for inner in field.fields)
        pairs = zip(names, map(flink_type, field.fields), strict=True)
        made = f"ROW<{', '.join(' '.join(pair) for pair in pairs)}>"
    else:
        assert field.type is not None
        made = CLOCK if field.clock else type_name(field.type)
    return made if field.nullable else f"{made} NOT NULL"


def avro_schema(name: str, fields: Iterable[Field]) -> str:
    """The schema of messages with these fields, as a file."""
    return json.dumps(_record(name, fields), indent=2) + "\n"


def _record(name: str, fields: Iterable[Field]) -> dict[str, Any]:
    return {
        "type": "record",
        "name": name,
        "fields": [_avro_field(name, field) for field in fields],
    }


def _avro_field(record: str, field: Field) -> dict[str, Any]:
    made: Any = _record(f"{record}_{field.name}", field.fields) if field.fields else _avro(field)
    if field.nullable:
        return {"name": field.name, "type": ["null", made], "default": None}
    return {"name": field.name, "type": made}


def _avro(field: Field) -> Any:
    assert field.type is not None
    if field.clock:
        return _AVRO_CLOCK
    if field.type.kind is Kind.DECIMAL:
        precision, scale = field.type.precision, field.type.scale
        digits = {"precision": precision, "scale": scale}
        return {"type": "bytes", "logicalType": "decimal", **digits}
    return _AVRO[field.type.kind]
