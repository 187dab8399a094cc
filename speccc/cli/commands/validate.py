"""`speccc validate`"""

from __future__ import annotations

import json
from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.session import Exit, Session
from speccc.diagnostics import Reporter
from speccc.lifecycle.cache import Cache
from speccc.lifecycle.inventory import take_inventory
from speccc.lifecycle.project import find_root, open_project


@click.command("validate", cls=Command)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@options.as_json
@click.pass_obj
def command(session: Session, *, files: tuple[Path, ...], as_json: bool) -> int:
    r"""Check every spec and target profile of the project: structure, names, types, examples.

    All errors come in one run, each with its place and a hint. With FILES, only what is wrong in
    those is reported. Where data lies is checked by 'plan'.

    \b
    speccc validate
    speccc validate specs/sales.yaml
    speccc validate --error-format github      in CI
    """
    from speccc.cli.compiling import check_all

    root = find_root(session.folder)
    session.root = root
    inventory = take_inventory(open_project(root, Cache(None)), Cache(None))
    pipelines = check_all(inventory)
    project = inventory.project
    known = {d.file for d in (project.document, *project.specs, *project.targets)}
    chosen = _names(session, root, files, known)
    found = Reporter()
    for diagnostic in inventory.reporter.diagnostics:
        if not files or (diagnostic.span is not None and diagnostic.span.file in chosen):
            found.add(diagnostic)
    if as_json:
        from speccc.diagnostics.render import render_json

        session.data(json.loads(render_json(found.diagnostics, session.sources(found.diagnostics))))
        return Exit.ERROR if found.failed else Exit.OK
    session.report(found.diagnostics)
    if found.failed:
        return Exit.ERROR
    what = [*pipelines] if not files else sorted(chosen)
    session.say(f"Valid: {', '.join(what)}." if what else "There are no specs yet.")
    return Exit.OK


def _names(session: Session, root: Path, files: tuple[Path, ...], known: set[str]) -> set[str]:
    """The files as diagnostics name them. Raises click.UsageError for one not among `known`."""
    chosen: set[str] = set()
    for file in files:
        path = (session.folder / file).absolute()
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(file)
        if name not in known:
            raise click.UsageError(f"'{file}' is not a spec, target profile or speccc.yaml here")
        chosen.add(name)
    return chosen
