"""Records into a topic of Kafka, each a message in JSON or Avro."""

# These libraries are of the kafka extra, and know no types.
# pyright: reportMissingImports=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import execution, runs
from speccc.execute.producers import Paths, Place, Record, json_record, nested
from speccc.execute.secrets import Secrets

#: How long a message may take to be there.
_MILLISECONDS = 20_000


class TopicProducer:
    """A topic to which messages are added. What was there stays.

    Raises Failure: E0952 without the library, E0956 for a variable that is not set.
    """

    def __init__(self, place: Place, paths: Paths) -> None:
        needed = ("confluent_kafka", "fastavro") if place.schema else ("confluent_kafka",)
        missing = ", ".join(name for name in needed if importlib.util.find_spec(name) is None)
        if missing:
            names = {"runner": "Kafka", "libraries": missing, "extra": "kafka"}
            raise Failure([execution.MISSING_LIBRARY.at(None, **names)])
        self._secrets = Secrets(os.environ)
        brokers = self._secrets.fill(str(place.options["brokers"]))
        if self._secrets.missing:
            raise Failure(
                [
                    execution.NO_VARIABLE.at(None, address=place.address, name=name)
                    for name in self._secrets.missing
                ]
            )
        from confluent_kafka import Producer

        self._avro = _parsed(place.schema) if place.schema else None
        settings = {
            "bootstrap.servers": brokers,
            "message.timeout.ms": _MILLISECONDS,
            # What is sent again would come after what followed it, and be late there.
            "enable.idempotence": True,
            "logger": _Silent(),
        }
        self._topic, self._paths = str(place.options["topic"]), paths
        self._producer: Any = Producer(settings)
        self._problem = ""

    @property
    def typed(self) -> bool:
        return self._avro is not None

    def write(self, records: Sequence[Record]) -> int:
        size = 0
        for record in records:
            data = self._message(record)
            self._send(data)
            size += len(data)
        left = self._producer.flush(2 * _MILLISECONDS / 1000)
        self._told("no answer" if left else self._problem)
        return size

    def close(self) -> None:
        """Nothing is left to be done: `write` waits until all is there."""

    def _message(self, record: Record) -> bytes:
        if self._avro is None:
            return json_record(self._paths, record).encode()
        import fastavro

        message = BytesIO()
        fastavro.schemaless_writer(message, self._avro, nested(self._paths, record))
        return message.getvalue()

    def _send(self, data: bytes) -> None:
        while True:
            try:
                return self._producer.produce(self._topic, data, on_delivery=self._delivered)
            except BufferError:  # its queue is full
                self._producer.poll(0.1)
                self._told(self._problem)

    def _delivered(self, error: Any, _message: Any) -> None:
        if error is not None:
            self._problem = str(error.str())

    def _told(self, problem: str) -> None:
        if problem:
            what = f"cannot write to topic '{self._topic}': {self._secrets.hide(problem)}"
            raise Failure([runs.IO.at(None, message=what)])


def _parsed(schema: str) -> Any:
    import fastavro

    return fastavro.parse_schema(json.loads(schema))


class _Silent:
    """A logger to which the library tells what each message tells, too."""

    def log(self, *_: object) -> None: ...
