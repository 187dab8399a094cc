"""Keeps the record of a run while it goes on: its two lines in the ledger, and its log."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import runs
from speccc.diagnostics.codes.internal import INTERNAL
from speccc.execute.ledger import Ledger, Line
from speccc.execute.report import Report
from speccc.execute.runlog import RunLog, moment_text, open_log

#: What of a report is kept. The rest may hold values of rows, such as watermarks.
_COUNTS = ("sources", "nulled", "rejected", "sinks", "expectations", "profile", "jobs", "phases")


@dataclass(frozen=True, slots=True)
class About:
    """What a run is of: the digests of the spec and of the generated files, and its options."""

    address: str
    params: Mapping[str, str]
    spec: str
    artefacts: str
    dry_run: bool = False
    limit: int | None = None


class Record:
    """The record of one run. `run` is its id; `problem` says why it is not kept ("" if it is)."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.problem = ""
        self.log: RunLog | None = None
        self.found: Line = {"error": None}

    @contextmanager
    def allowed(self) -> Generator[None]:
        """Notes that the system refuses to write: that is no reason to end a run."""
        try:
            yield
        except OSError as error:
            self.problem = (error.strerror or str(error)).lower()

    def tell(self, text: str) -> None:
        """Adds to the log."""
        if self.log is not None and not self.problem:
            with self.allowed():
                self.log.tell(text)

    def finish(self, report: Report) -> None:
        """Takes over what was counted: no value of a row, and of an error only its code."""
        error = report["error"]
        counted = {key: value for key, value in report.items() if key in _COUNTS}
        self.found = {**counted, "error": error and _error(runs.BY_KIND[error["kind"]].id)}

    def end_with(self, *codes: str) -> None:
        """Notes why the run ended without a report."""
        self.found = {**self.found, "error": _error(*codes)}


@contextmanager
def recorded(state_folder: Path, about: About) -> Generator[Record]:
    """Records the run that the block is.

    What ends the block without a report is noted by its codes. Where the record cannot be written
    the run goes on without one, and `problem` says so.
    """
    started = dt.datetime.now(dt.UTC)
    record = Record(_run_id(started))
    ledger = Ledger(state_folder)
    head = _head(about, record.run, started)
    with ExitStack() as stack:
        with record.allowed():
            record.log = stack.enter_context(open_log(state_folder, record.run))
            ledger.append({"event": "start", **head})
        try:
            yield record
        except Failure as failure:
            record.end_with(*(d.code.id for d in failure.diagnostics))
            raise
        except KeyboardInterrupt:
            record.end_with("interrupted")
            raise
        except Exception:
            record.end_with(INTERNAL.id)
            raise
        finally:
            if not record.problem:
                ended = moment_text(dt.datetime.now(dt.UTC))
                with record.allowed():
                    ledger.append({"event": "end", **head, "ended": ended, **record.found})


def _error(*codes: str) -> dict[str, Any]:
    return {"codes": list(dict.fromkeys(codes))}


def _head(about: About, run: str, started: dt.datetime) -> Line:
    return {
        "run": run,
        "address": about.address,
        "params": dict(about.params),
        "spec": about.spec,
        "artefacts": about.artefacts,
        "dry_run": about.dry_run,
        "limit": about.limit,
        "started": moment_text(started),
    }


def _run_id(started: dt.datetime) -> str:
    """A name that sorts by time and is nobody else's."""
    return f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
