"""`count the views and the purchases`: each by the column that holds such a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from speccc.translate.offline.naming import forms
from speccc.translate.offline.tokens import Kind, Token

_COUNTING = (("number", "of"), ("how", "many"), ("count", "of"), ("count",))
_LINKS = frozenset((",", "and"))
#: What may stand behind a list of kinds, and is not only about the last of them.
_BEHIND = frozenset((",", ".", ":", ";", "per", "by", "and", "for"))


def with_kinds(tokens: Sequence[Token], values: Mapping[str, frozenset[str]]) -> tuple[Token, ...]:
    """The tokens of a clause, with each kind that is counted as the condition that it is, and its
    noun as its name. A list of which a column does not hold one stays as it is.
    """
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        run, until = _run(tokens, at, values)
        found += run or tokens[at : at + 1]
        at = until if run else at + 1
    return tuple(found)


def kinds_counted(tokens: Sequence[Token], values: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """The words of a request that are kinds which it counts, each from its first place on."""
    said = [token for token in tokens if token.word not in ("the", "a", "an")]
    counted: set[str] = set()
    for before, token in pairwise(said):
        new = token.word not in counted and before.word in ("count", "and", "of", "many")
        if new and _column(token, values):
            counted.add(token.word)
            yield token


def _run(
    tokens: Sequence[Token], at: int, values: Mapping[str, frozenset[str]]
) -> tuple[list[Token], int]:
    """`count the views and the purchases` from here on, and where it ends."""
    length = _counts(tokens, at)
    if not length:
        return [], at
    made: list[Token] = []
    start = at
    at += length
    while at < len(tokens):
        column = _column(tokens[at], values)
        if not column:
            return [], start
        name, text = _named(tokens, at)
        made += [*_condition(tokens[at], column, values), _name(name)]
        at = text
        more = at
        while more < len(tokens) and (tokens[more].word or tokens[more].text) in _LINKS:
            more += 1
        more += _counts(tokens, more)
        if more == at or more >= len(tokens) or not _column(tokens[more], values):
            break
        made.append(Token(Kind.SIGN, ",", tokens[at].start, tokens[at].end))
        at = more
    ends = at >= len(tokens) or (tokens[at].word or tokens[at].text) in _BEHIND
    return (made, at) if ends else ([], start)


def _named(tokens: Sequence[Token], at: int) -> tuple[Token, int]:
    """What the kind is called, and where that ends."""
    if at + 2 < len(tokens) and tokens[at + 1].word == "as":
        return tokens[at + 2], at + 3
    return tokens[at], at + 1


def _name(token: Token) -> Token:
    return Token(Kind.COLUMN, token.text, token.start, token.end, token.word)


def _counts(tokens: Sequence[Token], at: int) -> int:
    """How many words say that something is counted."""
    for words in _COUNTING:
        if tuple(t.word for t in tokens[at : at + len(words)]) == words:
            return len(words)
    return 0


def _column(token: Token, values: Mapping[str, frozenset[str]]) -> str:
    """The one column that holds such a word, of a noun in the plural."""
    if not token.word.endswith("s") or token.kind not in (Kind.WORD, Kind.COLUMN) or token.near:
        return ""
    if token.kind is Kind.COLUMN and token.word != token.text:
        return ""
    held = [name for name, texts in values.items() if {*forms(token.word)} & texts]
    return held[0] if len(held) == 1 else ""


def _condition(token: Token, column: str, values: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """`number of rows where kind = 'view' as`, in the place of the noun."""
    (text, *_) = sorted({*forms(token.word)} & values[column])
    start, end = token.start, token.end
    for word in ("number", "of", "rows", "where"):
        yield Token(Kind.WORD, word, start, end, word)
    yield Token(Kind.COLUMN, column, start, end, column.lower())
    yield Token(Kind.SIGN, "=", start, end)
    yield Token(Kind.TEXT, text, start, end)
    yield Token(Kind.WORD, "as", start, end, "as")
