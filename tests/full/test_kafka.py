"""Records of Avro through a topic, a job over streams on a real cluster, and another topic: the
rows of the interpreter, with a task manager killed in the middle too.
"""

# These are of the extra kafka, and know no types.
# pyright: reportMissingImports=false, reportMissingTypeStubs=false

from __future__ import annotations

import datetime as dt
import io
import json
import math
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from speccc.ir.rel import Row
from tests.flink.streams import checked, interpreted
from tests.full.services import Broker, Cluster, asked, broker
from tests.support.project import COMMAND, Project

pytestmark = pytest.mark.flink_full

BODY = """
sources:
  readings:
    columns:
      number: int64 not null
      device: {type: text not null, path: [who, device]}
      value: decimal(9,2)
      weight: float64
      day: date not null
      seen_at: timestamp
      read_at: timestamp not null
    key: [number]
    event_time: {column: read_at, max_lateness: 30 seconds}
steps:
  - filter: value is not null
  - time_window: {kind: tumble, time: read_at, size: 1 minutes}
  - aggregate:
      by: [window_start, window_end, device]
      measures:
        readings: count()
        total: sum(value)
        heaviest: max(weight)
        latest: max(day)
        last_at: max(read_at)
        seen_at: min(seen_at)
sinks:
  totals: {mode: append, key: [window_start, window_end, device]}
"""
TARGET = """speccc_target: 1
name: cluster
backend: flink
connection: ${env:GATEWAY}
streaming: {parallelism: 1, checkpoint_interval: 1 seconds}
bind:
  streamed.readings:
    connector: topic
    options: {topic: readings-NAME, brokers: "${env:KAFKA}", format: FORMATUNTIL}
  streamed.totals:
    connector: topic
    options: {topic: totals-NAME, brokers: "${env:KAFKA}", format: FORMAT}
"""
NAMES = ("number", "device", "value", "weight", "day", "seen_at", "read_at")
NOON = dt.datetime(2026, 3, 1, 12)
#: Before 1970, and between two milliseconds.
MOON = dt.datetime(1969, 7, 20, 20, 17, 40, 123457)
_PATIENCE = 60.0


@pytest.fixture(scope="session")
def kafka(flink_full: None) -> Broker:
    return broker()


def rows(first: int, count: int) -> list[Row]:
    """Readings a second apart, of which some come up to 45 seconds late."""
    draw = random.Random(first)
    found: list[Row] = []
    for number in range(first, first + count):
        late = round(draw.choice((0, 0, 0, 1)) * draw.random() * 45, 3)
        at = NOON + dt.timedelta(seconds=number - late)
        value = draw.choice((Decimal("1.50"), Decimal("-2.25"), None))
        weight = draw.choice((0.5, 7.25, None))
        seen = draw.choice((None, at + dt.timedelta(microseconds=number), MOON))
        found.append((number, draw.choice("abc"), value, weight, at.date(), seen, at))
    return found


def project(folder: Path, name: str, format: str, until: str = "") -> Project:
    made = Project(folder)
    made.write("speccc.yaml", "speccc_project: 1\n")
    made.write("specs/streamed.yaml", f"speccc: 1\nname: streamed{BODY}")
    target = TARGET.replace("NAME", name).replace("FORMAT", format).replace("UNTIL", until)
    made.write("targets/cluster.yaml", target)
    made.speccc("apply", "--auto-approve")
    return made


def schema(project: Project, name: str) -> Any:
    import fastavro

    text = project.read(f"generated/streamed/cluster/schemas/{name}.avsc")
    return fastavro.parse_schema(json.loads(text))


def produce(project: Project, kafka: Broker, topic: str, rows: Iterable[Row], format: str) -> None:
    avro = schema(project, "readings") if format == "avro" else None
    kafka.write(topic, (_message(row, avro) for row in rows))


