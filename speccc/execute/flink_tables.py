"""Where the tables of a run on Flink are: in a Flink beside this process, or behind a gateway."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from speccc.execute.flink_engine import FlinkError, environment
from speccc.execute.flink_gateway import session
from speccc.execute.flink_jobs import Watched
from speccc.execute.flink_scripts import explained
from speccc.execute.report import Job, Report
from speccc.execute.scripts import Progress

_PREFIX = "speccc-"


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
        return environment(settings)
    try:
        return stack.enter_context(session(connection, settings, seen))
    except FlinkError as error:
        raise explained(error) from None


@contextmanager
def scratch_folder(root: Path, connection: str) -> Generator[Path]:
    """A folder that goes with the block; one of the project's, where a cluster has to reach it, and
    where those of killed runs go first.
    """
    with ExitStack() as held:
        place = root / ".speccc" if connection else None
        if place is None:
            scratch = held.enter_context(tempfile.TemporaryDirectory(prefix=_PREFIX))
        else:
            place.mkdir(exist_ok=True)
            with _locked(place):
                for old in place.glob(f"{_PREFIX}*"):
                    _remove_if_left(old)
                scratch = held.enter_context(tempfile.TemporaryDirectory(prefix=_PREFIX, dir=place))
                held.enter_context(_locked(Path(scratch)))
        yield Path(scratch)


def _remove_if_left(folder: Path) -> None:
    """Removes a folder, unless its run goes on: the system drops a lock however a run ends."""
    with suppress(OSError), _locked(folder, fcntl.LOCK_NB):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path, how: int = 0) -> Generator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(handle)


def job_seen(report: Report, tell: Progress, job: str, watched: Watched) -> None:
    """Tells of a job, and puts it into the report as it is now."""
    tell(f"job {job}: {watched}")
    others = [each for each in report.get("jobs", ()) if each["id"] != job]
    report["jobs"] = [*others, Job(id=job, **asdict(watched))]
