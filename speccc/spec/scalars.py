"""Where each character of a scalar's text stands in the source."""

from __future__ import annotations

from typing import assert_never

from speccc.spec.nodes import Scalar, Source, Style

#: Digits that follow an escape letter in a double-quoted scalar.
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}


def offsets(scalar: Scalar, source: Source) -> tuple[int, ...]:
    """The source offset of each character of the text, and one more for its end."""
    match scalar.style:
        case Style.PLAIN:
            return tuple(range(scalar.start, scalar.start + len(scalar.text) + 1))
        case Style.SINGLE:
            return _single(scalar)
        case Style.DOUBLE:
            return _double(scalar, source.text)
        case Style.BLOCK:
            return _block(scalar, source)
        case _:
            assert_never(scalar.style)


def escapes(scalar: Scalar, source: Source) -> list[tuple[int, str]]:
    """The escapes of a double-quoted scalar: where they are, and what follows the backslash."""
    if scalar.style is not Style.DOUBLE:
        return []
    text = source.text
    return [(at, text[at + 1]) for at in _double(scalar, text)[:-1] if text[at] == "\\"]


def _single(scalar: Scalar) -> tuple[int, ...]:
    found: list[int] = []
    at = scalar.start + 1
    for char in scalar.text:
        found.append(at)
        at += 2 if char == "'" else 1
    return (*found, at)


def _double(scalar: Scalar, text: str) -> tuple[int, ...]:
    found: list[int] = []
    at = scalar.start + 1
    for _ in scalar.text:
        found.append(at)
        at += 2 + _HEX_DIGITS.get(text[at + 1], 0) if text[at] == "\\" else 1
    return (*found, at)


def _block(scalar: Scalar, source: Source) -> tuple[int, ...]:
    body = source.text[scalar.start : scalar.end].split("\n")[1:]
    lines = scalar.text.split("\n")
    indent = next((len(b) - len(t) for b, t in zip(body, lines, strict=False) if t), 0)
    at = source.line_of(scalar.start)[1] + 1
    found: list[int] = []
    for raw, line in zip(body, lines, strict=False):
        first = at + min(indent, len(raw))
        found.extend(range(first, first + len(line) + 1))
        at += len(raw) + 1
    return tuple(found[: len(scalar.text) + 1])


def in_double_quotes(text: str) -> str:
    """How a text is written in YAML's double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
