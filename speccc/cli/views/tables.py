"""Rows as a plain table: the same on a terminal and in a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table_text(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Columns as wide as their widest cell; those with `right` set to the right."""
    shown = [list(header), *([_visible(cell) for cell in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded: list[str] = []
        for cell, width, numeric in zip(cells, widths, right, strict=True):
            blanks = " " * (width - _width(cell))
            padded.append(blanks + cell if numeric else cell + blanks)
        return "  ".join(padded).rstrip()

    return "\n".join([line(shown[0]), "  ".join("-" * w for w in widths), *map(line, shown[1:])])


def _visible(text: str) -> str:
    """Without what moves the cursor, hides text or breaks the line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _width(text: str) -> int:
    """The cells of a terminal that a text takes."""
    marks = ("Mn", "Me", "Cf")
    return sum(
        0 if unicodedata.category(c) in marks else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
