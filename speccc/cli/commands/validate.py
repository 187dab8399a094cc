"""`speccc validate`"""

from __future__ import annotations

import json
from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.documents import documents_of
from speccc.cli.session import Exit, Session
from speccc.diagnostics import Diagnostic, Reporter
from speccc.lifecycle.cache import Cache, key_of
from speccc.lifecycle.inventory import take_inventory
from speccc.lifecycle.project import Project, cache_of, find_root, open_project
from speccc.lifecycle.toolchain import compiler_digest


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
    root = find_root(session.folder)
    session.root = root
    project = open_project(root, cache_of(root))
    chosen = {document.file for document in documents_of(session, project, files)}
    pipelines, diagnostics = _checked(project, cache_of(root))
    found = Reporter()
    for diagnostic in diagnostics:
        if not files or (diagnostic.span is not None and diagnostic.span.file in chosen):
            found.add(diagnostic)
    if as_json:
        from speccc.diagnostics.render import render_json

        session.data(json.loads(render_json(found.diagnostics, session.sources(found.diagnostics))))
        return Exit.ERROR if found.failed else Exit.OK
    session.report(found.diagnostics)
    if found.failed:
        return Exit.ERROR
    what = sorted(chosen) if files else pipelines
    session.say(f"Valid: {', '.join(what)}." if what else "There are no specs yet.")
    return Exit.OK


def _checked(project: Project, cache: Cache) -> tuple[list[str], list[Diagnostic]]:
    """The pipelines that are right, and everything there is to say about the project's files.

    Files about which there was nothing to say are not checked again until one of them changes.
    """
    documents = (project.document, *project.specs, *project.targets)
    key = key_of(compiler_digest(), [(document.file, document.digest) for document in documents])
    known = cache.head("valid", key)
    if known is not None:
        return known["pipelines"], []
    from speccc.cli.compiling import check_all

    inventory = take_inventory(project, cache)
    pipelines = [*check_all(inventory)]
    diagnostics = inventory.reporter.diagnostics
    if not diagnostics:
        cache.put("valid", key, {"pipelines": pipelines})
        cache.prune()
    return pipelines, diagnostics
