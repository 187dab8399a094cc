"""Which of a project's files a command line means."""

from __future__ import annotations

from pathlib import Path

import click

from speccc.cli.session import Session
from speccc.lifecycle.project import Document, Project


def documents_of(
    session: Session, project: Project, files: tuple[Path, ...]
) -> tuple[Document, ...]:
    """The documents of these files, relative to the session's folder; all if none is given.

    Raises click.UsageError for a file that is no spec, target profile or speccc.yaml.
    """
    every = (project.document, *project.specs, *project.targets)
    if not files:
        return every
    by_path = {(project.root / document.file).resolve(): document for document in every}
    found: dict[str, Document] = {}
    for file in files:
        document = by_path.get((session.folder / file).resolve())
        if document is None:
            raise click.UsageError(f"'{file}' is no spec, target profile or speccc.yaml here")
        found[document.file] = document
    return tuple(found.values())
