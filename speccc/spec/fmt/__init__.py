"""The canonical text of a document: `speccc fmt`.

The result means the same, holds every comment, and formatting it again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.digest import squeeze
from speccc.spec.fmt.carrying import carried
from speccc.spec.fmt.comments import comments_of, find_comments
from speccc.spec.fmt.layout import Printer, lay_out
from speccc.spec.load import read_document
from speccc.spec.models import DOCUMENTS, DocumentKind
from speccc.spec.nodes import Document, Mapping
from speccc.spec.shapes import map_expressions, shape_of

__all__ = ["Printer", "format_changed", "format_project", "format_spec", "format_target"]


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


def format_changed(
    content: str, before: str, file: str, *, print_expression: Printer | None = None
) -> str:
    """The canonical text of a spec that was made of another one, with the comments of that one.

    Both are well built. A comment on a part that is gone goes with it.
    """
    reporter = Reporter()
    old, new = (read_document(text, file, "speccc", reporter) for text in (before, content))
    if old is None or new is None or not isinstance(new[0].root, Mapping):
        raise InternalError(f"{file} is not well built: {reporter.diagnostics}")
    shape = shape_of(DOCUMENTS["speccc"])
    text = lay_out(new[0].root, shape, carried(old[0], new[0]), print_expression)
    _same(text, new[1].value, file, "speccc", print_expression)
    return text


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
    again = _same(text, plain.value, file, kind, print_expression)
    if _comments(again) != _comments(document):
        raise InternalError(f"formatting would lose a comment of {file}")
    return text


def _same(
    text: str, value: Any, file: str, kind: DocumentKind, print_expression: Printer | None
) -> Document:
    """The formatted text, read again. Raises InternalError if it says anything else."""
    shape = shape_of(DOCUMENTS[kind])

    def meaning(value: Any) -> Any:
        printed = print_expression or squeeze
        return map_expressions(value, shape, lambda e: squeeze(printed(e)))

    check = Reporter()
    again = read_document(text, file, kind, check)
    if again is None or meaning(again[1].value) != meaning(value):
        raise InternalError(f"formatting would change what {file} says: {check.diagnostics}")
    return again[0]


def _comments(document: Document) -> Counter[str]:
    return Counter(found.comment.text for found in find_comments(document))
