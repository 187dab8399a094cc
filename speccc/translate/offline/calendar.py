"""Days, months, quarters and large numbers that are written in words, as one token each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + "|sept"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_OTHER_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_ONES = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
         "eight": 8, "nine": 9}  # fmt: skip
_SIZES = {"hundred": 100, "thousand": 1000, "million": 1000000}


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the text from `start` to `end`: a day, a number, or a period.

    A period is told by its first day and the day after its last one: `2026-01-01/2026-04-01`.
    """

    kind: str
    text: str
    start: int
    end: int


def written(text: str) -> Iterator[Written]:
    """Every such place of a text, from left to right; none overlaps another."""
    end = 0
    for match in _WRITTEN.finditer(text):
        for form in _FORMS:
            inner = form.pattern.match(text, match.start())
            made = form.meaning(inner) if inner and inner.end() == match.end() else ""
            if made and match.start() >= end:
                yield Written(form.kind, made, match.start(), match.end())
                end = match.end()
                break


def _month(name: str) -> int:
    return next(n for n, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()[:3]))


def _day_of(match: re.Match[str]) -> str:
    try:
        return date(int(match["year"]), _month(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return ""


def _month_of(match: re.Match[str]) -> str:
    return _period(int(match["year"]), _month(match["month"]), 1)


def _quarter_of(match: re.Match[str]) -> str:
    return _period(int(match["year"]), 3 * int(match["quarter"]) - 2, 3)


def _period(year: int, month: int, months: int) -> str:
    last = month + months
    return f"{date(year, month, 1)}/{date(year + (last > 12), (last - 1) % 12 + 1, 1)}"


def _number(match: re.Match[str]) -> str:
    return str(_ONES[match["ones"].lower()] * _SIZES[match["size"].lower()])


def _thousands(match: re.Match[str]) -> str:
    whole, _, part = match["count"].partition(".")
    return str(int(whole + part.ljust(3, "0"))) if len(part) <= 3 else ""


@dataclass(frozen=True, slots=True)
class _Form:
    kind: str
    pattern: re.Pattern[str]
    meaning: Callable[[re.Match[str]], str]


def _form(kind: str, pattern: str, meaning: Callable[[re.Match[str]], str]) -> _Form:
    spaced = re.sub(r" (?!-\])", r"\\s+", pattern)
    return _Form(kind, re.compile(spaced, re.IGNORECASE), meaning)


_FORMS = (
    _form("DATE", rf"(?:the )?{_DAY}(?: of)? (?P<month>{_MONTH}),? {_YEAR}", _day_of),
    _form("DATE", rf"(?P<month>{_MONTH}) {_DAY},? {_YEAR}", _day_of),
    _form(
        "DATE",
        rf"(?:the )?{_DAY}(?= (?:and|to|until) (?:the )?{_OTHER_DAY}"
        rf"(?: of)? (?P<month>{_MONTH}),? {_YEAR})",
        _day_of,
    ),
    _form("PERIOD", rf"(?P<month>{_MONTH}),? {_YEAR}", _month_of),
    _form("PERIOD", rf"q(?P<quarter>[1-4])(?: of)? {_YEAR}", _quarter_of),
    _form("PERIOD", rf"{_YEAR}[ -]?q(?P<quarter>[1-4])", _quarter_of),
    _form("NUMBER", rf"(?P<ones>{'|'.join(_ONES)}) (?P<size>{'|'.join(_SIZES)})", _number),
    _form("NUMBER", r"zero", lambda _: "0"),
    _form("NUMBER", r"(?P<count>\d+(?:\.\d+)?)k", _thousands),
)
_WRITTEN = re.compile(
    "|".join(rf"(?<![\w.-]){re.sub(r'[?]P<[a-z]+>', '?:', f.pattern.pattern)}(?![\w-])"
             for f in _FORMS),
    re.IGNORECASE,
)  # fmt: skip
