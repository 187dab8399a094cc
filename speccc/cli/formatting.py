"""Joins the formatter of documents to the printer of expressions."""

from __future__ import annotations

from speccc.diagnostics import Reporter, Span
from speccc.lang.parser import parse_expression
from speccc.lang.printer import print_expression
from speccc.lifecycle.project import Document, Project
from speccc.spec.fmt import format_project, format_spec, format_target


def formatted(project: Project, document: Document, reporter: Reporter) -> str | None:
    """The canonical text of one of a project's files; None if it is wrong (and reported)."""
    if document == project.document:
        return format_project(document.data, document.file, reporter)
    if document in project.targets:
        return format_target(document.data, document.file, reporter)
    return format_spec(document.data, document.file, reporter, print_expression=_canonical)


def _canonical(text: str) -> str:
    """An expression as it is printed; the text itself if it is none."""
    reporter = Reporter()
    nowhere = Span("", 1, 1, 1, 1)
    parsed = parse_expression(text, lambda _start, _end: nowhere, reporter)
    return text if parsed is None or reporter.failed else print_expression(parsed)
