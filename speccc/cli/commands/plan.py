"""`speccc plan`"""

from __future__ import annotations

from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.plans import keep_plan, summarised
from speccc.cli.session import Exit, Session
from speccc.cli.views.changes import differences_of, plan_text
from speccc.cli.work import Selection, open_work


@click.command("plan", cls=Command)
@options.selection
@options.destroy
@click.option("--diff", is_flag=True, help="Show how the content of each file changes.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the plan in FILE, for 'speccc apply FILE'.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if there are changes.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="markdown is for a pull request, and goes to GITHUB_STEP_SUMMARY too.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_obj
def command(
    session: Session,
    *,
    pipelines: tuple[str, ...],
    target: str | None,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    destroy: bool,
    diff: bool,
    out: Path | None,
    detailed_exitcode: bool,
    shape: str,
    as_json: bool,
) -> int:
    r"""Show what apply would do, and why.

    Compares what the specs want, what was recorded, and what lies on disk. Changes nothing. Warns
    if a file that a source reads is not there yet.

    \b
    speccc plan                        everything
    speccc plan sales_analytics        one pipeline on all its targets
    speccc plan --select 'fin_*.duckdb' --diff
    speccc plan --detailed-exitcode    in CI: 0 no changes, 2 changes
    speccc plan --out plan.json        for 'speccc apply plan.json', here or elsewhere
    """
    work = open_work(session)
    selection = Selection(pipelines, target, select, exclude, destroy)
    plan, wanted, observed = work.plan(selection)
    if out is not None:
        keep_plan(work, out, selection, plan, wanted, observed)
    work.warn_of_missing_data(selection)
    match "json" if as_json else shape:
        case "json":
            session.data(plan.to_json())
        case "markdown":
            from speccc.cli.views.markdown import plan_markdown

            differences = differences_of(plan, work.project, wanted)
            session.say(summarised(plan_markdown(plan, differences)))
        case _:
            differences = differences_of(plan, work.project, wanted) if diff else None
            session.say(plan_text(plan, work.project.generated, differences))
            if out is not None:
                session.say(f"\nSaved to {out}. 'speccc apply {out}' does exactly this.")
    return Exit.CHANGES if detailed_exitcode and not plan.empty else Exit.OK
