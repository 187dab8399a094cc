"""Flink behind its SQL gateway: the statements of a run go there, and its jobs are followed.

The tables of a session are its own, and go with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from speccc.execute.flink_engine import FlinkError
from speccc.execute.flink_jobs import ENDED, Jobs, Watched, changes
from speccc.execute.flink_rest import Rest, Unreachable

#: How long to wait before it is asked again.
_PAUSE = 0.3
#: For how many seconds a job may be lost sight of.
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Session:
    """One catalogue of tables and views; `seen` is told of the jobs, by their ids."""

    rest: Rest
    path: str
    seen: Callable[[str, Watched], None]

    def define(self, statement: str) -> None:
        """A statement that reads no rows. Raises FlinkError."""
        for _ in self._answers(statement):
            pass

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, each value as JSON has it. Raises FlinkError."""
        return [
            tuple(row["fields"])
            for answer in self._answers(query)
            for row in answer["results"]["data"]
        ]

    def insert(self, statements: Sequence[str]) -> None:
        """INSERT statements as one job; returns when it is done, and cancels it if it may not wait
        for that. Raises FlinkError.
        """
        together = "".join(f"{statement};\n" for statement in statements)
        answers = self._answers(f"EXECUTE STATEMENT SET\nBEGIN\n{together}END")
        jobs = [str(answer["jobID"]) for answer in answers if answer.get("jobID")]
        if not jobs:
            raise FlinkError(["its gateway tells of no job"])
        try:
            self._follow(jobs[0])
        except BaseException:
            with suppress(FlinkError):
                self.define(f"STOP JOB '{jobs[0]}'")
            raise

    def _follow(self, job: str) -> None:
        jobs = Jobs.of(self.rest.get(self.path)["properties"])
        last = Watched("UNKNOWN")
        for last in changes(self._watched(job, jobs)):
            self.seen(job, last)
        if last.state != "FINISHED":
            why: list[str] = []
            with suppress(FlinkError):
                why = jobs.why(job)
            raise FlinkError([*why[:-1], f"job {job} is {last.state}: {why[-1] if why else '?'}"])

    def _watched(self, job: str, jobs: Jobs) -> Iterator[Watched]:
        """The job again and again, until it has ended, or nobody tells of it any more."""
        state, seen = "", time.monotonic()
        while state not in ENDED:
            try:
                watched = self._look(job, jobs)
            except FlinkError:  # a job manager may come back
                if time.monotonic() - seen > _PATIENCE:
                    raise
            else:
                yield watched
                state, seen = watched.state, time.monotonic()
            time.sleep(_PAUSE)
            with suppress(FlinkError):  # an idle session is closed
                self.rest.post(f"{self.path}/heartbeat", {})

    def _look(self, job: str, jobs: Jobs) -> Watched:
        try:
            return jobs.look(job)
        except Unreachable:  # perhaps the gateway is reached
            [(_, _, status, _)] = self.rows(f"DESCRIBE JOB '{job}'")
            return Watched(status)

    def _answers(self, statement: str) -> Iterator[Mapping[str, Any]]:
        """What the gateway answers to a statement, piece by piece."""
        made = self.rest.post(f"{self.path}/statements", {"statement": statement})
        operation = f"{self.path}/operations/{made['operationHandle']}"
        following: str | None = f"{operation}/result/0?rowFormat=JSON"
        try:
            while following is not None:
                answer = self.rest.get(following)
                following = answer.get("nextResultUri")
                if answer["resultType"] == "NOT_READY":
                    time.sleep(_PAUSE)
                else:
                    yield answer
        finally:
            with suppress(FlinkError):  # which cancels what goes on
                self.rest.delete(f"{operation}/close")


@contextmanager
def session(
    url: str, settings: Mapping[str, str], seen: Callable[[str, Watched], None]
) -> Generator[Session]:
    """A session of the gateway at a URL, with settings of its own; it ends with the block.

    Raises FlinkError where there is none.
    """
    rest = Rest(url.rstrip("/"))
    made = rest.post("/v2/sessions", {"properties": dict(settings)})
    path = f"/v2/sessions/{made['sessionHandle']}"
    try:
        yield Session(rest, path, seen)
    finally:
        with suppress(FlinkError):
            rest.delete(path)
