"""Which words of a request name what it makes itself: a new column, a class, a result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from speccc.translate.offline.tokens import Kind, Token

_TYPES = frozenset(
    ("integer", "int", "int64", "bigint", "float", "float64", "double", "decimal", "text", "string",
     "varchar", "date", "timestamp", "datetime", "boolean", "bool", "number")
)  # fmt: skip
_NAMING = frozenset(("as", "called", "named"))
_MAKING = frozenset(("add", "derive", "calculate", "compute", "create", "define", "and", "column"))
#: What classes of ranges are called where something is asked for each.
CLASSES = re.compile(r"\b(?:each|every|per|by) (size|class|band|bracket|tier)\b", re.IGNORECASE)
_NO_NAMES = frozenset(
    (*_TYPES, "source", "the", "a", "an", "null", "missing", "file", "it", "needed", "table", "csv",
     "daily", "parquet", "json", "well", "follows", "add", "derive", "calculate", "compute",
     "create", "define", "make", "set", "keep", "remove", "filter", "stored", "saved", "written",
     "kept", "put")
)  # fmt: skip


def named_by(tokens: Sequence[Token]) -> Iterable[Token]:
    """Words that a sentence gives to something new."""
    given = [*_unwrapped(tokens)]
    said = [
        t
        for t, after in zip(given, [*given[1:], None], strict=False)
        if t.word not in ("a", "an", "the") or (after is not None and after.text == "=")
    ]
    for at, token in enumerate(said):
        if token.kind is not Kind.WORD or not token.text.isidentifier():
            continue
        if token.word in _NO_NAMES and token.word not in ("a", "an"):
            continue
        before = said[at - 1] if at else Token(Kind.SIGN, "", 0, 0)
        after = said[at + 1] if at + 1 < len(said) else Token(Kind.SIGN, "", 0, 0)
        earlier = said[at - 2].word if at > 1 else ""
        if (
            (before.word in _NAMING and earlier not in ("same", "such", "known", "well", "such"))
            or (
                after.kind is Kind.SIGN
                and after.text == "="
                and before.word not in ("where", "and")
            )
            or _declared(said, at)
            or (before.word == "to" and _renamed(said, at))
            or (before.word == "it" and earlier == "call")
            or (before.word == "column" and earlier in ("call", "name"))
            or (CLASSES.fullmatch(f"{before.word} {token.word}") and _ranged(said))
            or (after.text == ":" and before.word in ("column", "add", "derive"))
            or _counted_as(said, at)
            or (after.word == "as" and (before.word in _MAKING or before.text in (",", ":")))
        ):
            yield token


def _counted_as(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is one of the names behind `count the events of each device:`."""
    line = _line(tokens, at)
    behind = tokens[at + 1].text if at + 1 < len(tokens) else ""
    colon = any(t.text == ":" for t in line) and line[0].word == "count"
    before = tokens[at - 1]
    return (
        colon
        and (before.text in (":", ",") or before.word == "and")
        and (behind in (",", ".", ";", "\n", "and", "for", "of"))
    )


def _unwrapped(tokens: Sequence[Token]) -> Iterable[Token]:
    """The tokens without line breaks in the middle of a sentence."""
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        if token.text != "\n" or after is None or after.first or not after.text[:1].islower():
            yield token


def _ranged(tokens: Sequence[Token]) -> bool:
    """Whether there are ranges, of which there may be classes."""
    pairs = pairwise(tokens)
    return any(
        (a.word in _BOUNDS or (a.word, b.word) == ("up", "to"))
        and any(t.kind is Kind.NUMBER for t in tokens)
        for a, b in pairs
    )


#: What stands before the end of a range.
_BOUNDS = frozenset(("below", "under", "above", "over"))


def _declared(tokens: Sequence[Token], at: int) -> bool:
    """Whether a type stands behind the word, in a list of columns."""
    behind = [t.word for t in tokens[at + 1 : at + 3]]
    line = _line(tokens, at)
    listed = any(t.word in ("columns", "fields", "schema") for t in line)
    return listed and any(word in _TYPES for word in behind[:2])


def _renamed(tokens: Sequence[Token], at: int) -> bool:
    return any(t.word == "rename" for t in _line(tokens, at))


def _line(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The tokens of the sentence up to `at`."""
    start = at
    while start and tokens[start - 1].text not in ("\n", ".", ";"):
        start -= 1
    return tokens[start:at]
