"""The canonical text of a document: `speccc fmt`.

The result means the same, holds every comment, and formatting it again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.digest import squeeze
from speccc.spec.fmt.comments import comments_of, find_comments
from speccc.spec.fmt.layout import Printer, lay_out
from speccc.spec.load import read_document
from speccc.spec.models import DOCUMENTS, DocumentKind
from speccc.spec.nodes import Document, Mapping
from speccc.spec.shapes import map_expressions, shape_of

__all__ = ["Printer", "format_project", "format_spec", "format_target"]


def format_spec(
    content: str | bytes,
    file: str,
    reporter: Reporter,
    *,
    print_expression: Printer | None = None,
) -> str | None:
    """The canonical text of a spec; None, and errors in `reporter`, if it is not well built.

    `print_expression` gives the canonical text of an expression, or the text itself if it is
    none; without it expressions stay as they are.
    """
    return _format(content, file, "speccc", reporter, print_expression)


def format_target(content: str | bytes, file: str, reporter: Reporter) -> str | None:
    """The canonical text of a target profile; None, and errors, if it is not well built."""
    return _format(content, file, "target", reporter, None)


def format_project(content: str | bytes, file: str, reporter: Reporter) -> str | None:
    """The canonical text of a project file; None, and errors, if it is not well built."""
    return _format(content, file, "project", reporter, None)


def _format(
    content: str | bytes,
    file: str,
    kind: DocumentKind,
    reporter: Reporter,
    print_expression: Printer | None,
) -> str | None:
    read = read_document(content, file, kind, reporter)
    if read is None:
        return None
    document, plain = read
    shape = shape_of(DOCUMENTS[kind])
    if not isinstance(document.root, Mapping):
        raise InternalError(f"{file} passed the schema and is no mapping")
    text = lay_out(document.root, shape, comments_of(document), print_expression)

    def meaning(value: Any) -> Any:
        printed = print_expression or squeeze
        return map_expressions(value, shape, lambda e: squeeze(printed(e)))

    check = Reporter()
    again = read_document(text, file, kind, check)
    if again is None or meaning(again[1].value) != meaning(plain.value):
        raise InternalError(f"formatting would change what {file} says: {check.diagnostics}")
    if _comments(again[0]) != _comments(document):
        raise InternalError(f"formatting would lose a comment of {file}")
    return text


def _comments(document: Document) -> Counter[str]:
    return Counter(found.comment.text for found in find_comments(document))
