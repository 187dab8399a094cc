"""Diagnostics as text for people, as JSON for tools, as annotations for GitHub.

The three show the same findings in the same order. `sources` maps the file of a span to its
text; without it a finding is shown without an excerpt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from speccc.diagnostics.excerpt import MAX_LINES, excerpt, source_line
from speccc.diagnostics.model import Diagnostic, Severity, in_order
from speccc.diagnostics.span import Span
from speccc.diagnostics.visible import visible

FORMAT_VERSION = "1.0"

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FRAME = "\x1b[1;34m"
_TINTS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}


def render_text(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], *, color: bool = False
) -> str:
    """Each finding with its place, the source lines and the hint, a blank line between them.

    Control characters in the input are shown as escapes, so it cannot steer a terminal.
    """
    blocks = ("\n".join(_block(d, sources, color=color)) for d in in_order(diagnostics))
    return "".join(f"{block}\n\n" for block in blocks).removesuffix("\n")


def _block(diagnostic: Diagnostic, sources: Mapping[str, str], *, color: bool) -> Iterator[str]:
    def paint(tint: str, text: str) -> str:
        return f"{tint}{text}{_RESET}" if color and text else text

    tint = _TINTS[diagnostic.severity]
    head = paint(tint, f"{diagnostic.severity}[{diagnostic.code.id}]")
    yield head + paint(_BOLD, f": {visible(diagnostic.message)}")
    span = diagnostic.span
    source = sources.get(span.file) if span is not None else None
    lines = list(excerpt(source, span)) if span is not None and source is not None else []
    margin = " " * len(str(lines[-1].number)) if lines else ""
    if span is not None:
        yield margin + paint(_FRAME, "-->") + f" {visible(str(span))}"
    if lines:
        yield paint(_FRAME, f"{margin} |")
    for line in lines:
        yield paint(_FRAME, f"{line.number:>{len(margin)}} |") + f" {line.text}".rstrip()
        carets = " " * line.start + paint(tint, "^" * (line.end - line.start))
        yield paint(_FRAME, f"{margin} |") + f" {carets}"
    for i, text in enumerate(diagnostic.hint.split("\n") if diagnostic.hint else ()):
        lead = "= hint:" if i == 0 else "       "
        yield f"{margin} {paint(_FRAME, lead)} {visible(text)}".rstrip()


def render_json(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> str:
    """One JSON object. Lines and columns count from 1 in characters, `byte` from 0 in UTF-8."""
    found = in_order(diagnostics)
    errors = sum(d.severity is Severity.ERROR for d in found)
    data = {
        "format_version": FORMAT_VERSION,
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": len(found) - errors,
        "diagnostics": [_plain(d, sources) for d in found],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _plain(diagnostic: Diagnostic, sources: Mapping[str, str]) -> dict[str, Any]:
    span = diagnostic.span
    source = sources.get(span.file) if span is not None else None
    return {
        "code": diagnostic.code.id,
        "severity": str(diagnostic.severity),
        "summary": diagnostic.code.title,
        "detail": diagnostic.message,
        "range": _range(span, source) if span is not None else None,
        "snippet": _snippet(span, source) if span is not None and source is not None else None,
        "hint": diagnostic.hint or None,
    }


def _range(span: Span, source: str | None) -> dict[str, Any]:
    return {
        "filename": span.file,
        "start": _point(span.line, span.column, source),
        "end": _point(span.end_line, span.end_column, source),
    }


def _point(line: int, column: int, source: str | None) -> dict[str, int | None]:
    byte = None
    if source is not None:
        start = sum(len(text) + 1 for text in source.split("\n", line - 1)[: line - 1])
        byte = len(source[: start + column - 1].encode("utf-8", "surrogatepass"))
    return {"line": line, "column": column, "byte": byte}


def _snippet(span: Span, source: str) -> str:
    last = min(span.end_line, span.line + MAX_LINES - 1)
    return "\n".join(source_line(source, number) for number in range(span.line, last + 1))


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands, one a line: GitHub shows them beside the lines of the change."""
    return "".join(f"{_command(d)}\n" for d in in_order(diagnostics))


def _command(diagnostic: Diagnostic) -> str:
    properties: dict[str, str | int] = {}
    span = diagnostic.span
    if span is not None:
        properties = {"file": span.file, "line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:  # GitHub takes columns only within one line
            properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"{diagnostic.code.id} {diagnostic.code.title}"
    listed = ",".join(
        f"{key}={_escaped(str(properties[key]), _PROPERTY_ESCAPES)}"
        for key in ("file", "line", "col", "endLine", "endColumn", "title")
        if key in properties
    )
    text = diagnostic.message + (f"\nhint: {diagnostic.hint}" if diagnostic.hint else "")
    return f"::{diagnostic.severity} {listed}::{_escaped(text, _TEXT_ESCAPES)}"


#: As GitHub's own toolkit escapes them.
_TEXT_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY_ESCAPES = _TEXT_ESCAPES | {":": "%3A", ",": "%2C"}


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
