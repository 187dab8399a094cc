"""`speccc validate`"""

from __future__ import annotations

from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.documents import documents_of
from speccc.cli.session import Exit, Session
from speccc.cli.work import open_work
from speccc.diagnostics import Diagnostic, Failure, Reporter
from speccc.lifecycle.cache import Cache, key_of
from speccc.lifecycle.inventory import take_inventory
from speccc.lifecycle.project import Project, cache_of, find_root, open_project
from speccc.lifecycle.toolchain import compiler_digest


@click.command("validate", cls=Command)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--target", metavar="NAME", help="Compile for it, too; Flink's planner is asked.")
@options.as_json
@click.pass_obj
def command(session: Session, *, files: tuple[Path, ...], target: str | None, as_json: bool) -> int:
    r"""Check every spec and target profile of the project: structure, names, types, examples.

    All errors come in one run, each with its place and a hint. With FILES, only what is wrong in
    those is reported. Whether data is bound, and its files are there, is checked by 'plan'.

    With --target everything is compiled for it besides, and nothing is written. For Flink every
    statement is shown to its planner, if Java and the extra are there; no cluster is needed.

    With --json or --error-format json the result is the JSON document of the diagnostics, on
    stdout.

    \b
    speccc validate
    speccc validate specs/sales.yaml
    speccc validate --target flink
    speccc validate --error-format github      in CI
    """
    found = Reporter()
    valid: list[str] = []
    compiled: list[str] = []
    try:
        valid = _valid(session, files, found)
        if target is not None and not found.failed:
            from speccc.cli.asking import check_for

            compiled = check_for(open_work(session), target, valid if files else (), found)
    except Failure as failure:
        for diagnostic in failure.diagnostics:
            found.add(diagnostic)
    if as_json or session.error_format == "json":
        session.diagnostics_as_data(found.diagnostics)
    else:
        session.report(found.diagnostics)
        if not found.failed:
            session.say(f"Valid: {', '.join(valid)}." if valid else "There are no specs yet.")
            if compiled:
                session.say(f"Compiled for {target}: {', '.join(compiled)}.")
    return Exit.ERROR if found.failed else Exit.OK


def _valid(session: Session, files: tuple[Path, ...], reporter: Reporter) -> list[str]:
    """The names of what is valid, if nothing is reported: these files, or every pipeline.

    Raises Failure if the project cannot be opened.
    """
    root = find_root(session.folder)
    session.root = root
    project = open_project(root, cache_of(root))
    chosen = {document.file for document in documents_of(session, project, files)}
    pipelines, diagnostics = _checked(project, cache_of(root))
    for diagnostic in diagnostics:
        if not files or (diagnostic.span is not None and diagnostic.span.file in chosen):
            reporter.add(diagnostic)
    return sorted(chosen) if files else pipelines


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
