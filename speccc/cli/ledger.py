"""The ledger of runs as commands need it: what is wrong with it is said, and a run is found."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from speccc.cli.session import Session
from speccc.diagnostics import Failure, did_you_mean
from speccc.diagnostics.codes import ledger as codes
from speccc.diagnostics.codes import lifecycle
from speccc.execute.history import PastRun, past_runs
from speccc.lifecycle.inventory import matches
from speccc.lifecycle.project import STATE_FOLDER, find_root, io_failure


def state_of(session: Session) -> Path:
    """The state folder of the project. Raises Failure (E0701)."""
    session.root = find_root(session.folder)
    return session.root / STATE_FOLDER


def runs_of(session: Session, state_folder: Path) -> list[PastRun]:
    """The runs, the newest first. Raises Failure (E0806); lines that do not read are warned of."""
    try:
        runs, broken = past_runs(state_folder)
    except OSError as error:
        path = os.path.relpath(error.filename or state_folder, state_folder.parent)
        raise Failure([io_failure(lifecycle.CANNOT_READ, path, error)]) from None
    if broken:
        path = f"{STATE_FOLDER}/runs.jsonl"
        session.report([codes.BROKEN_LINES.at(None, path=path, count=broken)])
    return runs


def is_of(run: PastRun, names: Sequence[str]) -> bool:
    """Whether a run is of a pipeline or unit that is, or fits, one of the names."""
    return matches(run.pipeline, names) or matches(run.address, names)


def one_run(runs: Sequence[PastRun], name: str | None) -> PastRun:
    """The run of that id or beginning, or the last of that pipeline or unit; without a name the
    last. Raises Failure: E0970, E0971.
    """
    if name is None and runs:
        return runs[0]
    of_it = [run for run in runs if name in (run.id, run.pipeline, run.address)]
    if of_it:
        return of_it[0]
    like = [run for run in runs if name and run.id.startswith(name)]
    if len(like) == 1:
        return like[0]
    if like:
        shown = ", ".join(run.id for run in like[:5]) + (", …" if len(like) > 5 else "")
        raise Failure([codes.SEVERAL_RUNS.at(None, name=name, runs=shown)])
    note = did_you_mean(name or "", sorted({run.pipeline for run in runs}))
    raise Failure([codes.NO_SUCH_RUN.at(None, name=name, note=note)])
