"""`speccc history`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.ledger import is_of, runs_of, state_of
from speccc.cli.session import Session
from speccc.cli.views.history import history_text


@click.command("history", cls=Command)
@click.argument("pipelines", nargs=-1, metavar="[PIPELINE]...")
@click.option(
    "--limit", type=options.ROWS, default=20, show_default=True, metavar="N",
    help="Show at most N runs.",
)  # fmt: skip
@options.as_json
@click.pass_obj
def command(session: Session, *, pipelines: tuple[str, ...], limit: int, as_json: bool) -> None:
    r"""List the runs on this machine, the newest first.

    They are in .speccc/runs.jsonl. Times are in UTC. A run that was killed is told from one that
    goes on. PIPELINE may be a unit, pipeline.target, or a pattern.

    \b
    speccc history
    speccc history sales_analytics --limit 1 --json
    """
    known = runs_of(session, state_of(session))
    runs = [run for run in known if not pipelines or is_of(run, pipelines)]
    if as_json:
        shown = [run.to_json() for run in runs[:limit]]
        session.data({"format_version": "1.0", "total": len(runs), "runs": shown})
        return
    if not runs:
        of = f" of {', '.join(pipelines)}" if pipelines else ""
        session.say(f"No run{of} is recorded here.")
        return
    session.say(history_text(runs[:limit]))
    if len(runs) > limit:
        session.say(f"({limit:,} of {len(runs):,} runs; --limit shows more)")
