"""A long expression on several lines."""

from __future__ import annotations

import re

#: Text literals and brackets are kept apart, so that nothing is broken within them.
_WORD = re.compile(r"(?:'[^']*'|[^\s'])+")
_LITERAL = re.compile(r"'[^']*'")


def wrap(text: str, width: int) -> list[str]:
    """The expression on lines of at most `width` characters, where its blanks allow it.

    Each condition of a chain and each branch of a `case` gets a line of its own. Only blanks
    outside of text literals become line ends.
    """
    if len(text) <= width:
        return [text]
    lines: list[str] = []
    for indent, words in _parts(_WORD.findall(text)):
        lines += _filled(words, indent, width)
    return lines


def _parts(words: list[str]) -> list[tuple[int, list[str]]]:
    """The words, cut before those that start a line, each part with its indentation."""
    parts: list[tuple[int, list[str]]] = [(0, [])]
    depth = cases = betweens = 0
    for word in words:
        if depth == 0:
            if word == "end" and cases:
                cases -= 1
                starts = cases == 0
            elif word in ("when", "else"):
                starts = cases == 1
            else:
                starts = word in ("and", "or") and not cases and not betweens
            if starts:
                parts.append((2 if word in ("when", "else") else 0, []))
            cases += word == "case"
            betweens += (word == "between") - (word == "and" and betweens > 0)
        bare = _LITERAL.sub("", word)
        depth += bare.count("(") - bare.count(")")
        parts[-1][1].append(word)
    return [part for part in parts if part[1]]


def _filled(words: list[str], indent: int, width: int) -> list[str]:
    """The words on as few lines as they need; further lines are indented."""
    lines: list[str] = []
    line = " " * indent + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = " " * (indent + 4) + word
        else:
            line = f"{line} {word}"
    return [*lines, line]
