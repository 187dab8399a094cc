"""Python expressions as text that black leaves alone: on one line, or one part on each line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

WIDTH = 88
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Raw:
    """An expression that is already text."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """`name(args, key=value)`"""

    name: str
    args: Sequence[Any] = ()
    named: Mapping[str, Any] = field(default_factory=dict[str, Any])


def python(value: Any, head: str = "", tail: str = "", depth: int = 0) -> str:
    """The code of a value between `head` and `tail`, whose first line starts at `depth`.

    `value` is a value of the seven types, None, a list, tuple or dict of such, Raw or Call.
    """
    flat = _flat(value)
    indent = _INDENT * depth
    parts = _parts(value)
    if not parts or len(indent + head + flat + tail) <= WIDTH:
        return f"{indent}{head}{flat}{tail}"
    opening, closing = _brackets(value)
    inner = (python(part, label, ",", depth + 1) for label, part in parts)
    return "\n".join([f"{indent}{head}{opening}", *inner, f"{indent}{closing}{tail}"])


def text(value: str) -> str:
    """A text literal in the quotes that need fewer escapes; what is not shown is escaped."""
    quote = '"' if value.count('"') <= value.count("'") else "'"
    return quote + "".join(_escaped(char, quote) for char in value) + quote


def docstring(value: str) -> str:
    """Text for the inside of a docstring in double quotes, on one line."""
    return " ".join("".join(_escaped(char, '"') for char in value.replace("\n", " ")).split())


def _escaped(char: str, quote: str) -> str:
    if char in ("\\", quote):
        return f"\\{char}"
    return char if char.isprintable() else ascii(char)[1:-1]


def _parts(value: Any) -> list[tuple[str, Any]]:
    """The labelled parts of what has brackets."""
    match value:
        case Call():
            return [("", a) for a in value.args] + [(f"{k}=", v) for k, v in value.named.items()]
        case dict():
            pairs = cast("dict[Any, Any]", value)
            return [(f"{_flat(k)}: ", v) for k, v in pairs.items()]
        case list() | tuple():
            return [("", v) for v in cast("Sequence[Any]", value)]
        case _:
            return []


def _brackets(value: Any) -> tuple[str, str]:
    match value:
        case Call():
            return f"{value.name}(", ")"
        case dict():
            return "{", "}"
        case list():
            return "[", "]"
        case _:
            return "(", ")"


def _flat(value: Any) -> str:
    match value:
        case Raw():
            return value.text
        case Call() | dict() | list() | tuple():
            opening, closing = _brackets(value)
            parts = [label + _flat(part) for label, part in _parts(value)]
            inside = ", ".join(parts)
            lone = "," if isinstance(value, tuple) and len(parts) == 1 else ""
            return f"{opening}{inside}{lone}{closing}"
        case str():
            return text(value)
        case Decimal():
            return f'Decimal("{value:f}")'
        case dt.datetime():
            return f"dt.{repr(value).removeprefix('datetime.')}"
        case dt.date():
            return f"dt.{repr(value).removeprefix('datetime.')}"
        case _:
            return repr(value)
