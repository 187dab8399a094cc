"""What tables over streams are in Flink, by connector: their columns and options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from speccc.backends.flink.reading import json_columns
from speccc.backends.flink.streams.fields import Field, fields_of_source, flink_type
from speccc.backends.flink.streams.times import in_numbers
from speccc.backends.flink.writing import FORMATS
from speccc.backends.modes import Modes
from speccc.connectors.jdbc import is_looked_up
from speccc.ir.rel import Binding, Sink, Source
from speccc.types.durations import parse_duration

Options = Mapping[str, str]

_READ_JSON = {"json.fail-on-missing-field": "false", "json.ignore-parse-errors": "false"}
#: Times without a zone stay such.
_AVRO_TIMES = {"avro.timestamp_mapping.legacy": "false"}


def has_texts(binding: Binding) -> bool:
    """Whether all values are read, and times written, as texts: in JSON."""
    return binding.connector == "json" or message_format(binding) == "json"


def message_format(binding: Binding) -> str:
    """The form of the messages of a topic; empty for what is none."""
    return str(binding.options.get("format", "json")) if binding.connector == "topic" else ""


def source_columns(source: Source, binding: Binding) -> Mapping[str, str]:
    """Physical names with Flink's types."""
    if has_texts(binding):
        return json_columns(source)
    fields = fields_of_source(source)
    if message_format(binding) == "avro":
        fields = tuple(map(in_numbers, fields))
    if not holds_types(binding):
        fields = tuple(replace(field, nullable=True) for field in fields)
    return {field.name: flink_type(field) for field in fields}


def holds_types(binding: Binding) -> bool:
    """Whether a value is there wherever one must be, by the form of the data itself."""
    return binding.connector != "jdbc"


def _json_source(binding: Binding) -> Options:
    path = str(binding.options["path"])
    return {"connector": "filesystem", "path": path, "format": "json", **_READ_JSON}


def _topic_source(binding: Binding) -> Options:
    options = binding.options
    found = {
        "connector": "kafka",
        "topic": str(options["topic"]),
        "properties.bootstrap.servers": str(options["brokers"]),
        "scan.startup.mode": f"{options.get('start', 'earliest')}-offset",
        # A watermark follows each row at once, as for all sources.
        "scan.watermark.emit.strategy": "on-event",
    }
    if "group" in options:
        found["properties.group.id"] = str(options["group"])
    if options.get("until") == "now":
        found["scan.bounded.mode"] = "latest-offset"
    return found | _format(binding, "", _READ_JSON)


def _jdbc(binding: Binding) -> Options:
    options = binding.options
    found = {
        "connector": "jdbc",
        "url": str(options["url"]),
        "table-name": str(options["table"]),
    }
    named = {"username": options.get("user"), "password": options.get("password")}
    return found | {key: str(value) for key, value in named.items() if value is not None}


def _jdbc_source(binding: Binding) -> Options:
    """Conditions are Flink's alone: a database compares texts in an order of its own."""
    options, found = binding.options, {**_jdbc(binding), "filter.handling.policy": "never"}
    if is_looked_up(options) and "cache_for" in options:
        found["lookup.cache"] = "PARTIAL"
        found["lookup.partial-cache.max-rows"] = str(options.get("cache_rows", 10_000))
        seconds = parse_duration(str(options["cache_for"]))
        found["lookup.partial-cache.expire-after-write"] = f"{seconds} s"
    return found


def _datagen(binding: Binding) -> Options:
    options = binding.options
    found = {"connector": "datagen", "rows-per-second": str(options.get("rows_per_second", 10))}
    if "rows" in options:
        found["number-of-rows"] = str(options["rows"])
    return found


def _format(binding: Binding, before: str, json: Options) -> dict[str, str]:
    """The format of messages; `before` stands before its options."""
    registry = binding.options.get("registry")
    form = message_format(binding)
    name = "avro-confluent" if form == "avro" and registry else form
    found = {f"{before}format": name}
    if name == "json":
        more = json
    elif registry:
        more = {"avro-confluent.url": str(registry)}
    else:
        more = _AVRO_TIMES
    return found | {f"{before}{key}": value for key, value in more.items()}


#: What a job reads, by connector.
SOURCES: Mapping[str, Callable[[Binding], Options]] = {
    "json": _json_source,
    "topic": _topic_source,
    "jdbc": _jdbc_source,
    "datagen": _datagen,
}


def _json_sink(sink: Sink, binding: Binding) -> Options:
    """Files of rows; of what happens to them, where they are updated later."""
    place = {"connector": "filesystem", "path": str(binding.options["path"])}
    if sink.mode == "append":
        return {**place, "format": "json", **FORMATS["json"]}
    changes = {f"debezium-{key}": value for key, value in FORMATS["json"].items()}
    return {**place, "format": "debezium-json", **changes}


def _topic_sink(sink: Sink, binding: Binding) -> Options:
    """The last message of a key is the row: one that comes twice is there once."""
    return {
        "connector": "upsert-kafka",
        "topic": str(binding.options["topic"]),
        "properties.bootstrap.servers": str(binding.options["brokers"]),
        "key.format": "json",
        **_format(binding, "value.", FORMATS["json"]),
    }


#: What a job writes, by connector.
SINKS: Mapping[str, Callable[[Sink, Binding], Options]] = {
    "json": _json_sink,
    "topic": _topic_sink,
    "jdbc": lambda _, binding: _jdbc(binding),
    "print": lambda sink, _: {"connector": "print", "print-identifier": sink.name},
}
#: Those whose tables have a key, by which Flink writes updates.
KEYED = frozenset(("topic", "jdbc"))

#: The modes that are built, by connector.
MODES: Modes = dict.fromkeys(SINKS, ("append", "merge"))


def has_changes(sink: Sink, binding: Binding) -> bool:
    """Whether the lines of its files are changes of rows, not rows."""
    return binding.connector == "json" and sink.mode == "merge"


def messages(fields: tuple[Field, ...], binding: Binding) -> tuple[Field, ...]:
    """The fields of messages in Avro; none for other forms."""
    return fields if message_format(binding) == "avro" else ()
