"""The jobs of a Flink cluster, as its job manager tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from speccc.execute.flink_rest import Rest, told

#: The states in which a job stays.
ENDED = frozenset(("FINISHED", "FAILED", "CANCELED"))


@dataclass(frozen=True, slots=True)
class Watched:
    """A job at a moment: its state, and the records that went in and out of it so far; None, where
    that is not known.
    """

    state: str
    records_in: int | None = None
    records_out: int | None = None

    def __str__(self) -> str:
        counts = ((self.records_in, "in"), (self.records_out, "out"))
        said = [f"{number:,} records {way}" for number, way in counts if number is not None]
        return ", ".join([self.state, *said])


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs that a job manager knows."""

    manager: Rest

    @staticmethod
    def of(properties: Mapping[str, str]) -> Jobs:
        """The jobs of the cluster that a session of its gateway has these properties of."""
        address, port = properties.get("rest.address", ""), properties.get("rest.port", "8081")
        return Jobs(Rest(f"http://{address}:{port}"))

    def look(self, job: str) -> Watched:
        """A job as it is now. Raises FlinkError."""
        found = self.manager.get(f"/v1/jobs/{job}")
        vertices: list[Mapping[str, Any]] = found["vertices"]
        read = sum(v["metrics"]["read-records"] for v in vertices if _reads(v))
        written = [_written(v) for v in vertices]
        known = [number for number in written if number is not None]
        return Watched(str(found["state"]), read, sum(known) if known == written else None)

    def why(self, job: str) -> list[str]:
        """What a job failed of, outermost first. Raises FlinkError."""
        history = self.manager.get(f"/v1/jobs/{job}/exceptions")["exceptionHistory"]
        return [line for entry in history["entries"][:1] for line in told(entry["stacktrace"])]


def _reads(vertex: Mapping[str, Any]) -> bool:
    return str(vertex["name"]).startswith("Source: ")


def _written(vertex: Mapping[str, Any]) -> int | None:
    """The records that the sinks of a vertex have written. One of the older kind does not tell."""
    if "Sink: " in vertex["name"]:
        return None
    return int(vertex["metrics"]["write-records"]) if ": Writer" in vertex["name"] else 0


def changes(seen: Iterator[Watched]) -> Iterator[Watched]:
    """Those that are not as the one before."""
    before: Watched | None = None
    for each in seen:
        if each != before:
            yield each
        before = each
