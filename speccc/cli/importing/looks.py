"""Numbers written for people, `$1,234.50`, `1.234,50 €`, `12%`: what they look like, and the
expression that reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from speccc.types import Kind, Type
from speccc.types.model import INT64, MAX_DECLARED_PRECISION

#: Decimals get room to grow: this many digits, when what is there needs fewer.
USUAL_PRECISION = 12

#: What may stand before or after a number.
_MARKS = ("$", "€", "£", "¥", "USD", "EUR", "GBP", "CHF", "%")
_MARK = "|".join(map(re.escape, _MARKS))
_MARKED = re.compile(rf"({_MARK})?( ?)([+-]?[0-9][0-9.,]*?)( ?)({_MARK})?")

_PLAIN = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class _Style:
    """A way to write a number. `removed` and `swapped`: what makes it a plain one."""

    words: str
    pattern: re.Pattern[str]
    removed: str
    swapped: str


_STYLES = (
    _Style("", _PLAIN, "", ""),
    _Style(
        "',' for thousands",
        re.compile(r"[+-]?(0|[1-9][0-9]{0,2}(,[0-9]{3})+|[1-9][0-9]*)(\.[0-9]+)?"),
        ",",
        "",
    ),
    _Style(
        "a decimal comma",
        re.compile(r"[+-]?(0|[1-9][0-9]{0,2}(\.[0-9]{3})+|[1-9][0-9]*)(,[0-9]+)?"),
        ".",
        ",",
    ),
)


@dataclass(frozen=True, slots=True)
class Look:
    """Numbers in disguise. `rows`: how many values are such; `words`: what they look like;
    `expression`: what makes numbers of the column, as a spec writes it.
    """

    rows: int
    words: str
    expression: str


def look_at(values: Mapping[str, int], column: str) -> Look | None:
    """The look that fits most values (text → how often); None if none is a number in disguise."""
    marked = {text: found for text in values if (found := _MARKED.fullmatch(text))}
    looks = [
        look for style in _STYLES if (look := _look(style, values, marked, column)) is not None
    ]
    return max(looks, key=lambda look: look.rows, default=None)


def _look(
    style: _Style, values: Mapping[str, int], marked: Mapping[str, re.Match[str]], column: str
) -> Look | None:
    fitting = {text: found for text, found in marked.items() if style.pattern.fullmatch(found[3])}
    plain = {_plain(found[3], style) for found in fitting.values()}
    type = number_type(plain)
    if type is None or all(_PLAIN.fullmatch(text) for text in fitting):
        return None
    marks = [m for m in _MARKS if any(m in (f[1], f[5]) for f in fitting.values())]
    blanks = [" "] if any(f[2] or f[4] for f in fitting.values()) else []
    written = " and ".join(
        [*(f"'{mark}'" for mark in marks), *([style.words] if style.words else [])]
    )
    expression = column
    removed = [style.removed] if any(style.removed in f[3] for f in fitting.values()) else []
    for text in [*marks, *blanks, *filter(None, removed)]:
        expression = f"replace({expression}, '{text}', '')"
    if style.swapped:
        expression = f"replace({expression}, '{style.swapped}', '.')"
    rows = sum(values[text] for text in fitting)
    return Look(rows, f"numbers with {written}", f"try_cast({expression} as {type})")


def number_type(numbers: set[str]) -> Type | None:
    """The narrowest type for plain numbers: int64, or a decimal with room; None if none holds
    them, or there are none.
    """
    scale = max((len(text.partition(".")[2]) for text in numbers), default=0)
    whole = max((Decimal(text).adjusted() + 1 for text in numbers), default=0)
    if not numbers or max(whole, 1) + scale > MAX_DECLARED_PRECISION:
        return None
    if scale == 0:
        return INT64
    return Type(Kind.DECIMAL, max(USUAL_PRECISION, max(whole, 1) + scale), scale)


def _plain(text: str, style: _Style) -> str:
    clean = text.replace(style.removed, "") if style.removed else text
    return clean.replace(style.swapped, ".") if style.swapped else clean
