"""`speccc apply`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.locking import lock_of
from speccc.cli.plans import apply_file, names_a_file, refuse_breaking
from speccc.cli.session import Exit, Session, interactive
from speccc.cli.views.changes import applied_text, plan_text
from speccc.cli.work import Selection, open_work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.apply import Applied, apply_plan, contents_of


@click.command("apply", cls=Command)
@options.selection
@options.destroy
@click.option("--auto-approve", is_flag=True, help="Do not ask; needed off a terminal.")
@click.option(
    "--allow-breaking", is_flag=True, help="Carry out changes that break who reads a sink."
)
@options.lock_timeout
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    pipelines: tuple[str, ...],
    target: str | None,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    destroy: bool,
    auto_approve: bool,
    allow_breaking: bool,
    lock_timeout: float,
    as_json: bool,
) -> int:
    r"""Make generated/ what the specs say. Writes code; data moves only in 'run'.

    Files that were edited by hand, or that speccc did not write, go to .speccc/trash/ first. In the
    place of pipelines it takes the file of a plan that was saved by 'plan --out': it does exactly
    what that plan says, without a question, or nothing if anything the plan rests on has changed.

    \b
    speccc apply                   show the plan, ask, write
    speccc apply --auto-approve    in CI
    speccc apply plan.json         what was planned, and reviewed
    """
    selection = Selection(pipelines, target, select, exclude, destroy)
    files = [name for name in pipelines if names_a_file(session, name)]
    if files:
        if selection != Selection((files[0],)):
            raise click.UsageError(f"'{files[0]}' is a plan: it says itself what to apply")
        return _tell(
            session,
            apply_file(session, files[0], lock_timeout, allow_breaking=allow_breaking),
            as_json=as_json,
        )
    work = open_work(session)
    plan, wanted, _ = work.plan(selection)
    if plan.empty or not (auto_approve or interactive()):
        if not as_json:
            session.say(plan_text(plan, work.project.generated))
        if not plan.empty:
            raise Failure([lifecycle.NOT_APPROVED.at(None)])
        if as_json:
            session.data(Applied(plan, {}).to_json())
        return Exit.OK
    with lock_of(session, work.project, "apply", lock_timeout) as lock:
        plan, wanted, _ = work.plan(selection, wanted)  # another apply may have come before
        if not as_json:
            session.say(plan_text(plan, work.project.generated))
        if not allow_breaking:
            refuse_breaking(plan)
        if not (plan.empty or auto_approve or click.confirm("\nApply these changes?", err=as_json)):
            session.note("Nothing was changed.")
            return Exit.ERROR
        lock.check()
        applied = apply_plan(work.project, plan, contents_of(wanted))
    if as_json:
        session.data(applied.to_json())
    elif not plan.empty:
        session.say(f"\n{applied_text(applied)}")
    return Exit.OK


def _tell(session: Session, applied: Applied, *, as_json: bool) -> int:
    if as_json:
        session.data(applied.to_json())
    elif applied.plan.empty:
        session.say("No changes. That is what the plan says, and it still holds.")
    else:
        session.say(applied_text(applied))
    return Exit.OK
