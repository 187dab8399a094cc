"""`speccc refine`"""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import click

from speccc.cli.command import Command
from speccc.cli.compiling import check_one, needed_specs
from speccc.cli.documents import documents_of
from speccc.cli.session import Exit, Session
from speccc.cli.work import open_work
from speccc.diagnostics import Failure, InternalError, Reporter
from speccc.diagnostics.codes import lifecycle, requests
from speccc.driver import check
from speccc.ir.rel import Pipeline
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.project import io_failure
from speccc.spec.catalog import Catalog
from speccc.spec.document import SpecFile
from speccc.spec.load import load_spec
from speccc.translate.model import InputColumn, InputTable, Questions, Request


@click.command("refine", cls=Command)
@click.argument("spec", type=click.Path(path_type=Path))
@click.argument("words", metavar="REQUEST")
@click.option("--write", "writes", is_flag=True, help="Write the change to SPEC.")
@click.pass_obj
def command(session: Session, *, spec: Path, words: str, writes: bool) -> int:
    r"""Add to a spec what is said in controlled English. Shown as a diff.

    New steps go after those there are, before a sort that only the sink sees; a schedule replaces
    the one there is. The changed spec compiles, or nothing is shown but questions, and the exit
    code is 1. Comments stay. Without --write nothing is written.

    \b
    speccc refine specs/orders.yaml "Keep rows where amount is at least 10."
    """
    from speccc.translate.drafting import check_length
    from speccc.translate.offline.refining import refine
    from speccc.translate.patching import with_steps

    work = open_work(session)
    (document,) = documents_of(session, work.project, (spec,))
    name = next((n for n, f in work.inventory.specs.items() if f.document == document), None)
    if name is None:
        raise click.UsageError(f"'{spec}' is no spec")
    pipeline = check_one(work.inventory, name)[name]
    file = work.inventory.spec_file(name)
    request = Request(words, given=(_result(pipeline, file),))
    check_length(request)
    session.texts[request.label] = words
    found = refine(request)
    if isinstance(found, Questions):
        session.report(question.diagnostic(request) for question in found.questions)
        return Exit.ERROR
    patched = with_steps(file, found.steps, found.schedule)
    label = f"{file.file} (changed)"
    session.texts[label] = patched
    _check(patched, label, needed_specs(work.inventory, [name]), work.inventory.parser.catalog)
    shown = unified_diff(
        file.text.splitlines(keepends=True), patched.splitlines(keepends=True), file.file, file.file
    )
    session.say("".join(shown).rstrip("\n"))
    for note in found.notes:
        session.note(note)
    if writes:
        try:
            write_atomically(work.project.root / file.file, patched.encode())
        except OSError as error:
            raise Failure([io_failure(lifecycle.CANNOT_WRITE, file.file, error)]) from None
        session.note(f"Wrote {file.file}.")
    return Exit.OK


def _result(pipeline: Pipeline, file: SpecFile) -> InputTable:
    """What the last step gives, as the table that the request is about. Raises Failure (E1067)."""
    problem = ""
    if len(pipeline.sinks) != 1:
        problem = "it has several sinks"
    elif next(iter(file.model.sinks.values())).from_ is not None:
        problem = "its sink names the step that it reads"
    if problem:
        raise Failure([requests.NOT_REFINABLE.at(None, pipeline=pipeline.name, problem=problem)])
    (sink,) = pipeline.sinks
    columns = (
        InputColumn(c.name, str(c.type) if c.nullable else f"{c.type} not null")
        for c in pipeline.node(sink.input).schema
    )
    return InputTable(sink.name, tuple(columns))


def _check(text: str, label: str, specs: dict[str, SpecFile], catalog: Catalog) -> None:
    """Raises Failure with everything that is wrong in the changed spec."""
    reporter = Reporter()
    changed = load_spec(text, label, reporter, catalog)
    if changed is None:
        raise InternalError("a formatted spec does not load")
    check({**specs, changed.model.name: changed}, reporter)
    reporter.checkpoint()
