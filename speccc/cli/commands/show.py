"""`speccc show`"""

from __future__ import annotations

import json

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.plans import names_a_file, read_plan
from speccc.cli.scheduling import schedule_lines
from speccc.cli.session import Session
from speccc.cli.work import Selection, Work, open_work
from speccc.lifecycle.unit import MANIFEST

STAGES = ("spec", "ir", "optimised", "artefacts")


@click.command("show", cls=Command)
@click.argument("what", metavar="SPEC|PLANFILE")
@click.option("--stage", type=click.Choice(STAGES), help="Of a spec; ir if not given.")
@options.target
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON, as 'plan --json'.")
@click.pass_obj
def command(
    session: Session, *, what: str, stage: str | None, target: str | None, as_json: bool
) -> None:
    r"""Show a spec at a stage of the compiler, or a plan that was saved.

    SPEC is a pipeline's name or its YAML file. spec: the canonical form that the digest is made of.
    ir: typed relations. optimised: after every pass. artefacts: the generated files, for --target.

    PLANFILE is what 'plan --out' wrote: any other file, or a file that begins with '{'.

    \b
    speccc show sales_analytics --stage optimised
    speccc show specs/sales.yaml --stage artefacts --target duckdb
    speccc show plan.json
    """
    if names_a_file(session, what):
        if stage is not None or target is not None:
            raise click.UsageError(f"'{what}' is a plan; --stage and --target are for specs")
        _show_plan(session, what, as_json=as_json)
        return
    if as_json:
        raise click.UsageError("--json is for a plan's file")
    _show_spec(open_work(session), what, stage or "ir", target)


def _show_plan(session: Session, file: str, *, as_json: bool) -> None:
    from speccc.cli.views.changes import plan_text

    saved = read_plan(session, file)
    if as_json:
        session.data(saved.plan.to_json())
    else:
        session.say(plan_text(saved.plan, saved.generated))


def _show_spec(work: Work, spec: str, stage: str, target: str | None) -> None:
    session = work.session
    name = _pipeline(work, spec)
    match stage:
        case "spec":
            from speccc.spec.digest import canonical

            loaded = work.inventory.spec_file(name)
            session.data(json.loads(canonical(loaded.model)))
        case "artefacts":
            unit = work.one_unit(name, target)
            contents = work.wanted([unit])[unit].contents
            for path in sorted(contents, key=lambda path: (path == MANIFEST, path)):
                session.say(click.style(f"--- {unit.folder}/{path}", bold=True))
                session.say(contents[path].decode().rstrip("\n") + "\n")
        case _:
            from speccc.cli.compiling import check_one
            from speccc.driver import optimise
            from speccc.ir.text import print_pipeline

            pipeline = check_one(work.inventory, name)[name]
            shown = optimise(pipeline) if stage == "optimised" else pipeline
            session.say(print_pipeline(shown).rstrip("\n"))
    for line in schedule_lines(work, name, target):
        session.note(line)


def _pipeline(work: Work, spec: str) -> str:
    """The pipeline of that name, or the one in that file. Raises Failure (E0704)."""
    path = (work.session.folder / spec).absolute()
    for name, facts in work.inventory.specs.items():
        if work.project.root / facts.document.file == path:
            return name
    work.check_selection(Selection((spec,)))
    return spec