def _message(row: Row, avro: Any) -> str | bytes:
    """A reading in Avro of this schema, or in JSON."""
    import fastavro

    record: dict[str, Any] = dict(zip(NAMES, row, strict=True))
    record["who"] = {"device": record.pop("device")}
    if avro is None:
        return json.dumps(record, default=str)
    message = io.BytesIO()
    fastavro.schemaless_writer(message, avro, record)
    return message.getvalue()


class Consumed:
    """What a topic holds: by key the last message. Asks the broker for more with `more`."""

    def __init__(self, project: Project, kafka: Broker, topic: str, format: str) -> None:
        from confluent_kafka import Consumer, TopicPartition

        self.rows: dict[str, Mapping[str, Any]] = {}
        self.messages = 0
        self._avro = schema(project, "totals") if format == "avro" else None
        where = {"bootstrap.servers": kafka.address, "group.id": "none"}
        self._consumer = Consumer(where)
        self._consumer.assign([TopicPartition(topic, 0, 0)])

    def more(self) -> int:
        """How many messages there are by now."""
        import fastavro

        while message := self._consumer.poll(0.5):
            assert message.error() is None, message.error()
            data = message.value()
            assert data is not None
            if self._avro is not None:
                row: Any = fastavro.schemaless_reader(io.BytesIO(data), self._avro)
            else:
                row = json.loads(data)
            self.rows[str(message.key())] = row
            self.messages += 1
        return self.messages


def make_topics(kafka: Broker, *names: str) -> None:
    from confluent_kafka.admin import AdminClient
    from confluent_kafka.cimpl import NewTopic

    client = AdminClient({"bootstrap.servers": kafka.address})
    for made in client.create_topics([NewTopic(name, 1, 1) for name in names]).values():
        made.result(_PATIENCE)


def expected(given: list[Row], until: dt.datetime | None = None) -> list[list[str]]:
    """The rows of the interpreter, of windows that end by then."""
    return shown(interpreted(checked(BODY), {"readings": given}).rows["totals"], until)


def told(consumed: Consumed, until: dt.datetime | None = None) -> list[list[str]]:
    """The rows of the topic, of windows that end by then."""
    return shown([tuple(row.values()) for row in consumed.rows.values()], until)


def shown(rows: Iterable[tuple[Any, ...]], until: dt.datetime | None = None) -> list[list[str]]:
    shown = ([*map(_text, row)] for row in rows)
    return sorted(row for row in shown if until is None or row[1] <= str(until))


def _text(value: object) -> str:
    """The same for what JSON, Avro and the interpreter have of one value."""
    if isinstance(value, int | float | Decimal):
        return str(Decimal(str(value)).normalize())
    return str(value).removesuffix(".000000")


def environment(flink: Cluster, kafka: Broker) -> dict[str, str]:
    return {"GATEWAY": flink.gateway, "KAFKA": kafka.address}


@pytest.mark.parametrize("format", ["avro", "json"])
def test_what_is_there(tmp_path: Path, flink: Cluster, kafka: Broker, format: str) -> None:
    made = project(tmp_path, format, format, ", until: now")
    topics = f"readings-{format}", f"totals-{format}"
    make_topics(kafka, *topics)
    given = rows(0, 600)
    produce(made, kafka, topics[0], given, format)
    done = made.speccc("run", "streamed", "--json", env=environment(flink, kafka))
    [job] = json.loads(done.stdout)["runs"][0]["jobs"]
    assert job["state"] == "FINISHED"
    assert job["records_in"] == 600
    found = Consumed(made, kafka, topics[1], format)
    found.more()
    assert told(found) == expected(given)
    made.speccc("run", "streamed", env=environment(flink, kafka))
    assert found.more() > len(found.rows)
    assert told(found) == expected(given)


