"""Text made safe for a terminal: what is shown is what is there, in known widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

TAB = "    "

#: Zero-width characters that belong to the character before them: joiners and selectors.
_JOINING = frozenset("\u200c\u200d\ufe0e\ufe0f")


def shown(char: str) -> str:
    """How one character is shown: controls and direction marks as escapes, a tab as blanks."""
    if char == "\t":
        return TAB
    if char in _JOINING:
        return char
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return f"\\u{{{ord(char):x}}}"
    return char


def visible(text: Iterable[str]) -> str:
    """A text as it is shown, on one line."""
    return "".join(shown(char) for char in text)


def width(text: str) -> int:
    """The columns that a text takes once it is `visible`."""
    return sum(_width(char) for char in visible(text))


def _width(char: str) -> int:
    if char in _JOINING or unicodedata.combining(char) or unicodedata.category(char) == "Me":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
