"""One cluster for many jobs: Flink's own habit is to start one for each, which takes longer than
most of what random pipelines ask of it.
"""

# py4j is of the flink extra, and knows no types.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

from speccc.execute import flink_engine, flink_tables

#: Enough for the tasks of a pipeline that run at the same time, in batch and in streams.
_SLOTS = 4


@contextmanager
def lasting() -> Generator[None]:
    """Runs in the block go to the one cluster of this process; nothing else of them changes.

    Raises Failure if there is no Java for it.
    """
    with mock.patch.dict(flink_tables.LOCAL, _cluster(flink_engine.environment().jvm)):
        yield


@cache
def _cluster(jvm: Any) -> dict[str, str]:
    """How a job reaches the cluster in a JVM, which ends with it."""
    flink = jvm.flink
    configuration = flink.configuration.Configuration()
    for key, value in {**flink_tables.LOOPBACK, "rest.bind-port": "0"}.items():
        configuration.setString(key, value)
    mini = flink.runtime.minicluster
    shape = mini.MiniClusterConfiguration.Builder().setConfiguration(configuration)
    shape = shape.setNumTaskManagers(1).setNumSlotsPerTaskManager(_SLOTS)
    cluster = mini.MiniCluster(shape.build())
    cluster.start()
    address = cluster.getRestAddress().get()
    return {
        "execution.target": "remote",
        "rest.address": str(address.getHost()),
        "rest.port": str(address.getPort()),
    }
