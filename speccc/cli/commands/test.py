"""`speccc test`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.progress import progress_on
from speccc.cli.session import Exit, Session
from speccc.cli.work import Selection, Work, open_work
from speccc.lifecycle.inventory import matches


@click.command("test", cls=Command)
@click.argument("pipelines", nargs=-1, metavar="[PIPELINE]...")
@click.option("--target", metavar="NAME", help="Run them on this target's engine.")
@options.as_json
@click.pass_obj
def command(
    session: Session, *, pipelines: tuple[str, ...], target: str | None, as_json: bool
) -> int:
    r"""Check the examples in the specs: these rows in, those rows out.

    Without --target the reference interpreter runs them, and no engine is needed.

    \b
    speccc test
    speccc test sales_analytics --target duckdb
    """
    from speccc.cli.compiling import check_all
    from speccc.cli.examples import Outcome, by_interpreter, by_target, check_examples

    work = open_work(session)
    names = _names(work, pipelines, target)
    checked = check_all(work.inventory)
    work.inventory.reporter.checkpoint()
    engine = by_interpreter if target is None else by_target(work.inventory.target_file(target))
    outcomes: list[Outcome] = []
    with progress_on(session) as progress:
        for name in names:
            progress(name)
            outcomes += check_examples(checked[name], engine)
    for outcome in outcomes:
        session.report(outcome.problems)
    failed = sum(bool(outcome.problems) for outcome in outcomes)
    if as_json:
        results = [
            {"pipeline": o.pipeline, "example": o.example, "holds": not o.problems}
            | ({"problems": [problem.message for problem in o.problems]} if o.problems else {})
            for o in outcomes
        ]
        session.data({"format_version": "1.0", "target": target, "examples": results})
    else:
        for outcome in outcomes:
            mark = click.style("fails", fg="red") if outcome.problems else "holds"
            session.say(f"{mark}  {outcome.pipeline}: {outcome.example}")
        where = f" on {target}" if target else ""
        session.say(f"{len(outcomes) - failed} of {len(outcomes)} examples hold{where}.")
    return Exit.ERROR if failed else Exit.OK


def _names(work: Work, pipelines: tuple[str, ...], target: str | None) -> list[str]:
    """The pipelines meant; with a target, those that it builds."""
    work.check_selection(Selection(pipelines, target))
    selected = [n for n in sorted(work.inventory.specs) if not pipelines or matches(n, pipelines)]
    built = {unit.pipeline for unit in work.inventory.units if unit.target == target}
    return selected if target is None else [name for name in selected if name in built]
