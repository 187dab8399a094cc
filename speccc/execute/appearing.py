"""When the rows of a sink were there, as its place itself tells."""

# These libraries are of the kafka extra, and know no types.
# pyright: reportMissingImports=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from speccc.execute.secrets import Secrets

#: Seconds that a broker may take to answer.
_PATIENCE = 20.0
#: Gives the moment, in seconds since 1970, at which the last of the rows that came since it was
#: made was there; None if none came, or that cannot be told.
Watch = Callable[[], float | None]


def watch(connector: str, options: Mapping[str, Any], root: Path) -> Watch:
    """Looks at a sink from now on: at a file, which takes its place as a whole, or at the messages
    of a topic. Of anything else it is not known when rows were there.
    """
    if connector == "topic" and importlib.util.find_spec("confluent_kafka"):
        return _of_topic(options)
    if "path" in options and connector != "http":
        return _of_file(root / str(options["path"]))
    return _unknown


def _unknown() -> None:
    return None


def _of_file(file: Path) -> Watch:
    """A file that takes the place of another one is changed at that moment, for the system."""

    def changed() -> float | None:
        try:
            return file.stat().st_ctime if file.is_file() else None
        except OSError:
            return None

    before = changed()

    def appeared() -> float | None:
        now = changed()
        return None if now == before else now

    return appeared


def _of_topic(options: Mapping[str, Any]) -> Watch:
    from confluent_kafka import Consumer, KafkaException, TopicPartition

    topic = str(options["topic"])
    brokers = Secrets(os.environ).fill(str(options["brokers"]))
    where = {"bootstrap.servers": brokers, "group.id": "speccc", "enable.auto.commit": False}

    def ends(consumer: Any) -> dict[int, int]:
        """By partition where its next message goes."""
        found = consumer.list_topics(topic, _PATIENCE).topics[topic].partitions
        return {
            part: consumer.get_watermark_offsets(TopicPartition(topic, part), _PATIENCE)[1]
            for part in found
        }

    def newest(consumer: Any) -> float | None:
        latest: float | None = None
        for part, end in ends(consumer).items():
            at = before.get(part, 0)
            consumer.assign([TopicPartition(topic, part, at)])
            while at < end and (message := consumer.poll(_PATIENCE)) and not message.error():
                at = message.offset() + 1
                kind, moment = message.timestamp()
                latest = max(latest or 0, moment / 1000) if kind else latest
        return latest

    def asked(ask: Callable[[Any], Any], otherwise: Any) -> Any:
        consumer: Any = Consumer({**where, "log_level": 0})
        try:
            return ask(consumer)
        except KafkaException:  # a topic that is not there yet, a broker that does not answer
            return otherwise
        finally:
            consumer.close()

    before: dict[int, int] = asked(ends, {})
    return lambda: asked(newest, None)
