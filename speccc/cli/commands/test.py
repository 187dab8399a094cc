"""`speccc test`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.progress import progress_on
from speccc.cli.session import Exit, Session
from speccc.cli.work import Selection, Work, open_work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.inventory import matches
from speccc.lifecycle.project import io_failure

#: So many rows of each source are recorded.
_LIMIT = 10


@click.command("test", cls=Command)
@click.argument("pipelines", nargs=-1, metavar="[PIPELINE]...")
@click.option("--target", metavar="NAME", help="Run them on this target's engine.")
@click.option("--record", is_flag=True, help="Add an example made of the rows of a real run.")
@click.option("--name", metavar="TEXT", help="What a recorded example is called.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N",
    help=f"Record at most N rows of each source. Default: {_LIMIT}.",
)  # fmt: skip
@options.params
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    pipelines: tuple[str, ...],
    target: str | None,
    record: bool,
    name: str | None,
    limit: int | None,
    params: dict[str, str],
    as_json: bool,
) -> int:
    r"""Check the examples in the specs: these rows in, those rows out.

    Without --target the reference interpreter runs them, and no engine is needed.

    With --record, read the sources of one PIPELINE, take a few rows that reach its sinks, and add
    them with their result to the spec, which is written in its canonical form. Values of columns
    tagged personal or secret are replaced by made-up ones.

    \b
    speccc test
    speccc test sales_analytics --target duckdb
    speccc test --record sales_analytics --name "one product"
    """
    if record:
        return _record(session, pipelines, target, name, limit or _LIMIT, params, as_json=as_json)
    if name is not None or limit is not None or params:
        raise click.UsageError("--name, --limit and --param go with --record")
    from speccc.cli.compiling import check_all
    from speccc.cli.examples import Outcome, by_interpreter, by_target, check_examples

    work = open_work(session)
    names = _names(work, pipelines, target)
    checked = check_all(work.inventory)
    work.inventory.reporter.checkpoint()
    engine = by_interpreter if target is None else by_target(work.inventory.target_file(target))
    outcomes: list[Outcome] = []
    with progress_on(session) as progress:
        for pipeline in names:
            progress(pipeline)
            outcomes += check_examples(checked[pipeline], engine)
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


def _record(
    session: Session,
    pipelines: tuple[str, ...],
    target: str | None,
    name: str | None,
    limit: int,
    params: dict[str, str],
    *,
    as_json: bool,
) -> int:
    """Adds an example to the spec of one pipeline; with a target, its engine must agree."""
    from speccc.cli.examples import by_target
    from speccc.cli.reading import bound_pipeline
    from speccc.cli.recording.record import record

    if len(pipelines) != 1:
        raise click.UsageError("--record is for one PIPELINE")
    if name is not None and not (name.strip() and name.isprintable()):
        raise click.UsageError("--name is one line of text")
    work = open_work(session)
    unit = work.one_unit(pipelines[0], target)
    engine = None if target is None else by_target(work.inventory.target_file(target))
    bound = bound_pipeline(work, unit)
    with progress_on(session) as progress:
        progress(unit.address)
        made = record(work, unit, bound, params, name=name, limit=limit, engine=engine)
    try:
        write_atomically(work.project.root / bound.file, made.text.encode())
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, bound.file, error)]) from None
    if as_json:
        recorded = {
            "pipeline": bound.name,
            "example": made.name,
            "file": bound.file,
            "rows": dict(made.rows),
            "made_up": list(made.made_up),
        }
        session.data({"format_version": "1.0", "recorded": recorded})
        return Exit.OK
    rows = ", ".join(f"{count} of {source}" for source, count in made.rows.items())
    session.say(f"Recorded '{made.name}' in {bound.file}, with rows: {rows}.")
    if made.made_up:
        session.say(f"Made-up values stand for those of {', '.join(made.made_up)}.")
    return Exit.OK


def _names(work: Work, pipelines: tuple[str, ...], target: str | None) -> list[str]:
    """The pipelines meant; with a target, those that it builds."""
    work.check_selection(Selection(pipelines, target))
    selected = [n for n in sorted(work.inventory.specs) if not pipelines or matches(n, pipelines)]
    built = {unit.pipeline for unit in work.inventory.units if unit.target == target}
    return selected if target is None else [name for name in selected if name in built]
