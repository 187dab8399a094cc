"""A request as clauses of tokens, each with its place. Nothing is dropped but what says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from speccc.translate.model import Words
from speccc.translate.offline.markers import unmarked
from speccc.translate.offline.wording import COURTESIES


class Kind(StrEnum):
    """What a token is before the grammar is asked."""

    URL = "URL"
    RANGE = "RANGE"
    CRON = "CRON"
    STAMP = "STAMP"
    DATE = "DATE"
    TIME = "TIME"
    PATH = "PATH"
    TEXT = "TEXT"
    ORDINAL = "ORDINAL"
    ZONE = "ZONE"
    ID = "ID"
    DOTTED = "DOTTED"
    PERCENT = "PERCENT"
    NUMBER = "NUMBER"
    PARAM = "PARAM"
    WORD = "WORD"
    SIGN = "SIGN"
    COLUMN = "COLUMN"
    TABLE = "TABLE"
    DATED = "DATED"
    PERIOD = "PERIOD"
    NEAR = "NEAR"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what it stands for: a text without its quotes, a number without marks, a column's
    own name. `word` is the first word as written, in lower case. `first`: the mark of a list's
    point, before its first token. `held`: a column of the data has this very text.
    `named`: it stands where a name does, whatever word it is. `column` says when it happened, of a
    word such as `opened`. `near`: the column that a word may mean; `thing`: the column that tells
    apart what it is a noun of.
    """

    kind: Kind
    text: str
    start: int
    end: int
    word: str = ""
    first: str = ""
    held: bool = False
    column: str = ""
    named: bool = False
    near: str = ""
    thing: str = ""

    @property
    def words(self) -> Words:
        return Words(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens up to the end of a sentence or line. `section`: the heading that it stands under.
    `asks`: it ends with a question mark. `title`: what ends it, if it is the first.
    `lines`: its tokens by lines, where it goes on in lower case on other lines.
    """

    tokens: tuple[Token, ...]
    section: str = ""
    asks: bool = False
    title: str = ""
    lines: tuple[tuple[Token, ...], ...] = ()

    @property
    def words(self) -> Words:
        return Words(self.tokens[0].start, self.tokens[-1].end)


_EXTENSIONS = "csv|tsv|json|jsonl|ndjson|parquet|xlsx|xls|txt|db|duckdb|sqlite"
_FIELD = r"[\d*][\d*/,-]*"
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (Kind.TEXT, r"\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’|(?<![\w])'[^'\n]*'(?!\w)|`[^`\n]*`"),
    (Kind.URL, r"https?://[^\s,;)]+[^\s,;).]"),
    (Kind.CRON, rf"{_FIELD} {_FIELD} {_FIELD} [\dA-Z*][\dA-Z*/,-]* [\dA-Z*][\dA-Z*/,-]*(?![\w*])"),
    (Kind.RANGE, r"(?:\w+!)[A-Z]{1,3}\d*:[A-Z]{1,3}\d*\b|\b[A-Z]{1,3}\d*:[A-Z]{1,3}\d*\b"),
    (Kind.STAMP, r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?"),
    (Kind.DATE, r"\d{4}-\d{2}-\d{2}\b"),
    (Kind.TIME, r"\d{1,2}(?::\d{2})?\s?(?:[aApP]\.[mM]\.?|[aApP][mM])(?!\w)|\d{1,2}:\d{2}\b"),
    (Kind.ZONE, r"[A-Z][a-z]+/[A-Z][A-Za-z_]+\b|\bUTC\b"),
    (Kind.ORDINAL, r"\d{1,2}(?:st|nd|rd|th)\b"),
    (Kind.PATH, rf"[\w./~\\-]*\.(?:{_EXTENSIONS})\b|(?:\.{{1,2}}/|/)?[\w.-]+(?:/[\w.-]+)+/?"),
    (Kind.ID, r"(?=[A-Za-z_-]*\d)[\w-]{20,}|\d\w*[A-Za-z_][\w-]*"),
    (Kind.PERCENT, r"\d+(?:\.\d+)?\s?(?:%|percent\b)"),
    (Kind.NUMBER, r"[$€£]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|[$€£]?\d+(?:\.\d+)?\b"),
    (Kind.PARAM, r":[A-Za-z]\w*"),
    (Kind.DOTTED, r"(?!i\.e\b|e\.g\b)[A-Za-z_]\w*\.[A-Za-z_]\w*"),
    (Kind.WORD, r"i\.\s?e\.|e\.\s?g\.|[A-Za-z_]\w*(?:'s\b)?"),
    (Kind.SIGN, r"<=|>=|<>|!=|==|:=|[^\s\w]"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS))

#: Signs that are other ways to write one of the grammar's.
_SIGNS = {
    "×": "*", "÷": "/", "≥": ">=", "≤": "<=", "≠": "<>", "!=": "<>", "==": "=", ":=": "=",
    "–": "-", "—": "-", "−": "-",
}  # fmt: skip

#: A word in another script: it is a sign that no grammar knows, so that it is asked about.
_FOREIGN = re.compile(r"\w+")

#: Words that are other forms of one of the grammar's.
_WORDS = {"who": "that"}

#: Words that change nothing wherever they stand.
NOISE = frozenset(
    ("the", "a", "an", "please", "also", "just", "simply", "finally", "should", "i", "we", "want",
     "would", "like", "need", "you", "me", "us", "can", "could", "my", "our", "its", *COURTESIES)
)  # fmt: skip

#: Numbers that are mostly written as words.
_COUNTS = {
    "zero": "0", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip


def tokenise(text: str) -> list[Token]:
    """Every token of a text, in order; blanks and the marks of lists are none."""
    text, marks = unmarked(text)
    found: list[Token] = []
    at = 0
    first = ""
    while at < len(text):
        first = marks.get(at, first)
        if text[at] == "\n":
            found.append(Token(Kind.SIGN, "\n", at, at + 1))
            at += 1
        elif text[at].isspace():
            at += 1
        else:
            match = _TOKEN.match(text, at) or _FOREIGN.match(text, at)
            end = match.end() if match else at + 1
            kind = Kind(match.lastgroup) if match and match.lastgroup else Kind.SIGN
            found.append(replace(_token(kind, text[at:end], at), first=first))
            at, first = end, ""
    return found


def _token(kind: Kind, raw: str, at: int) -> Token:
    end = at + len(raw)
    match kind:
        case Kind.TEXT if raw[0] == "`":
            return Token(Kind.WORD, raw[1:-1], at, end, raw[1:-1].lower())
        case Kind.TEXT:
            return Token(kind, raw[1:-1], at, end)
        case Kind.NUMBER:
            return Token(kind, raw.lstrip("$€£").replace(",", ""), at, end)
        case Kind.WORD:
            text = raw.removesuffix("'s")
            if text.lower() in _COUNTS:
                return Token(Kind.NUMBER, _COUNTS[text.lower()], at, end)
            return Token(kind, text, at, end, _WORDS.get(text.lower(), text.lower()))
        case Kind.SIGN:
            return Token(kind, _SIGNS.get(raw, raw), at, end)
        case Kind.PARAM:
            return Token(kind, raw[1:], at, end)
        case _:
            return Token(kind, raw, at, end)
