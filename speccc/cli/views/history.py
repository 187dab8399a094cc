"""The runs that were, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import click

from speccc.cli.views.tables import table_text
from speccc.execute.history import PastRun

_HEADER = ("run", "unit", "started", "took", "read", "written", "rejected", "ended")
_RIGHT = (False, False, False, True, True, True, True, False)
_COLORS = {"failed": "red", "interrupted": "yellow", "running": "cyan"}


def history_text(runs: Sequence[PastRun]) -> str:
    """A line for each run; the words of how it ended are coloured where they are not good."""
    rows = [_cells(run) for run in runs]
    head, rule, *lines = table_text(_HEADER, rows, _RIGHT).splitlines()
    shown = [_coloured(line, run) for line, run in zip(lines, runs, strict=True)]
    return "\n".join([head, rule, *shown])


def _cells(run: PastRun) -> tuple[str, ...]:
    seconds = run.seconds
    return (
        run.id,
        run.address,
        run.line["started"][:19].replace("T", " "),
        "" if seconds is None else f"{seconds:.1f} s",
        _count(run.rows("sources", "read")),
        _count(None if run.line.get("dry_run") else run.rows("sinks", "written")),
        _count(run.rejected),
        _ended(run),
    )


def _ended(run: PastRun) -> str:
    codes = f" ({', '.join(run.codes)})" if run.state == "failed" else ""
    dry = ", dry run" if run.line.get("dry_run") else ""
    return f"{run.state}{codes}{dry}"


def _coloured(line: str, run: PastRun) -> str:
    color = _COLORS.get(run.state)
    if color is None:
        return line
    words = _ended(run)
    return line.removesuffix(words) + click.style(words, fg=color)


def _count(rows: int | None) -> str:
    return "" if rows is None else f"{rows:,}"
