"""The grammar, loaded once, and the way from a clause to its parse trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from speccc.translate.offline import tokens as lexing
from speccc.translate.offline.lookahead import AT_HAND, Lookahead
from speccc.translate.offline.tokens import Kind

#: A longer clause is stuck there: who serves others must not be kept busy by one sentence.
MOST_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Stuck:
    """No reading goes on at this token; None: the clause ends too early."""

    token: lexing.Token | None
    at: int


class _Given(Lexer):
    """Takes tokens as they are; what each may be is for the matcher."""

    def __init__(self, conf: Any) -> None:
        del conf

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        for token in data:
            AT_HAND.set(stands_for(token))
            start, end = token.start, token.end
            yield Token(str(token.kind), token, start, 1, start + 1, 1, end + 1, end)
        AT_HAND.set(None)


@cache
def _lark() -> Lark:
    text = resources.files(__package__ or "").joinpath("english.lark").read_text(encoding="utf-8")
    lark = Lark(text, parser="earley", lexer=_Given, ambiguity="explicit", propagate_positions=True)
    front: Any = lark.parser
    front.parser.term_matcher = _matches
    front.parser.predictions = Lookahead(front.parser)
    return lark


def _matches(terminal: Any, token: Any) -> bool:
    """Whether a token may be what the grammar has a terminal for: it may be several things."""
    return terminal.name in stands_for(token.value)


@cache
def terminals() -> dict[str, str]:
    """The words and signs of the grammar, and what lark calls them."""
    found: Any = _lark().terminals
    return {t.pattern.value: t.name for t in found if t.pattern is not None}


def parse(clause: Sequence[lexing.Token]) -> list[Tree[Token]] | Stuck:
    """Every parse of a clause; where it gets stuck, if there is none.

    A name that is a word of the grammar as well is tried as both.
    """
    if len(clause) > MOST_TOKENS:
        return Stuck(clause[MOST_TOKENS], MOST_TOKENS)
    lark: Any = _lark()
    AT_HAND.set(stands_for(clause[0]))
    try:
        return [lark.parse(clause)]
    except UnexpectedEOF:
        return Stuck(None, len(clause))
    except UnexpectedToken as error:
        unexpected: Any = error.token
        token: lexing.Token = unexpected.value
        return Stuck(token, clause.index(token))
    except UnexpectedInput:
        return Stuck(clause[0], 0)


@lru_cache(1024)
def stands_for(token: lexing.Token) -> frozenset[str]:
    """The terminals that a token may be."""
    known = terminals()
    held = ("WORD",) if token.held or token.named else ()
    match token.kind:
        case Kind.WORD:
            return frozenset((known.get(token.word, "WORD"), *held))
        case Kind.SIGN:
            return frozenset((known.get(token.text, "UNKNOWN_SIGN"),))
        case Kind.DATED:
            return frozenset((str(token.kind), known.get(token.word, "WORD"), *held))
        case Kind.COLUMN | Kind.TABLE if token.word in known:
            return frozenset((str(token.kind), known[token.word], *held))
        case kind:
            return frozenset((str(kind), *held))
