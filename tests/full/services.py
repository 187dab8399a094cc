"""A real Flink cluster with its SQL gateway, and a real Kafka broker, on free ports of 127.0.0.1.

Each service is a JVM of its own, started when a test first asks for it, and ends with the tests.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml

from speccc.execute.java import java

#: Set where a missing part is a failure, not a skipped test.
REQUIRED = "SPECCC_FLINK_FULL"
#: What `make flink-full` has had Maven put there, in folders called flink and kafka.
JARS = Path(__file__).parents[2] / ".cache/flink"
_PATIENCE = 120.0
_HEAP = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


def missing() -> str:
    """What is not here of what the tests of this folder need; empty if all is."""
    for module in ("pyflink", "confluent_kafka", "fastavro"):
        if importlib.util.find_spec(module) is None:
            return f"{module} is not installed: make flink-full"
    for kind in ("flink", "kafka"):
        if not any((JARS / kind).glob("*.jar")):
            return f"the jars of {kind} are not there: make flink-full, where Maven is reached"
    return "" if java() else "there is no Java 17"


def needed() -> None:
    """Skips the test where a part is not there, or fails it where it must be."""
    what = missing()
    if what and os.environ.get(REQUIRED):
        pytest.fail(what)
    if what:
        pytest.skip(what)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Service:
    """A JVM. It writes to a log in a folder; `end` kills it, whatever it does."""

    name: str
    folder: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self, classpath: str, main: str, args: Iterable[str], heap: str) -> None:
        command = java()
        assert command is not None
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [command, f"-Xmx{heap}", *_HEAP, "-cp", classpath, main, *args],
                cwd=self.folder,
                env={**os.environ, "FLINK_CONF_DIR": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        atexit.register(self.end)

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def until(self, ready: Callable[[], bool]) -> None:
        """Waits until it is ready; the test fails if it ends before, or takes too long."""
        deadline = time.monotonic() + _PATIENCE
        while not ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.failed()
            time.sleep(0.1)

    def failed(self) -> NoReturn:
        tail = self.log.read_text(errors="replace")[-3000:]
        pytest.fail(f"{self.name} did not start:\n{tail}")


@dataclass(frozen=True)
class Cluster:
    """A job manager, task managers and a gateway. `gateway` and `manager` are their URLs."""

    folder: Path
    gateway: str
    manager: str
    workers: list[Service]

    def add_worker(self) -> Service:
        """One task manager more."""
        worker = Service(f"taskmanager-{len([*self.folder.glob('taskmanager-*')])}", self.folder)
        main = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
        worker.start(flink_classpath(), main, ["--configDir", str(self.folder)], "512m")
        self.workers.append(worker)
        return worker

    def replace_worker(self) -> None:
        """Kills the youngest task manager; another one takes its place."""
        self.workers.pop().end()
        self.add_worker()

    def slots(self) -> int:
        """How many slots the task managers have that are there."""
        return int(asked(f"{self.manager}/overview").get("slots-total", 0))


@cache
def cluster() -> Cluster:
    """The cluster, with one task manager."""
    folder = Path(tempfile.mkdtemp(prefix="speccc-flink-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    rest, rpc, gate = free_port(), free_port(), free_port()
    _configure(folder, rest, rpc, gate)
    args = ["--configDir", str(folder)]
    manager = Service("jobmanager", folder)
    main = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
    manager.start(flink_classpath(), main, args, "512m")
    gateway = Service("gateway", folder)
    gateway.start(flink_classpath(), "org.apache.flink.table.gateway.SqlGateway", [], "512m")
    url = "http://127.0.0.1:{}"
    made = Cluster(folder, url.format(gate), url.format(rest), [])
    made.add_worker()
    manager.until(lambda: made.slots() > 0)
    gateway.until(lambda: bool(asked(f"{made.gateway}/v2/info")))
    return made


def _configure(folder: Path, rest: int, rpc: int, gateway: int) -> None:
    here = "127.0.0.1"
    settings = {
        "jobmanager.rpc.address": here,
        "jobmanager.rpc.port": rpc,
        "jobmanager.bind-host": here,
        "jobmanager.memory.process.size": "1g",
        "rest.address": here,
        "rest.port": rest,
        "rest.bind-address": here,
        "taskmanager.host": here,
        "taskmanager.bind-host": here,
        "taskmanager.numberOfTaskSlots": 4,
        # What Flink's shell script works out from the size of the process.
        "taskmanager.cpu.cores": 2.0,
        "taskmanager.memory.task.heap.size": "256m",
        "taskmanager.memory.task.off-heap.size": "0b",
        "taskmanager.memory.framework.heap.size": "128m",
        "taskmanager.memory.framework.off-heap.size": "64m",
        "taskmanager.memory.network.min": "64m",
        "taskmanager.memory.network.max": "64m",
        "taskmanager.memory.managed.size": "128m",
        "taskmanager.memory.jvm-metaspace.size": "256m",
        "taskmanager.memory.jvm-overhead.min": "64m",
        "taskmanager.memory.jvm-overhead.max": "64m",
        "sql-gateway.endpoint.rest.address": here,
        "sql-gateway.endpoint.rest.bind-address": here,
        "sql-gateway.endpoint.rest.port": gateway,
        "metrics.fetcher.update-interval": "500 ms",
        # A task manager that is gone is missed after two to four seconds. Until then its job is
        # sent to it, or asks it for rows, in vain: the attempts take longer than that together.
        "heartbeat.interval": "1 s",
        "heartbeat.timeout": "4 s",
        "resourcemanager.standalone.start-up-time": "1 h",
        "restart-strategy.type": "fixed-delay",
        "restart-strategy.fixed-delay.attempts": 10,
        "restart-strategy.fixed-delay.delay": "1 s",
        "execution.checkpointing.dir": (folder / "checkpoints").as_uri(),
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")


@dataclass(frozen=True)
class Broker:
    """A Kafka broker that is its own controller."""

    address: str

    def write(self, topic: str, messages: Iterable[str | bytes]) -> None:
        """Adds messages in this order; all of them are there when it returns."""
        from confluent_kafka import Producer  # pyright: ignore[reportMissingImports]

        failed: list[object] = []

        def delivered(error: object, _: object) -> None:
            if error is not None:
                failed.append(error)

        # Idempotent, since else what is sent again comes after what followed it, and is late.
        producer = Producer({"bootstrap.servers": self.address, "enable.idempotence": True})
        for message in messages:
            producer.produce(topic, message, on_delivery=delivered)
        assert producer.flush(_PATIENCE) == 0
        assert not failed, failed[0]


@cache
def broker() -> Broker:
    folder = Path(tempfile.mkdtemp(prefix="speccc-kafka-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    port, controller = free_port(), free_port()
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(folder / "data"),
        "offsets.topic.num.partitions": "1",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
    }
    properties = folder / "server.properties"
    properties.write_text("".join(f"{k}={v}\n" for k, v in settings.items()), encoding="utf-8")
    classpath = str(JARS / "kafka/*")
    made = Service("format", folder)
    args = ["format", "-t", "c3BlY2NjLXRlc3RzLTAwMQ", "-c", str(properties)]
    made.start(classpath, "kafka.tools.StorageTool", args, "256m")
    if made.process.wait(_PATIENCE) != 0:
        made.failed()
    server = Service("kafka", folder)
    server.start(classpath, "kafka.Kafka", [str(properties)], "512m")
    server.until(lambda: _listens(port))
    return Broker(f"127.0.0.1:{port}")


def flink_classpath() -> str:
    """Flink's own libraries, and what Maven adds."""
    found = importlib.util.find_spec("pyflink")
    assert found is not None
    assert found.submodule_search_locations is not None
    own = Path(found.submodule_search_locations[0]) / "lib/*"
    return os.pathsep.join([str(own), str(JARS / "flink/*")])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def asked(url: str) -> Mapping[str, Any]:
    """What a service answers; nothing if it does not."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return yaml.safe_load(answer.read())
    except OSError:
        return {}
