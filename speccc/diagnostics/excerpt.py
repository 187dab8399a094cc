"""The lines of a source that a diagnostic is about, with carets under the place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from speccc.diagnostics.span import Span
from speccc.diagnostics.visible import visible, width

#: Of a range of more lines only the first is shown.
MAX_LINES = 3
_MAX_WIDTH = 100
_LEAD = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown. The carets stand under `start` to `end` (columns of the shown text)."""

    number: int
    text: str
    start: int
    end: int


def source_line(source: str, number: int) -> str:
    """The line of that number, from 1, without its end; empty if there is none."""
    lines = source.split("\n", number)
    return lines[number - 1].removesuffix("\r") if number <= len(lines) else ""


def excerpt(source: str, span: Span) -> Iterator[Line]:
    """The lines of the span; of a long one its first line."""
    last = span.end_line
    if span.end_column == 1 and last > span.line:
        last -= 1
    if last - span.line >= MAX_LINES:
        last = span.line
    for number in range(span.line, last + 1):
        raw = source_line(source, number)
        blank = len(raw) - len(raw.lstrip())
        start = span.column - 1 if number == span.line else blank
        end = span.end_column - 1 if number == span.end_line else len(raw.rstrip())
        if start < end or number == span.line:
            yield _clipped(number, raw, start, max(end, start))


def _clipped(number: int, raw: str, start: int, end: int) -> Line:
    """The line, cut so that the start of the place is in sight."""
    before, marked = "", ""
    if start > _MAX_WIDTH - _LEAD:
        first = start - _LEAD
        before = "…"
        raw, start, end = raw[first:], start - first, end - first
    clipped = raw[:_MAX_WIDTH]
    after = "…" if len(raw) > len(clipped) else ""
    end = min(end, len(clipped))
    marked = clipped[start:end]
    from_column = width(before + clipped[:start])
    to_column = from_column + max(1, width(marked))
    return Line(number, before + visible(clipped) + after, from_column, to_column)
