"""`speccc fmt`"""

from __future__ import annotations

import os
from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.documents import documents_of
from speccc.cli.session import Exit, Session
from speccc.diagnostics import Failure, Reporter
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.cache import Cache
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.project import find_root, io_failure, open_project


@click.command("fmt", cls=Command)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit with 3 if a file would change.")
@options.as_json
@click.pass_obj
def command(session: Session, *, files: tuple[Path, ...], check: bool, as_json: bool) -> int:
    r"""Write specs, target profiles and speccc.yaml in the one canonical form.

    Comments stay. Without FILES, everything in the project.

    \b
    speccc fmt
    speccc fmt --check specs/sales.yaml
    """
    from speccc.cli.formatting import formatted

    root = find_root(session.folder)
    session.root = root
    project = open_project(root, Cache(None))
    documents = documents_of(session, project, files)
    reporter = Reporter()
    changed: list[str] = []
    for document in documents:
        text = formatted(project, document, reporter)
        if text is None or text.encode() == document.data:
            continue
        changed.append(document.file)
        if not check:
            _write(root, document.file, text)
    session.report(reporter.diagnostics)
    if as_json:
        session.data({"format_version": "1.0", "checked": len(documents), "changed": changed})
    else:
        for file in changed:
            session.say(file)
        if changed and (check or os.environ.get("PRE_COMMIT")):
            session.note(f"type '{'speccc fmt' if check else 'git add'} {' '.join(changed)}'")
    if reporter.failed:
        return Exit.ERROR
    return Exit.UNFORMATTED if check and changed else Exit.OK


def _write(root: Path, file: str, text: str) -> None:
    try:
        write_atomically(root / file, text.encode())
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, file, error)]) from None
