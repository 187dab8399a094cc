"""Text of a spec as lines of an SQL comment."""

from __future__ import annotations

import textwrap
import unicodedata

#: Control and format signs (bidi overrides are among them), surrogates, separators of lines.
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def comment_lines(text: str, width: int = 90) -> list[str]:
    """The text in lines without any sign that could end or disguise a comment."""
    lines: list[str] = []
    for line in text.splitlines():
        shown = "".join(_visible(sign) for sign in line)
        lines += textwrap.wrap(shown, width, break_on_hyphens=False) or [""]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _visible(sign: str) -> str:
    if sign == "\t":
        return " "
    return f"\\u{{{ord(sign):x}}}" if unicodedata.category(sign) in _HIDDEN else sign
