"""`speccc show`"""

from __future__ import annotations

import json

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.scheduling import schedule_lines
from speccc.cli.session import Session
from speccc.cli.work import Selection, Work, open_work
from speccc.lifecycle.unit import MANIFEST

STAGES = ("spec", "ir", "optimised", "artefacts")


@click.command("show", cls=Command)
@click.argument("spec")
@click.option("--stage", type=click.Choice(STAGES), default="ir", show_default=True)
@options.target
@click.pass_obj
def command(session: Session, *, spec: str, stage: str, target: str | None) -> None:
    r"""Show a spec at a stage of the compiler. SPEC is a pipeline's name or its file.

    spec: the canonical form that the digest is made of. ir: typed relations. optimised: after
    every pass. artefacts: the generated files, for --target.

    \b
    speccc show sales_analytics --stage optimised
    speccc show specs/sales.yaml --stage artefacts --target duckdb
    """
    work = open_work(session)
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
