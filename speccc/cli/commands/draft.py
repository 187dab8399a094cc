"""`speccc draft`"""

from __future__ import annotations

from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.commands.import_ import read_schema_file
from speccc.cli.compiling import spec_files
from speccc.cli.drafting.asking import check_terminal, until_answered
from speccc.cli.drafting.requests import check_place, request_text, write_draft
from speccc.cli.drafting.services import Terms, service_options
from speccc.cli.drafting.tables import from_csv
from speccc.cli.drafting.tags import tagged_columns
from speccc.cli.drafting.translators import OFFLINE, PROVIDERS, replay_option, translators
from speccc.cli.session import Exit, Session
from speccc.cli.views.drafts import draft_data, draft_text, questions_data
from speccc.cli.work import open_work
from speccc.diagnostics import Diagnostic
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, Questions, Request
from speccc.translate.packs import pack_names, pack_of
from speccc.translate.tables import of_project


@click.command("draft", cls=Command)
@click.argument("words", required=False, metavar="[REQUEST]")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read the request from a file; '-' is the standard input.",
)
@click.option(
    "--input-csv",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The request is about this data; may be repeated.",
)
@click.option(
    "--input-schema",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="It has these columns: an Avro record or a JSON Schema; may be repeated.",
)
@click.option(
    "--domain",
    default="",
    metavar="NAME",
    help=f"What words usually mean in a trade: {', '.join(pack_names())}.",
)
@click.option(
    "--provider",
    type=click.Choice(PROVIDERS),
    default=OFFLINE,
    show_default=True,
    help="Who drafts: a grammar on this machine, or a model.",
)
@service_options
@click.option("--samples", is_flag=True, help="Tell the model scrubbed rows, too (level 1).")
@replay_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="SPEC", help="Write the spec to SPEC."
)
@click.option("--interactive", "asks", is_flag=True, help="Ask the questions one by one.")
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    words: str | None,
    file: Path | None,
    input_csv: tuple[Path, ...],
    input_schema: tuple[Path, ...],
    domain: str,
    provider: str,
    terms: Terms,
    samples: bool,
    replay: Path | None,
    out: Path | None,
    asks: bool,
    as_json: bool,
) -> int:
    r"""Turn a request in English into a spec, or into questions. Runs nothing.

    The spec is formatted and compiles. Every clause of it is read back in plain English, with the
    words that it came from. Where something was not said, or not understood, there are questions
    instead, nothing is written, and the exit code is 1.

    Without --out the spec goes to stdout, and the read-back to stderr.

    \b
    speccc draft "Read data/orders.csv. Keep orders where price > 100. Write them to out/large.csv."
    speccc draft --file request.txt --input-csv data/orders.csv --out specs/orders.yaml
    """
    check_terminal(asks=asks)
    pack = pack_of(domain)
    text, label = request_text(session, words, file)
    work = open_work(session)
    root = work.project.root
    if out is not None:
        check_place(session, work.project, out)
    translator = translators(provider, terms, root, replay and session.folder / replay)()
    tagged = tagged_columns(work.inventory)
    given = [from_csv(session, root, p, samples=samples, tagged=tagged) for p in input_csv]
    given += [read_schema_file(session, path) for path in input_schema]
    specs = spec_files(work.inventory, work.inventory.specs)
    known = tuple(of_project(specs))
    request = Request(text, label, tuple(given), known, pack)
    request, found = until_answered(
        session, request, lambda asked: draft(asked, translator, specs), asks=asks
    )
    session.texts[label] = request.text
    if isinstance(found, Questions):
        if as_json:
            session.data(questions_data(found, request))
        else:
            session.report(_diagnostics(found, request))
        return Exit.ERROR
    if out is not None:
        check_place(session, work.project, out)  # a model takes its time
        write_draft(session, out, found)
    _tell(session, found, request, out, as_json=as_json)
    return Exit.OK


def _diagnostics(found: Questions, request: Request) -> list[Diagnostic]:
    return [question.diagnostic(request) for question in found.questions]


def _tell(
    session: Session, found: Draft, request: Request, out: Path | None, *, as_json: bool
) -> None:
    if as_json:
        session.data(draft_data(found, request))
    elif out is None:
        session.say(found.text.rstrip("\n"))
        session.note(draft_text(found, request))
    else:
        session.say(f"Wrote {out.as_posix()}.")
        session.say(draft_text(found, request))
