"""The ways in: the text of a spec, target profile or project file to its model.

Nothing here reads a file: callers bring the bytes, and the name to show in messages.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.catalog import Catalog, with_catalog
from speccc.spec.digest import digest
from speccc.spec.document import ProjectFile, SourceMap, SpecFile, TargetFile
from speccc.spec.models import DOCUMENTS, DocumentKind, Model, ProjectModel, SpecModel, TargetModel
from speccc.spec.nodes import Document
from speccc.spec.partial import well_built
from speccc.spec.shapes import shape_of
from speccc.spec.structure import Plain, to_plain
from speccc.spec.yaml_loader import read_yaml

M = TypeVar("M", bound=Model)


def load_spec(
    content: str | bytes, file: str, reporter: Reporter, catalog: Catalog | None = None
) -> SpecFile | None:
    """The spec in `content`, and every error in its structure in `reporter`; the model's sources
    have the columns of the tables of `catalog` that they name.

    Where sources, steps or sinks are broken they are named in the result, so that the others can
    be analysed; None if that is not possible.
    """
    read = _read(content, file, "speccc", reporter)
    if read is None:
        return None
    plain = read[1]
    parts = well_built(plain)
    if parts is None:
        return None
    value, broken = parts
    written = _model(SpecModel, value, file)
    model, broken = with_catalog(written, catalog or {}, plain.marks, broken, reporter)
    text = _text(content)
    return SpecFile(file, text, model, plain.marks, digest(model), broken, plain.expressions)


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
    read = _read(content, file, kind, found)
    for diagnostic in found.diagnostics:
        reporter.add(diagnostic)
    return None if found.failed else read


def _read(
    content: str | bytes, file: str, kind: DocumentKind, reporter: Reporter
) -> tuple[Document, Plain] | None:
    """The nodes and the plain data of a document, maybe not well built; None if it is no YAML."""
    document = read_yaml(content, file, reporter)
    if document is None:
        return None
    from speccc.spec.validate import validate  # jsonschema is slow to import

    plain = to_plain(document, shape_of(DOCUMENTS[kind]), reporter)
    validate(plain, kind, reporter)
    return document, plain


def _load(
    content: str | bytes, file: str, kind: DocumentKind, model: type[M], reporter: Reporter
) -> tuple[str, M, SourceMap] | None:
    read = read_document(content, file, kind, reporter)
    if read is None:
        return None
    plain = read[1]
    return _text(content), _model(model, plain.value, file), plain.marks


def _text(content: str | bytes) -> str:
    return content.decode() if isinstance(content, bytes) else content


def _model(model: type[M], value: object, file: str) -> M:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InternalError(f"{file} passed the schema and not its model: {error}") from error
