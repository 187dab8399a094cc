"""A request as clauses of tokens, each with its place. Nothing is dropped but what says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from speccc.translate.model import Words
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
    `asks`: it ends with a question mark.
    """

    tokens: tuple[Token, ...]
    section: str = ""
    asks: bool = False

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
    (Kind.DOTTED, r"[A-Za-z_]\w*\.[A-Za-z_]\w*"),
    (Kind.WORD, r"i\.\s?e\.|e\.\s?g\.|[A-Za-z_]\w*(?:'s\b)?"),
    (Kind.SIGN, r"<=|>=|<>|!=|==|[^\s\w]"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS))

#: Signs that are other ways to write one of the grammar's.
_SIGNS = {"×": "*", "÷": "/", "≥": ">=", "≤": "<=", "≠": "<>", "!=": "<>", "==": "=", "–": "-",
          "—": "-", "−": "-"}  # fmt: skip

#: A word in another script: it is a sign that no grammar knows, so that it is asked about.
_FOREIGN = re.compile(r"\w+")

#: Signs that say nothing where they stand alone, as rulers and bullets do.
_SILENT = frozenset(",:-_=*/~#|>•…?()[]'\"")

#: Words that are other forms of one of the grammar's.
_WORDS = {"who": "that"}

#: Words that change nothing wherever they stand.
NOISE = frozenset(
    ("the", "a", "an", "please", "also", "just", "simply", "finally", "should", "i", "we", "want",
     "would", "like", "need", "you", "me", "us", "can", "could", "my", "our", "its", *COURTESIES)
)  # fmt: skip

#: What ends a sentence.
_ENDS = ("\n", ".", ";", "!", "?")

#: Headings of a request's parts, and the part that each begins.
SECTIONS = {
    **dict.fromkeys(("source", "sources", "input", "inputs", "data source", "data"), "source"),
    **dict.fromkeys(
        ("transformations", "transformation", "transform", "transforms", "steps", "processing",
         "logic", "operations"),
        "steps",
    ),
    **dict.fromkeys(
        ("destination", "destinations", "output", "outputs", "target", "sink", "result", "results"),
        "destination",
    ),
    **dict.fromkeys(("schedule", "frequency", "timing", "runs"), "schedule"),
    **dict.fromkeys(("options", "requirements", "notes", "other", "quality"), "options"),
    **dict.fromkeys(("name", "pipeline name", "pipeline"), "name"),
    **dict.fromkeys(("columns", "fields", "schema"), "columns"),
}  # fmt: skip

#: After these words a sentence is not over.
_OPEN = frozenset(
    ("and", "or", "then", "the", "a", "an", "of", "by", "as", "with", "to", "from", "keep", "where",
     "is", "than", "on", "for", "each", "columns")
)  # fmt: skip

_MARKER = re.compile(
    r"[ \t]*(?:\(?\d{1,2}(?:\.\d{1,2})?[.):]|\(?[A-Za-z]\)|[ivx]{1,4}[.)]|[-*•–—>]"
    r"|(?:Step|STEP|step)[ \t]*(?:\d{1,2}|[A-Za-z]\b)[ \t]*[.):–—-]?)[ \t]+"
)
_INLINE_MARKER = re.compile(r"(?:(?<=[\s.;,])|^)(\d{1,2})[.)][ \t]+(?=[A-Za-z])")


#: Numbers that are mostly written as words.
_COUNTS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
}  # fmt: skip


def tokenise(text: str) -> list[Token]:
    """Every token of a text, in order; blanks and the markers of lists are none."""
    lines, points = _lines_of(text)
    text = lines
    markers = {m.start(): m.end() for m in re.finditer(rf"(?m)^{_MARKER.pattern}", text)}
    found: list[Token] = []
    at = 0
    first = ""
    while at < len(text):
        if at in markers and (at == 0 or text[at - 1] == "\n"):
            first = text[at : markers[at]].strip()
            at = markers[at]
        elif text[at] == "\n":
            found.append(Token(Kind.SIGN, "\n", at, at + 1))
            at += 1
        elif text[at].isspace():
            at += 1
        else:
            match = _TOKEN.match(text, at) or _FOREIGN.match(text, at)
            end = match.end() if match else at + 1
            kind = Kind(match.lastgroup) if match and match.lastgroup else Kind.SIGN
            mark = first or ("1." if at in points else "")
            found.append(replace(_token(kind, text[at:end], at), first=mark))
            at, first = end, ""
    return found


def _lines_of(text: str) -> tuple[str, frozenset[int]]:
    """The text with a line break before each point of a list that was written on one line, and
    where such points begin.

    Such a list counts from 1; another number before a full stop is a number.
    """
    due = 1
    points: set[int] = set()
    for match in _INLINE_MARKER.finditer(text):
        if int(match[1]) == due and (due > 1 or not text[: match.start()].strip()):
            due += 1
            points.add(match.end())
            text = f"{text[: match.start()]}\n{' ' * (len(match[0]) - 1)}{text[match.end() :]}"
    return text, frozenset(points)


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


def clauses(tokens: Sequence[Token]) -> Iterator[Clause]:
    """The clauses of a request, under their headings."""
    section = ""
    current: list[Token] = []
    ended = [*tokens, Token(Kind.SIGN, "\n", 0, 0)]
    for at, token in enumerate(ended):
        if token.kind is Kind.SIGN and token.text == "\n" and _wraps(current, ended[at + 1 :]):
            continue
        if token.kind is Kind.SIGN and token.text in _ENDS and not token.word:
            if current and current[0].first[:1].isdigit():
                section = ""
            heading, rest = _heading(current)
            if heading is not None:
                section, current = heading, rest
            said = _without_noise(current)
            if not all(t.kind is Kind.SIGN and t.text in _SILENT for t in said):
                yield Clause(tuple(said), section, token.text == "?")
            current = []
        else:
            current.append(token)


def _without_noise(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without words that change nothing, and the commas beside them at either end."""
    said = [t for t in tokens if t.kind is not Kind.WORD or t.word not in NOISE]
    if len(said) < len(tokens):
        while said and said[-1].text == ",":
            said.pop()
        while said and said[0].text == ",":
            del said[0]
    return said


def _wraps(line: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether a line ends only because it is full: the next one goes on in lower case."""
    following = next(iter(rest), None)
    if not line or following is None or following.text == "\n" or following.first:
        return False
    if line[-1].text == "," or line[-1].word in _OPEN:
        return True
    return not following.text[:1].isupper() and not _is_key(rest)


def _is_key(tokens: Sequence[Token]) -> bool:
    """Whether a line begins with a key and a colon."""
    return any(t.text == ":" for t in tokens[1:3]) and tokens[0].kind is not Kind.COLUMN


def _heading(tokens: list[Token]) -> tuple[str | None, list[Token]]:
    """The section that these tokens begin, and what follows its heading."""
    for length in (2, 1):
        if len(tokens) > length and tokens[length].text == ":":
            name = " ".join(token.word for token in tokens[:length])
            if name in SECTIONS:
                return SECTIONS[name], tokens[length + 1 :]
    return None, tokens
