"""The ways in: the text of a spec, target profile or project file to its model.

Nothing here reads a file: callers bring the bytes, and the name to show in messages.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.digest import digest
from speccc.spec.document import ProjectFile, SourceMap, SpecFile, TargetFile
from speccc.spec.models import DOCUMENTS, DocumentKind, Model, ProjectModel, SpecModel, TargetModel
from speccc.spec.nodes import Document
from speccc.spec.shapes import shape_of
from speccc.spec.structure import Plain, to_plain
from speccc.spec.yaml_loader import read_yaml

M = TypeVar("M", bound=Model)


def load_spec(content: str | bytes, file: str, reporter: Reporter) -> SpecFile | None:
    """The spec in `content`; None, and every error in `reporter`, if it is not well built."""
    loaded = _load(content, file, "speccc", SpecModel, reporter)
    if loaded is None:
        return None
    text, model, marks = loaded
    return SpecFile(file, text, model, marks, digest(model))


def load_target(content: str | bytes, file: str, reporter: Reporter) -> TargetFile | None:
    """The target profile in `content`; None, and every error in `reporter`, if it is none."""
    loaded = _load(content, file, "target", TargetModel, reporter)
    if loaded is None:
        return None
    text, model, marks = loaded
    return TargetFile(file, text, model, marks, digest(model))


def load_project(content: str | bytes, file: str, reporter: Reporter) -> ProjectFile | None:
    """The project file in `content`; None, and every error in `reporter`, if it is none."""
    loaded = _load(content, file, "project", ProjectModel, reporter)
    return None if loaded is None else ProjectFile(file, *loaded)


def read_document(
    content: str | bytes, file: str, kind: DocumentKind, reporter: Reporter
) -> tuple[Document, Plain] | None:
    """The nodes and the plain data of a well-built document; None, and every error, otherwise."""
    found = Reporter()
    document = read_yaml(content, file, found)
    plain = None
    if document is not None:
        from speccc.spec.validate import validate  # jsonschema is slow to import

        plain = to_plain(document, shape_of(DOCUMENTS[kind]), found)
        validate(plain, kind, found)
    for diagnostic in found.diagnostics:
        reporter.add(diagnostic)
    return None if document is None or plain is None or found.failed else (document, plain)


def _load(
    content: str | bytes, file: str, kind: DocumentKind, model: type[M], reporter: Reporter
) -> tuple[str, M, SourceMap] | None:
    read = read_document(content, file, kind, reporter)
    if read is None:
        return None
    plain = read[1]
    text = content.decode() if isinstance(content, bytes) else content
    try:
        return text, model.model_validate(plain.value), plain.marks
    except ValidationError as error:
        raise InternalError(f"{file} passed the schema and not its model: {error}") from error
