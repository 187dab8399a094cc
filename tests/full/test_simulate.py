"""Made-up records into a topic of a real broker."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from confluent_kafka import Consumer

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


def test_a_topic_gets_the_records_of_a_file(tmp_path: Path) -> None:
    topic = f"clicks-{uuid.uuid4().hex[:8]}"
    options = f'{{topic: {topic}, brokers: "${{env:BROKERS}}"}}'
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
    assert _messages(address, topic, 200) == expected


def _messages(address: str, topic: str, number: int) -> list[str]:
    """The messages that are there, in their order; so many are expected."""
    settings = {"bootstrap.servers": address, "group.id": "test", "auto.offset.reset": "earliest"}
    consumer = Consumer(settings)
    consumer.subscribe([topic])
    found: list[str] = []
    for _ in range(60):
        got = consumer.consume(number + 1, timeout=1)
        found += [(message.value() or b"").decode() for message in got if not message.error()]
        if len(found) >= number and not got:
            break
    consumer.close()
    return found
