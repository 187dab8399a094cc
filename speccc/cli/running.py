"""Runs units as they were generated: recorded in the ledger, with a log of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import click

from speccc.cli.views.runs import run_text
from speccc.cli.work import Selection, Work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import ledger as codes
from speccc.diagnostics.codes import lifecycle
from speccc.execute.journal import About, Record, recorded
from speccc.execute.report import Report
from speccc.execute.runners import Request, failure_of, run_unit
from speccc.execute.turns import turn
from speccc.ir.rel import HIDDEN_TAGS
from speccc.lifecycle.contracts import paths_of
from speccc.lifecycle.manifest import Manifest, decode
from speccc.lifecycle.unit import Unit, digest_of


@dataclass(frozen=True, slots=True)
class Generated:
    """A unit as it lies on disk: its manifest, and the digest of that, which stands for all."""

    unit: Unit
    manifest: Manifest
    digest: str


@dataclass(frozen=True, slots=True)
class How:
    """How units are run, whichever they are: as the options of `speccc run`. `root` is absolute."""

    root: Path
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    full: bool = False
    dry_run: bool = False
    limit: int | None = None
    profile: bool = False
    lock_timeout: float = 0

    @property
    def writes(self) -> bool:
        return not self.dry_run and self.limit is None


def generated(work: Work, units: Sequence[Unit]) -> dict[Unit, Generated]:
    """The units, which must be as the specs say. Raises Failure (E0804) for those that are not."""
    plan, wanted, _ = work.plan(Selection(select=tuple(unit.address for unit in units)))
    stale = [
        lifecycle.NOT_APPLIED.at(
            None,
            pipeline=c.unit.pipeline,
            target=c.unit.target,
            reason="; ".join(map(str, c.reasons)),
        )
        for c in plan.changes
    ]
    if stale:
        raise Failure(stale)
    data = {unit: wanted[unit].manifest for unit in units}
    return {
        unit: Generated(unit, decode(data[unit], unit), digest_of(data[unit])) for unit in units
    }


def run_generated(
    work: Work, what: Generated, how: How, progress: Callable[[str], None]
) -> tuple[str, Report]:
    """Runs a unit; the run's id, and what was measured. What it tells goes to `progress` and, in
    full, to its log; what the data did wrong is in the report's `error`.

    Raises Failure if the run cannot start.
    """
    unit, manifest, state = what.unit, what.manifest, work.project.state_folder
    request = Request(
        unit.pipeline,
        unit.target,
        manifest.recipe,
        work.project.generated_folder / unit.folder,
        how.root,
        how.params,
        connection=manifest.profile.get("connection") or "",
        full=how.full,
        dry_run=how.dry_run,
        limit=how.limit,
        lock_timeout=max(60, how.lock_timeout),
        paths=paths_of(manifest.contract),
    )
    about = About(
        unit.address,
        how.params,
        str(manifest.spec["digest"]),
        what.digest,
        dry_run=not how.writes,
        limit=how.limit,
    )
    progress(unit.address)
    with recorded(state, about) as record, ExitStack() as stack:
        if how.profile:
            from speccc.cli.profiling import profiled

            request = stack.enter_context(profiled(work, unit, request))
        if request.recipe["incremental"] and how.writes:
            stack.enter_context(turn(state, unit.pipeline, request.lock_timeout))
        report = _run(request, manifest, record, progress)
    if record.problem:
        lost = codes.NOT_RECORDED.at(None, address=unit.address, problem=record.problem)
        work.session.report([lost])
    return record.run, report


def _run(
    request: Request, manifest: Manifest, record: Record, progress: Callable[[str], None]
) -> Report:
    def tell(said: str) -> None:
        progress(f"{request.address}: {said}")
        record.tell(said)

    record.tell(f"run {record.run} of {request.address}")
    record.tell("\n".join(f"param {name} = {value}" for name, value in request.params.items()))
    try:
        report = run_unit(request, tell)
    except Failure as failure:
        record.tell(str(failure))
        raise
    record.finish(report)
    _hide_watermarks(report, manifest)
    failure = failure_of(request.address, report)
    if failure is not None:
        record.tell(str(failure))
    dry = request.dry_run
    record.tell(click.unstyle(run_text(request.address, report, dry=dry, limit=request.limit)))
    return report


def _hide_watermarks(report: Report, manifest: Manifest) -> None:
    """A watermark is a value of a row: that of a personal or secret column is not shown."""
    for entry in manifest.recipe["incremental"]:
        source = entry["source"]
        column = manifest.contract["sources"][source]["columns"][entry["column"]]
        if source in report["watermarks"] and not HIDDEN_TAGS.isdisjoint(column.get("tags", ())):
            report["watermarks"][source] = "(hidden)"
