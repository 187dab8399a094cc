"""The marks of lists: numbers, letters, bullets, `Step 2 -`, at the begin of lines and within one.

A number or letter is a mark only as one of a row that counts from the first, so that a number at
the begin of a line, such as the end of `priority at least 3.`, stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10}
_COUNTER = r"step|task|part|stage|phase|point|item|action"


def _number(text: str) -> int:
    """The last number of `1.2`; a word's, a letter's place."""
    low = text.lower()
    if low in _WORDS:
        return _WORDS.index(low) + 1
    if low in _ORDINALS:
        return _ORDINALS.index(low) + 1
    if low.isalpha():
        return ord(low) - ord("a") + 1
    return int(low.rpartition(".")[2])


def _roman(text: str) -> int:
    """A small Roman number."""
    digits = [_ROMAN[letter] for letter in text.lower()]
    return sum(
        -digit if any(later > digit for later in digits[at + 1 :]) else digit
        for at, digit in enumerate(digits)
    )


@dataclass(frozen=True, slots=True)
class _Style:
    """How a row of marks is written; `inline`: it may be within a line as well."""

    pattern: str
    value: Callable[[str], int] = _number
    inline: str = ""


#: The rows of marks that count.
_STYLES = (
    _Style(
        r"[(\[#]?(?:(?P<n>\d{1,2})(?:\.\)|[.):\]/](?!\d)|\.?[ \t]*[-–—](?=[ \t]))"
        r"|(?P<m>\d{1,2}\.\d{1,2})(?:[.):\]]|(?=[ \t])))",
        inline=r"(?<![\w.)])(?P<n>\d{1,2})\.[ \t]+(?=[A-Za-z])"
        r"|(?<![\w)])[(\[]?(?P<m>\d{1,2})[)\]][ \t]*(?=[A-Za-z'\"])",
    ),
    _Style(
        r"[(\[]?(?P<n>[A-Za-z])(?:\.\)|[.):\]]|[ \t][-–—])(?=[ \t])",
        inline=r"(?<![\w)])[(\[]?(?P<n>[A-Za-z])[)\]][ \t]+(?=[\w'\"])",
    ),
    _Style(
        r"[(\[]?(?P<n>[ivx]{1,4}|[IVX]{1,4})[.):\]](?=[ \t])",
        _roman,
        inline=r"(?<![\w)])[(\[]?(?P<n>[ivx]{1,4})[)\]][ \t]+(?=[\w'\"])",
    ),
    _Style(
        rf"(?i:{_COUNTER})[ \t]*[#(]?"
        rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}})?|[A-Za-z]|{'|'.join(_WORDS)})\)?"
        r"(?:[ \t]*(?:[.):–—]|-(?=[ \t]))|(?=[ \t]*(?:\n|$))|(?=[ \t]+[A-Z]))",
        inline=r"(?i:\b(?:step|task))[ \t]*(?P<n>\d{1,2}|[A-Z])[ \t]*(?:[.):–—]|-(?=[ \t]))",
    ),
    _Style(
        rf"(?i:(?P<n>{'|'.join(_ORDINALS)})[ \t](?:{_COUNTER}))[ \t]*(?:[.):,–—]|-(?=[ \t]))",
    ),
)  # fmt: skip

#: Bullets that are nothing else; and those that may be a sign of an expression, or a letter.
_BULLET = re.compile(r"[•·◦▪▸►»→⇒✓✔‣∙●○■➤➜][ \t]*|[-=]>[ \t]+|--[ \t]+|\*[ \t]+(?=[A-Za-z\"'])")
_DOUBTFUL = re.compile(r"[-*–—](?:[ \t]+|(?=[A-Za-z]))|[>+o][ \t]+")
_BOX = re.compile(r"\[[ xX]?\][ \t]+")
_LINE = re.compile(r"(?m)^[ \t]*(?=\S)")
_EMPHASIS = re.compile(r"\*\*|__(?=\w)|(?<=\w)__(?!\w)|(?m:^[ \t]*#{1,6}(?=[ \t]))")


def unmarked(text: str) -> tuple[str, Mapping[int, str]]:
    """The text with blanks for marks, and the mark of what stands behind each, by its place.

    The text is as long as it was; a mark within a line is a line break.
    """
    text = _EMPHASIS.sub(lambda match: " " * len(match[0]), text)
    found: dict[int, tuple[int, str]] = {}
    for start, end, mark in (*_counting(text), *_bullets(text), *_inline(text)):
        found.setdefault(start, (end, mark))
    marks: dict[int, str] = {}
    until = 0
    for start, (end, mark) in sorted(found.items()):
        if start < until:
            continue
        until = end
        begin = "" if _begins_line(text, start) else "\n"
        text = text[:start] + begin + " " * (end - start - len(begin)) + text[end:]
        marks[end] = mark
    return text, marks


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _counting(text: str) -> Iterator[tuple[int, int, str]]:
    """The marks at the begin of lines that are one of a row: start, end, and `1.`."""
    for style in _STYLES:
        pattern = re.compile(style.pattern)
        row: list[tuple[int, int, int]] = []
        for line in _LINE.finditer(text):
            match = pattern.match(text, line.end())
            value = style.value(_said(match)) if match else 0
            if match and _is_next(value, [n for *_, n in row]):
                row.append((match.start(), match.end(), value))
        if len(row) > 1:
            yield from ((start, end, "1.") for start, end, _ in row)


def _said(match: re.Match[str]) -> str:
    """The number or letter of a mark."""
    return next(said for said in match.groupdict().values() if said)


def _is_next(value: int, row: list[int]) -> bool:
    """Whether a number goes on with a row, or begins one."""
    return value == 1 or (bool(row) and row[-1] <= value <= row[-1] + 2)


def _bullets(text: str) -> Iterator[tuple[int, int, str]]:
    """The bullets at the begin of lines; what may be a sign is one if it is not the only one."""
    found: dict[str, list[re.Match[str]]] = {}
    for line in _LINE.finditer(text):
        sure = _BULLET.match(text, line.end())
        match = sure or _DOUBTFUL.match(text, line.end())
        if match:
            sign = "" if sure else match[0][0]
            found.setdefault(sign, []).append(match)
    for sign, matches in found.items():
        for match in matches:
            if not sign or len(matches) > 1 or _is_over(text, match.start()):
                box = _BOX.match(text, match.end())
                yield match.start(), box.end() if box else match.end(), match[0].strip()


def _is_over(text: str, at: int) -> bool:
    """Whether a sentence is over before a place, or nothing was said yet."""
    before = text[:at].rstrip(" \t")
    said = before.rstrip()
    return said[-1:] in ("", ".", ":", ";", "!", "?") or before[:-1].endswith("\n")


def _inline(text: str) -> Iterator[tuple[int, int, str]]:
    """The marks within lines that are one of a row, which begins the text or stands behind a stop.

    One that closes a bracket is none.
    """
    for style in _STYLES:
        row: list[tuple[int, int]] = []
        for match in re.finditer(style.inline, text) if style.inline else ():
            if style.value(_said(match)) != len(row) + 1:
                continue
            closing = match[0].rstrip()[-1:] in (")", "]") and match[0][:1] not in ("(", "[")
            before = text[: match.start()]
            if closing and before.count("(") > before.count(")"):
                continue
            if row or before.rstrip()[-1:] in ("", ".", ":", ";", ","):
                row.append(match.span())
        if len(row) > 1 and any(not _begins_line(text, start) for start, _ in row):
            yield from ((start, end, "1.") for start, end in row)