def test_made_up_traffic(tmp_path: Path, flink: Cluster, kafka: Broker) -> None:
    made = project(tmp_path, "traffic", "json", ", until: now")
    make_topics(kafka, "readings-traffic", "totals-traffic")
    reach = environment(flink, kafka)
    amount = ("--rate", "100", "--duration", "3s", "--at-once", "--seed", "7", "--run", "--json")
    asked = ("simulate", "streamed", *amount, "--disorder", "0.2", "--late", "0.05")
    began = time.time()
    done = json.loads(made.speccc(*asked, env=reach).stdout)
    assert 0 < done["latency_ms"]["totals"]["p50"] < 1000 * (time.time() - began)
    given = [_read(message) for message in messages(kafka, "readings-traffic")]
    assert len(given) == 300
    found = Consumed(made, kafka, "totals-traffic", "json")
    assert found.more() > 0
    assert told(found) == expected(given)


def test_a_weight_that_is_no_number_ends_the_job(
    tmp_path: Path, flink: Cluster, kafka: Broker
) -> None:
    made = project(tmp_path, "wrong", "avro", ", until: now")
    make_topics(kafka, "readings-wrong", "totals-wrong")
    (number, device, value, _, day, seen, at), *_ = rows(0, 1)
    produce(
        made, kafka, "readings-wrong", [(number, device, value, math.nan, day, seen, at)], "avro"
    )
    done = made.speccc("run", "streamed", env=environment(flink, kafka), exit_code=1)
    assert "error[E0901]" in done.stderr
    assert "column 'weight': a value not to be read as float64" in done.stderr


def messages(kafka: Broker, topic: str) -> list[bytes]:
    """What a topic holds."""
    from confluent_kafka import Consumer, TopicPartition

    consumer = Consumer({"bootstrap.servers": kafka.address, "group.id": "none"})
    consumer.assign([TopicPartition(topic, 0, 0)])
    found: list[bytes] = []
    while message := consumer.poll(2 if found else _PATIENCE):
        data = message.value()
        assert data is not None
        found.append(data)
    consumer.close()
    return found


def _read(message: bytes) -> Row:
    row = json.loads(message, parse_float=Decimal, parse_int=Decimal)
    weight, value = row["weight"], row["value"]
    return (
        int(row["number"]),
        row["who"]["device"],
        None if value is None else Decimal(value),
        None if weight is None else float(weight),
        dt.date.fromisoformat(row["day"]),
        None if row["seen_at"] is None else dt.datetime.fromisoformat(row["seen_at"]),
        dt.datetime.fromisoformat(row["read_at"]),
    )


def test_a_killed_task_manager(tmp_path: Path, flink: Cluster, kafka: Broker) -> None:
    made = project(tmp_path, "kill", "avro")
    make_topics(kafka, "readings-kill", "totals-kill")
    first, then = rows(0, 600), rows(600, 600)
    produce(made, kafka, "readings-kill", first, "avro")
    run = subprocess.Popen(
        [COMMAND, "run", "streamed"],
        cwd=made.root,
        env={**os.environ, "NO_COLOR": "1", **environment(flink, kafka)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    found = Consumed(made, kafka, "totals-kill", "avro")
    _wait(run, lambda: found.more() > 0)
    before = found.messages
    flink.replace_worker()
    produce(made, kafka, "readings-kill", then, "avro")
    complete = NOON + dt.timedelta(minutes=18)  # the last minutes are still open
    _wait(run, lambda: found.more() and told(found, complete) == expected(first + then, complete))
    assert found.messages > before
    run.send_signal(signal.SIGINT)
    said, error = run.communicate(timeout=_PATIENCE)
    assert run.returncode == 130, said + error
    lost = asked(f"{flink.manager}/v1/jobs/{_job(made)}/exceptions")["exceptionHistory"]["entries"]
    assert lost


def _job(project: Project) -> str:
    log = "".join(project.read(file) for file in project.files(".speccc/logs"))
    return log.partition("job ")[2].partition(":")[0]


def _wait(run: subprocess.Popen[str], ready: Any) -> None:
    deadline = time.monotonic() + 2 * _PATIENCE
    while not ready():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
