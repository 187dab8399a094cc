"""Made-up records into a topic of a real broker."""

# These are of the extra kafka, and know no types.
# pyright: reportMissingImports=false, reportMissingTypeStubs=false

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.full.services import broker
from tests.support.project import Project

pytestmark = pytest.mark.flink_full

SPEC = """speccc: 1
name: clicks
sources:
  clicks:
    columns:
      number: int64 not null
      user: {type: text not null, path: [user, id]}
      paid: decimal(9,2)
      new: bool
      share: float64
      day: {type: date, format: DD.MM.YYYY}
      since: date
      seen_at: timestamp
      clicked_at: timestamp not null
    key: [number]
    event_time: {column: clicked_at, max_lateness: 5 seconds}
steps:
  - filter: paid > 0
sinks:
  paid: {connector: json, options: {path: out/paid.jsonl}, mode: append, key: [number]}
"""
TARGET = """speccc_target: 1
name: {name}
backend: flink
streaming: {{}}
bind:
  clicks.clicks: {binding}
"""
RATE = ("--rate", "100", "--duration", "2s", "--seed", "3", "--disorder", "0.5", "--json")


@pytest.mark.parametrize("form", ["json", "avro"])
def test_a_topic_gets_the_records_of_a_file(tmp_path: Path, form: str) -> None:
    topic = f"clicks-{uuid.uuid4().hex[:8]}"
    options = f'{{topic: {topic}, brokers: "${{env:BROKERS}}", format: {form}}}'
    project = Project(tmp_path)
    project.write("speccc.yaml", "speccc_project: 1\n")
    project.write("specs/clicks.yaml", SPEC)
    for name, binding in {
        "topics": f"{{connector: topic, options: {options}}}",
        "files": "{connector: json, options: {path: clicks.jsonl}}",
    }.items():
        project.write(f"targets/{name}.yaml", TARGET.format(name=name, binding=binding))
    missing = project.speccc("simulate", "clicks", "--target", "topics", exit_code=1)
    assert "error[E0956]" in missing.stderr

    address = broker().address
    project.speccc("simulate", "clicks", "--target", "files", *RATE)
    project.speccc("simulate", "clicks", "--target", "topics", *RATE, env={"BROKERS": address})
    expected = project.read("clicks.jsonl").splitlines()
    assert len(expected) == 200
    found = _messages(address, topic, 200)
    if form == "json":
        assert [message.decode() for message in found] == expected
        return
    project.speccc("apply", "--auto-approve", "clicks", "--target", "topics")
    import fastavro

    schema = json.loads(project.read("generated/clicks/topics/schemas/clicks.avsc"))
    rows = [fastavro.schemaless_reader(BytesIO(message), schema, None) for message in found]
    assert [_texts(row) for row in rows] == [
        _texts(json.loads(line, parse_float=Decimal)) for line in expected
    ]


def _texts(value: Any) -> Any:
    """Values of Avro and of JSON are the same as texts."""
    match value:
        case dict():
            return {name: _texts(part) for name, part in value.items()}
        case dt.datetime():
            return value.isoformat(" ", "microseconds")
        case float():
            return str(Decimal(str(value)))
        case None | bool():
            return value
        case _:
            return str(value)


def _messages(address: str, topic: str, number: int) -> list[bytes]:
    """The messages that are there, in their order; so many are expected."""
    from confluent_kafka import Consumer

    settings = {"bootstrap.servers": address, "group.id": "test", "auto.offset.reset": "earliest"}
    consumer = Consumer(settings)
    consumer.subscribe([topic])
    found: list[bytes] = []
    for _ in range(60):
        got = consumer.consume(number + 1, timeout=1)
        found += [message.value() or b"" for message in got if not message.error()]
        if len(found) >= number and not got:
            break
    consumer.close()
    return found
