"""`speccc refine`"""

from __future__ import annotations

import json
from difflib import unified_diff
from pathlib import Path

import click

from speccc.cli.command import Command
from speccc.cli.compiling import check_one, spec_files
from speccc.cli.documents import documents_of
from speccc.cli.drafting.asking import check_terminal, until_answered
from speccc.cli.drafting.services import Terms, service_options
from speccc.cli.drafting.translators import OFFLINE, PROVIDERS, replay_option, translators
from speccc.cli.session import Exit, Session
from speccc.cli.work import Work, open_work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.files import write_all
from speccc.lifecycle.project import io_failure
from speccc.spec.document import SpecFile
from speccc.translate.digests import digest_of
from speccc.translate.model import Questions, Request, Translator
from speccc.translate.packs import pack_names, pack_of
from speccc.translate.revising import Revision, revise
from speccc.translate.tables import of_project


@click.command("refine", cls=Command)
@click.argument("spec", type=click.Path(path_type=Path))
@click.argument("words", metavar="REQUEST")
@click.option(
    "--provider",
    type=click.Choice(PROVIDERS),
    default=OFFLINE,
    show_default=True,
    help="Who changes it: a grammar on this machine, or a model.",
)
@service_options
@replay_option
@click.option(
    "--domain",
    default="",
    metavar="NAME",
    help=f"What words usually mean in a trade: {', '.join(pack_names())}.",
)
@click.option("--interactive", "asks", is_flag=True, help="Ask the questions one by one.")
@click.option("--write", "writes", is_flag=True, help="Write the change to SPEC.")
@click.pass_obj
def command(
    session: Session,
    *,
    spec: Path,
    words: str,
    provider: str,
    terms: Terms,
    replay: Path | None,
    domain: str,
    asks: bool,
    writes: bool,
) -> int:
    r"""Change a spec by what is said in English. Shown as a diff.

    Without a model: new steps go after those there are, before a sort that only the sink sees; they
    may join the project's other sources. A step may go, a bound may move, a schedule replaces the
    one there is. A model is given the whole spec, and may change it as it is asked. The changed
    spec compiles, or nothing is shown but questions, and the exit code is 1. Comments stay. Without
    --write nothing is written.

    \b
    speccc refine specs/orders.yaml "Keep rows where amount is at least 10."
    speccc refine specs/orders.yaml "Remove the filter on country. Raise the threshold to 200."
    """
    check_terminal(asks=asks)
    pack = pack_of(domain)
    work = open_work(session)
    file = _spec_file(session, work, spec)
    check_one(work.inventory, file.model.name)
    others = spec_files(work.inventory, {*work.inventory.specs} - {file.model.name})
    request = Request(words, known=tuple(of_project(others)), pack=pack)
    translator = _reviser(provider, terms, work, replay and session.folder / replay, others)
    request, found = until_answered(
        session, request, lambda asked: revise(asked, translator, file, others), asks=asks
    )
    session.texts[request.label] = request.text
    if isinstance(found, Questions):
        session.report(question.diagnostic(request) for question in found.questions)
        return Exit.ERROR
    _show(session, file, found)
    if writes:
        _write(session, work, file, found)
    return Exit.OK


def _spec_file(session: Session, work: Work, spec: Path) -> SpecFile:
    """The spec of a file of the project. Raises click.UsageError if it is none."""
    (document,) = documents_of(session, work.project, (spec,))
    name = next((n for n, f in work.inventory.specs.items() if f.document == document), None)
    if name is None:
        raise click.UsageError(f"'{spec}' is no spec")
    return work.inventory.spec_file(name)


def _reviser(
    provider: str, terms: Terms, work: Work, replay: Path | None, others: dict[str, SpecFile]
) -> Translator:
    if provider == OFFLINE and replay is None:
        from speccc.translate.offline.refining import OfflineReviser

        return OfflineReviser(others)
    return translators(provider, terms, work.project.root, replay)()


def _show(session: Session, file: SpecFile, found: Revision) -> None:
    shown = unified_diff(
        file.text.splitlines(keepends=True),
        found.text.splitlines(keepends=True),
        file.file,
        file.file,
    )
    session.say("".join(shown).rstrip("\n"))
    for note in found.notes:
        session.note(note)
    if found.binding:
        session.note(f"For a target profile:\n\n{found.binding.rstrip()}")
    if found.text == file.text:
        session.note("Nothing changes.")


def _write(session: Session, work: Work, file: SpecFile, found: Revision) -> None:
    """The spec, and beside it by what model it was changed. Raises Failure (E0805)."""
    place = work.project.root / file.file
    contents = {place: found.text.encode()}
    if found.provenance:
        told = {**found.provenance, "before": digest_of(file.text), "spec": digest_of(found.text)}
        sidecar = place.with_suffix(".provenance.json")
        contents[sidecar] = (json.dumps(told, indent=2) + "\n").encode()
    try:
        write_all(contents)
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, file.file, error)]) from None
    session.note(f"Wrote {file.file}.")
