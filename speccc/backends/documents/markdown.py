"""Text of a spec as Markdown in which nothing of it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from speccc.diagnostics.visible import visible

_MARKUP = re.compile(
    r"""^(?P<number>\d+)(?=[.)])          # a numbered list
    |^[-+=#>~:]                          # a list, a heading, a quotation, a fence
    |[\\`*\[\]<]                         # code, emphasis, links, HTML
    |(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])  # emphasis, but not inside a word
    |&(?=[#A-Za-z0-9]+;)                 # entities""",
    re.VERBOSE,
)


def prose(text: str) -> str:
    """One line of text; `amount: 1_000` shows as it is."""
    line = visible(" ".join(text.split()))
    return _MARKUP.sub(_escaped, line)


def sentence(text: str) -> str:
    """Prose that ends with a full stop, if it does not end with a sign of its own."""
    line = prose(text)
    return line if line.endswith((".", "!", "?", ":", ";")) or not line else f"{line}."


def plain(text: str) -> str:
    """One line for a block of code."""
    return visible(" ".join(text.split())).replace("```", "\\`\\`\\`")


def code(text: str) -> str:
    """An inline code span, also of text with backticks."""
    line = visible(" ".join(text.split(" ")).replace("\n", " "))
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[:1] == "`" or line[-1:] == "`" or not line.strip() else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def codes(texts: Iterable[str]) -> str:
    """Code spans with commas between."""
    return ", ".join(map(code, texts))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already, without columns that are empty in all rows."""
    found = [list(row) for row in rows]
    used = [i for i in range(len(head)) if any(row[i] for row in found)]
    lines = [[line[i] for i in used] for line in (head, ["---"] * len(head), *found)]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")  # even inside code


def _escaped(match: re.Match[str]) -> str:
    return f"{match[0]}\\" if match["number"] else f"\\{match[0]}"
