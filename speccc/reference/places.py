"""Where in a source something is wrong, in the words of every engine."""

from __future__ import annotations

import re

from speccc.types.raw import JsonNumber

#: How much of a cell, and of a list of names, is shown.
CELL_SHOWN = 24
NAMES_SHOWN = 200
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def first_row(at: int, cell: object = None, *, hidden: bool = False) -> str:
    """` (first: row 22, '31.02.2025')`: `at` counts from 0, rows are told from 1.

    Only a text is shown: how anything else is written depends on who reads the file.
    """
    told = isinstance(cell, str) and not isinstance(cell, JsonNumber) and cell and not hidden
    value = f", '{shown(str(cell), CELL_SHOWN)}'" if told else ""
    return f" (first: row {at + 1}{value})"


def shown(text: str, room: int) -> str:
    """The text without control characters, cut to so many characters."""
    text = text if len(text) <= room else f"{text[:room]}…"
    return _CONTROL.sub("?", text)
