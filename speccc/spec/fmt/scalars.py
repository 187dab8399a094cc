"""How a text is written as a YAML scalar so that the loader reads the same text."""

from __future__ import annotations

import re

from speccc.spec.decode import FORBIDDEN

WIDTH = 88

#: Characters that a plain scalar may not start with; `-`, `?` and `:` only before a blank.
_STARTS = frozenset("*&%@!|>{}[]`\"'#,")
_SPACED_STARTS = frozenset("-?:")
#: What ends a plain scalar within braces or brackets, or might.
_FLOW_ENDS = re.compile(r"[,\[\]{}?]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def can_be_plain(text: str, *, flow: bool) -> bool:
    """Whether the text reads the same without quotes (`flow`: also within braces).

    Signs alone, such as a delimiter, are quoted too: nobody would see that they are a text.
    """
    if not re.search(r"\w", text) or text != text.strip() or "\t" in text or "\n" in text:
        return False
    if FORBIDDEN.search(text):
        return False
    first = text[0]
    if first in _STARTS or (first in _SPACED_STARTS and (flow or text[1:2] in ("", " "))):
        return False
    if ": " in text or text.endswith(":") or " #" in text:
        return False
    return not (flow and _FLOW_ENDS.search(text))


def can_be_block(text: str) -> bool:
    """Whether the text can be written as a `|` block that shows and keeps every character."""
    last = text.removesuffix("\n").rpartition("\n")[2]
    return bool(last.strip()) and not FORBIDDEN.search(text)


def double_quoted(text: str, *, expression: bool = False) -> str:
    """The text in double quotes on one line. An expression has escapes only where it must."""
    keep = '"\\' if expression else "".join(_ESCAPES)
    return '"' + "".join(_escaped(char, keep) for char in text) + '"'


def _escaped(char: str, escape: str) -> str:
    if char in escape:
        return _ESCAPES[char]
    return f"\\u{ord(char):04x}" if FORBIDDEN.match(char) else char


def block(text: str, indent: int) -> list[str]:
    """The lines of a `|` block: its header, then its body, indented."""
    body = text.removesuffix("\n").split("\n")
    first = next(line for line in body if line.strip(" \t"))
    blank_start = any(line for line in body[: body.index(first)])
    digit = "2" if first[0] in " \t" or blank_start else ""
    chomp = "" if text.endswith("\n") else "-"
    return [f"|{digit}{chomp}", *(" " * indent + line if line else "" for line in body)]
