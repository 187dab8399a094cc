"""`speccc apply`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.session import Exit, Session, interactive
from speccc.cli.views.changes import applied_text, plan_text
from speccc.cli.work import Selection, open_work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.apply import Applied, apply_plan
from speccc.lifecycle.lock import locked


@click.command("apply", cls=Command)
@options.selection
@click.option("--auto-approve", is_flag=True, help="Do not ask; needed off a terminal.")
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    pipelines: tuple[str, ...],
    target: str | None,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    auto_approve: bool,
    as_json: bool,
) -> int:
    r"""Make generated/ what the specs say. Writes code; data moves only in 'run'.

    Files that were edited by hand, or that speccc did not write, go to .speccc/trash/ first.

    \b
    speccc apply                   show the plan, ask, write
    speccc apply --auto-approve    in CI
    """
    work = open_work(session)
    plan, wanted, _ = work.plan(Selection(pipelines, target, select, exclude))
    if not as_json:
        session.say(plan_text(plan, work.project))
    if plan.empty:
        applied = Applied(plan, {})
    else:
        if not auto_approve and not interactive():
            raise Failure([lifecycle.NOT_APPROVED.at(None)])
        with locked(work.project.state_folder):
            if not (auto_approve or click.confirm("\nApply these changes?", err=as_json)):
                session.note("Nothing was changed.")
                return Exit.ERROR
            applied = apply_plan(work.project, plan, wanted)
    if as_json:
        session.data(applied.to_json())
    elif not plan.empty:
        session.say(f"\n{applied_text(applied)}")
    return Exit.OK
