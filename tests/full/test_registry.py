"""Topics in Avro whose schemas are in a registry: the rows of the interpreter."""

# These are of the extra kafka, and know no types.
# pyright: reportMissingImports=false, reportMissingTypeStubs=false

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from speccc.execute.flink_engine import FlinkError
from speccc.ir.rel import Binding, Row
from tests.flink.streams import checked
from tests.full.registry import Registry, registry
from tests.full.services import Broker, Cluster, broker
from tests.full.test_kafka import (
    BODY,
    NAMES,
    environment,
    expected,
    make_topics,
    messages,
    project,
    rows,
    shown,
)
from tests.full.units import insert

pytestmark = pytest.mark.flink_full

#: What the schema that Flink registers says nothing of.
TIMES = ("window_start", "window_end", "last_at", "seen_at")
FORMAT = 'avro, registry: "${env:REGISTRY}"'
#: What the producers write: not all of it is read, and it has an order of its own.
WRITTEN: dict[str, Any] = {
    "type": "record",
    "name": "Reading",
    "namespace": "devices",
    "fields": [
        {"name": "comment", "type": "string"},
        {"name": "read_at", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
        {"name": "number", "type": "long"},
        {"name": "seen_at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
        {
            "name": "who",
            "type": {
                "type": "record",
                "name": "Who",
                "fields": [
                    {"name": "room", "type": ["null", "int"]},
                    {"name": "device", "type": "string"},
                ],
            },
        },
        {"name": "weight", "type": ["null", "double"], "default": None},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {
            "name": "value",
            "type": [
                "null",
                {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
            ],
        },
    ],
}


@pytest.fixture(scope="session")
def kafka(flink_full: None) -> Broker:
    return broker()


def produce(
    kafka: Broker, topic: str, known: Registry, rows: list[Row], written: Any = WRITTEN
) -> None:
    """Messages of Avro, each with the number of its schema before it."""
    import fastavro

    number = known.register(f"{topic}-value", json.dumps(written))
    schema = fastavro.parse_schema(written)
    messages: list[bytes] = []
    for row in rows:
        record: dict[str, Any] = dict(zip(NAMES, row, strict=True))
        seen = row[5]
        assert seen is None or isinstance(seen, dt.datetime)
        record["seen_at"] = seen and seen.replace(tzinfo=dt.UTC)
        record |= {"comment": "é", "who": {"device": record.pop("device"), "room": 7}}
        message = io.BytesIO(b"\0" + number.to_bytes(4, "big"))
        message.seek(5)
        fastavro.schemaless_writer(message, schema, record)
        messages.append(message.getvalue())
    kafka.write(topic, messages)


def read(message: bytes, known: Registry) -> tuple[Any, ...]:
    """The values of a message, by the schema whose number it has."""
    import fastavro

    assert message[0] == 0
    schema = json.loads(known.schemas[int.from_bytes(message[1:5], "big") - 1])
    record: Any = fastavro.schemaless_reader(io.BytesIO(message[5:]), schema, None)
    return tuple(
        value and dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=value)
        if name in TIMES
        else value
        for name, value in record.items()
    )


def test_a_clock_of_another_unit_ends_the_job(
    tmp_path: Path, flink: Cluster, kafka: Broker
) -> None:
    make_topics(kafka, "readings-microseconds")
    known, other = registry(), json.loads(json.dumps(WRITTEN).replace("-millis", "-micros"))
    produce(kafka, "readings-microseconds", known, rows(0, 3), other)
    topic = {"topic": "readings-microseconds", "brokers": kafka.address, "format": "avro"}
    made = checked(BODY)
    [source], [sink] = made.sources, made.sinks
    read_from = Binding("topic", {**topic, "registry": known.url, "until": "now"})
    made = replace(
        made,
        sources=(replace(source, binding=read_from),),
        sinks=(replace(sink, binding=Binding("print", {})),),
    )
    with pytest.raises(FlinkError, match="'read_at': a value not to be read as timestamp"):
        insert(made, tmp_path, flink)


def test_schemas_of_a_registry(tmp_path: Path, flink: Cluster, kafka: Broker) -> None:
    known = registry()
    made = project(tmp_path, "registry", FORMAT, ", until: now")
    make_topics(kafka, "readings-registry", "totals-registry")
    given = rows(0, 300)
    produce(kafka, "readings-registry", known, given)
    made.speccc("run", "streamed", env={**environment(flink, kafka), "REGISTRY": known.url})
    found = [read(message, known) for message in messages(kafka, "totals-registry")]
    assert shown(found) == expected(given)
    [number] = set(known.subjects["totals-registry-value"])
    assert known.schemas[number - 1] != json.dumps(WRITTEN)
