"""Records into files, and into topics of a library that is played here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from speccc.diagnostics import Failure
from speccc.execute.producers import Place, producer, takes_records
from speccc.types.raw import JsonNumber

PATHS = [("id",), ("user", "name"), ("user", "new")]
RECORDS = [[JsonNumber("1"), "Zoë", True], [JsonNumber("2"), None, False]]
LINES = [
    '{"id": 1, "user": {"name": "Zoë", "new": true}}',
    '{"id": 2, "user": {"name": null, "new": false}}',
]
TOPIC = {"topic": "clicks", "brokers": "${env:BROKERS}"}


def test_lines_can_be_read_as_soon_as_they_are_written(tmp_path: Path) -> None:
    opened = producer("json", Place({"path": "deep/in.jsonl"}, tmp_path, "a.b"), PATHS)
    assert opened.write(RECORDS[:1]) == len(LINES[0].encode()) + 1
    assert (tmp_path / "deep/in.jsonl").read_text("utf-8") == f"{LINES[0]}\n"
    opened.write(RECORDS[1:])
    opened.close()
    assert (tmp_path / "deep/in.jsonl").read_text("utf-8").splitlines() == LINES


def test_a_folder_takes_no_records(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"E0906.*cannot write '\.': Is a directory"):
        producer("csv", Place({"path": "."}, tmp_path, "a.b"), [("id",)])


def test_which_places_take_records() -> None:
    assert takes_records("topic", {})
    assert takes_records("topic", {"format": "avro"})
    assert not takes_records("topic", {"format": "avro", "registry": "https://schemas.example"})
    assert not takes_records("parquet", {})


class _Broker:
    """Plays the producer of confluent_kafka; each message is delivered at a flush, or fails."""

    def __init__(self, problem: str = "", room: int = 100) -> None:
        self.settings: dict[str, Any] = {}
        self.messages: list[tuple[str, str]] = []
        self._problem, self._room = problem, room
        self._waiting: list[Callable[[], None]] = []

    def __call__(self, settings: dict[str, Any]) -> _Broker:
        self.settings = settings
        return self

    def produce(self, topic: str, value: bytes, on_delivery: Callable[[Any, Any], None]) -> None:
        if len(self._waiting) == self._room:
            raise BufferError
        error = SimpleNamespace(str=lambda: self._problem) if self._problem else None
        self.messages.append((topic, value.decode()))
        self._waiting.append(lambda: on_delivery(error, None))

    def poll(self, timeout: float) -> None:
        self.flush(timeout)

    def flush(self, timeout: float) -> int:
        del timeout
        for deliver in self._waiting:
            deliver()
        self._waiting.clear()
        return 0


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[_Broker], _Broker]:
    def played(broker: _Broker) -> _Broker:
        module = ModuleType("confluent_kafka")
        module.__spec__ = ModuleSpec("confluent_kafka", None)
        module.Producer = broker  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "confluent_kafka", module)
        monkeypatch.setenv("BROKERS", "secret.example:9092")
        return broker

    return played


def test_a_message_for_each_record(tmp_path: Path, play: Callable[[_Broker], _Broker]) -> None:
    broker = play(_Broker(room=1))
    opened = producer("topic", Place(TOPIC, tmp_path, "a.b"), PATHS)
    assert opened.write(RECORDS) == sum(len(line.encode()) for line in LINES)
    opened.close()
    assert broker.messages == [("clicks", line) for line in LINES]
    assert broker.settings["bootstrap.servers"] == "secret.example:9092"
    assert broker.settings["enable.idempotence"] is True  # or records that are sent again are late


def test_a_broker_that_refuses_is_told_without_its_name(
    tmp_path: Path, play: Callable[[_Broker], _Broker]
) -> None:
    play(_Broker(problem="secret.example:9092 is down"))
    opened = producer("topic", Place(TOPIC, tmp_path, "a.b"), PATHS)
    problem = r"cannot write to topic 'clicks': \$\{env:BROKERS\} is down"
    with pytest.raises(Failure, match=f"E0906.*{problem}"):
        opened.write(RECORDS)


def test_what_a_topic_needs(
    tmp_path: Path, play: Callable[[_Broker], _Broker], monkeypatch: pytest.MonkeyPatch
) -> None:
    play(_Broker())
    monkeypatch.delenv("BROKERS")
    with pytest.raises(Failure, match=r"E0956.*BROKERS"):
        producer("topic", Place(TOPIC, tmp_path, "a.b"), PATHS)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Failure, match=r"E0952.*confluent_kafka"):
        producer("topic", Place(TOPIC, tmp_path, "a.b"), PATHS)
