"""What a request is read from, and where its spec is written."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from speccc.cli.session import Session
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.diagnostics.codes import translate as codes
from speccc.lifecycle.files import NotWritten, write_all
from speccc.lifecycle.project import Project, io_failure
from speccc.translate.digests import digest_of
from speccc.translate.model import Draft

#: What a request is called that no file holds.
REQUEST = "request"


def request_text(session: Session, words: str | None, file: Path | None) -> tuple[str, str]:
    """The request, lines ending in line feeds, and what messages call it.

    Raises Failure (E0806), click.UsageError.
    """
    if (words is None) == (file is None):
        raise click.UsageError("give the request, or a file with --file")
    if words == "-" or (file is not None and file.as_posix() == "-"):
        return _decoded(sys.stdin.buffer.read(), REQUEST), REQUEST
    if file is None:
        return _decoded((words or "").encode("utf-8", "surrogateescape"), REQUEST), REQUEST
    label = file.as_posix()
    try:
        return _decoded((session.folder / file).read_bytes(), label), label
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_READ, label, error)]) from None


def _decoded(content: bytes, label: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = OSError("it is not UTF-8")
        raise Failure([io_failure(lifecycle.CANNOT_READ, label, problem)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_place(session: Session, project: Project, out: Path) -> None:
    """Whether a new spec of the project may be written there. Raises Failure (E0807, E1013)."""
    place = session.folder / out
    if os.path.lexists(place):
        raise Failure([lifecycle.EXISTS.at(None, path=out.as_posix())])
    folder = project.root / project.spec_folder
    inside = place.resolve().is_relative_to(folder.resolve())
    if not inside or out.suffix not in (".yaml", ".yml") or out.name.startswith("."):
        raise Failure([codes.NO_PLACE.at(None, path=out.as_posix(), folder=project.spec_folder)])


def write_draft(session: Session, out: Path, found: Draft) -> None:
    """The spec, and beside it by what it was made. Raises Failure (E0805)."""
    place = session.folder / out
    contents = {place: found.text.encode()}
    if found.provenance:
        told = {**found.provenance, "spec": digest_of(found.text)}
        sidecar = place.with_suffix(".provenance.json")
        contents[sidecar] = (json.dumps(told, indent=2) + "\n").encode()
    try:
        write_all(contents)
    except NotWritten as failure:
        found_at = io_failure(lifecycle.CANNOT_WRITE, out.as_posix(), failure.error)
        raise Failure([found_at]) from None
