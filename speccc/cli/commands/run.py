"""`speccc run`"""

from __future__ import annotations

from graphlib import TopologicalSorter
from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.locking import lock_of
from speccc.cli.progress import progress_on
from speccc.cli.running import How, generated, run_generated
from speccc.cli.scheduling import schedule_data, schedule_text
from speccc.cli.session import Exit, Session
from speccc.cli.views.runs import run_text
from speccc.cli.work import Work, open_work
from speccc.diagnostics import Failure
from speccc.execute.report import Report
from speccc.execute.runners import failure_of
from speccc.lifecycle.unit import Unit


@click.command("run", cls=Command)
@click.argument("pipeline", required=False)
@click.option("--all", "everything", is_flag=True, help="Every pipeline of the target, in order.")
@options.target
@options.params
@options.root
@click.option("--full", is_flag=True, help="Read incremental sources whole, not what is new.")
@click.option("--dry-run", is_flag=True, help="Read, compute and check, but write nothing.")
@click.option(
    "--limit", type=options.ROWS, metavar="N", help="Only N rows a source; writes nothing."
)
@click.option(
    "--profile", is_flag=True, help="Count the rows of every step; check that none is lost."
)
@options.lock_timeout
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    pipeline: str | None,
    everything: bool,
    target: str | None,
    params: dict[str, str],
    root: Path | None,
    full: bool,
    dry_run: bool,
    limit: int | None,
    profile: bool,
    lock_timeout: float,
    as_json: bool,
) -> int:
    r"""Run a pipeline as it was generated. Data moves.

    Refuses if generated/ is not what the specs say. Either all sinks are written or none. With
    --all, what reads a pipeline that failed is not run, all others are.

    \b
    speccc run sales_analytics --target duckdb
    speccc run daily --param run_date=2026-01-31
    speccc run --all             in the order in which pipelines feed each other
    speccc run daily --dry-run   everything but writing
    speccc run daily --profile   the steps one by one, as the spec has them
    """
    if (pipeline is None) is not everything:
        raise click.UsageError("give either one PIPELINE or --all")
    if everything and params:
        raise click.UsageError("--param is for one PIPELINE, not for --all")
    if profile and limit is not None:
        raise click.UsageError("--profile is of whole sources: give it without --limit")
    work = open_work(session)
    units = [work.one_unit(pipeline, target)] if pipeline else _all_units(work, target)
    if not units:
        return _nothing(session, as_json=as_json)
    how = How(
        (root or work.project.root).absolute(),
        params,
        full=full,
        dry_run=dry_run,
        limit=limit,
        profile=profile,
        lock_timeout=lock_timeout,
    )
    reports: dict[str, Report] = {}
    ids: dict[str, str] = {}
    failed: dict[str, Unit] = {}
    with (
        lock_of(session, work.project, "run", lock_timeout, shared=True),
        progress_on(session) as progress,
    ):
        current = generated(work, units)
        for unit in units:
            missing = [failed[name] for name in work.inventory.upstream(unit) if name in failed]
            if missing:
                session.note(f"not run: {unit.address} (it reads {missing[0].address})")
                continue
            try:
                run, report = run_generated(work, current[unit], how, progress)
            except Failure as problem:
                if not everything:
                    raise
                session.report(problem.diagnostics)
                failed[unit.pipeline] = unit
                continue
            reports[unit.address], ids[unit.address] = report, run
            failure = failure_of(unit.address, report)
            if failure is not None:
                session.report([failure])
                failed[unit.pipeline] = unit
    if everything and failed:
        session.note(f"failed: {', '.join(unit.address for unit in failed.values())}")
    schedules = {
        u: found.manifest.spec["canonical"].get("schedule") for u, found in current.items()
    }
    if as_json:
        found = {unit.address: schedule_data(work.project, unit, schedules[unit]) for unit in units}
        results = [
            {"address": address, "run": ids[address], "schedule": found[address], **report}
            for address, report in reports.items()
        ]
        _as_data(session, results)
    else:
        for address, report in reports.items():
            session.say(run_text(address, report, dry=dry_run, limit=limit))
        for unit, schedule in schedules.items():
            if schedule is not None and unit.address in reports:
                session.note(schedule_text(work.project, unit, schedule))
    return Exit.ERROR if failed else Exit.OK


def _nothing(session: Session, *, as_json: bool) -> int:
    if as_json:
        _as_data(session, [])
    else:
        session.say("There is nothing to run: the target builds no pipeline.")
    return Exit.OK


def _as_data(session: Session, runs: list[dict[str, object]]) -> None:
    session.data({"format_version": "1.0", "runs": runs})


def _all_units(work: Work, target: str | None) -> list[Unit]:
    """Every unit of the target, those that feed others first."""
    chosen = work.one_target(target)
    units = {unit.pipeline: unit for unit in work.inventory.units if unit.target == chosen}
    graph = {name: work.inventory.upstream(unit) for name, unit in units.items()}
    order = TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).static_order()
    return [units[name] for name in order if name in units]
