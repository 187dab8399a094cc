"""What a run measured, for people."""

from __future__ import annotations

from collections.abc import Sequence

import click

from speccc.cli.views.tables import table_text
from speccc.execute.profile import REMOVED
from speccc.execute.report import Job, Report, StepRows


def run_text(address: str, report: Report, *, dry: bool = False, limit: int | None = None) -> str:
    """Rows read, written, rejected and late, rules that do not hold, seconds of each phase.

    `dry`: nothing was written; nor with a `limit`, the rows read of each source, which is said
    beside what it may have caused.
    """
    lines = [click.style(address, bold=True)]
    verb = "would write" if dry or limit is not None else "wrote"
    first = "" if limit is None else f"the first {_rows(limit)} of each source"
    part = f" (of {first})" if first else ""
    counts = [("read", name, source["read"]) for name, source in report["sources"].items()]
    if report["error"] is None or report["sinks"]:
        counts += [(verb, name, sink["written"]) for name, sink in report["sinks"].items()]
    counts += [("rejected", name, rows) for name, rows in report.get("rejected", {}).items()]
    counts += [("late", name, rows) for name, rows in report.get("late", {}).items()]
    width = max((len(name) for _, name, _ in counts), default=0)
    lines += [f"  {verb:<11}  {name:<{width}}  {_rows(n)}" for verb, name, n in counts]
    lines += [
        f"  {'set null':<11}  source '{source}', column '{column}': {_counted(number, 'value')}"
        for source, columns in report["nulled"].items()
        for column, number in columns.items()
    ]
    lines += [
        f"  {click.style(rule['severity'].ljust(11), fg='yellow')}  "
        f"step '{rule['step']}', rule '{rule['rule']}': {_rows(rule['broken'])}{part}"
        for rule in report["expectations"]
        if rule["broken"]
    ]
    if report["error"] is None and not (dry or limit is not None):
        lines += [
            f"  {'watermark':<11}  {name:<{width}}  {moment}"
            for name, moment in report["watermarks"].items()
        ]
    if report.get("profile"):
        lines += [f"  {line}" for line in profile_text(report.get("profile", ())).splitlines()]
    lines += [f"  {'job':<11}  {_job(job)}" for job in report.get("jobs", ())]
    phases = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in report["phases"].items())
    if phases:
        lines.append(f"  {'time':<11}  {phases}")
    if report["error"] is not None and not report["sinks"]:
        read = f"; only {first} were read" if first else ""
        lines.append(f"  nothing was written{read}")
    return "\n".join(lines)


def profile_text(steps: Sequence[StepRows]) -> str:
    """A line for each step: its rows in and out, and what became of the others."""
    words = [word for word in REMOVED if any(step[word] for step in steps)]
    header = ("step", "", "rows in", "rows out", *words)
    rows = [
        (
            step["step"],
            step["kind"],
            f"{step['rows_in']:,}",
            f"{step['rows_out']:,}",
            *(f"{step[word]:,}" if step[word] else "" for word in words),
        )
        for step in steps
    ]
    return table_text(header, rows, [False, False, *(True for _ in header[2:])])


def _job(job: Job) -> str:
    counts = ((job["records_in"], "in"), (job["records_out"], "out"))
    said = [f"{_counted(number, 'record')} {way}" for number, way in counts if number is not None]
    return ", ".join([f"{job['id']} {job['state']}", *said])


def _rows(number: int) -> str:
    return _counted(number, "row")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
