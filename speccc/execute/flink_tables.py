"""Where the tables of a run on Flink are: in a Flink beside this process, or behind a gateway."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from speccc.execute.flink_engine import FlinkError, environment
from speccc.execute.flink_gateway import session
from speccc.execute.flink_jobs import Watched
from speccc.execute.flink_scripts import explained
from speccc.execute.report import Job, Report
from speccc.execute.scratch import scratch
from speccc.execute.scripts import Progress

#: A cluster of this process is nobody else's to ask.
LOOPBACK = {
    "rest.address": "localhost",
    "rest.bind-address": "localhost",
    "jobmanager.bind-host": "localhost",
    "taskmanager.bind-host": "localhost",
}
#: A job that fails has failed: beside this process nothing is lost that another start would find.
LOCAL = {"restart-strategy.type": "disable", **LOOPBACK}


class Tables(Protocol):
    """Tables and views in a Flink. All methods raise FlinkError."""

    def define(self, statement: str) -> None: ...
    def rows(self, query: str) -> list[tuple[Any, ...]]: ...
    def insert(self, statements: Sequence[str]) -> None: ...


def opened(
    stack: ExitStack,
    connection: str,
    settings: Mapping[str, str],
    seen: Callable[[str, Watched], None],
) -> Tables:
    """Tables behind the gateway at a URL, as long as the stack is open; without one, beside this
    process. `seen` is told of the jobs of a cluster.

    Raises Failure if there is no Java, ScriptError if nobody answers.
    """
    if not connection:
        return environment({**settings, **LOCAL})
    try:
        return stack.enter_context(session(connection, settings, seen))
    except FlinkError as error:
        raise explained(error) from None


@contextmanager
def scratch_folder(root: Path, connection: str) -> Generator[Path]:
    """A folder that goes with the block; one of the project's, where a cluster has to reach it."""
    place = root / ".speccc" if connection else None
    if place is not None:
        place.mkdir(exist_ok=True)
    with scratch(place) as folder:
        yield folder


def job_seen(report: Report, tell: Progress, job: str, watched: Watched) -> None:
    """Tells of a job, and puts it into the report as it is now."""
    tell(f"job {job}: {watched}")
    others = [each for each in report.get("jobs", ()) if each["id"] != job]
    report["jobs"] = [*others, Job(id=job, **asdict(watched))]
