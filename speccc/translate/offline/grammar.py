"""The grammar, loaded once, and the way from a clause to its parse trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from speccc.translate.offline import tokens as lexing
from speccc.translate.offline.tokens import Kind

#: So many words of a clause may be both a word of the grammar and a name.
MOST_DOUBTS = 5
#: A longer clause is stuck there: who serves others must not be kept busy by one sentence.
MOST_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Stuck:
    """No reading goes on at this token; None: the clause ends too early."""

    token: lexing.Token | None
    at: int


class _Given(Lexer):
    """Takes tokens as they are: pairs of a terminal's name and the token."""

    def __init__(self, conf: Any) -> None:
        del conf

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        for name, token in data:
            yield Token(name, token, token.start, 1, token.start + 1, 1, token.end + 1, token.end)


@cache
def _lark() -> Lark:
    text = resources.files(__package__ or "").joinpath("english.lark").read_text(encoding="utf-8")
    return Lark(text, parser="earley", lexer=_Given, ambiguity="explicit", propagate_positions=True)


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
    choices = [_choices(token) for token in clause]
    found: list[Tree[Token]] = []
    stuck: list[Stuck] = []
    for names in product(*choices):
        try:
            given: Any = list(zip(names, clause, strict=True))
            lark: Any = _lark()
            found.append(lark.parse(given))
        except UnexpectedEOF:
            stuck.append(Stuck(None, len(clause)))
        except UnexpectedToken as error:
            unexpected: Any = error.token
            token: lexing.Token = unexpected.value
            stuck.append(Stuck(token, clause.index(token)))
        except UnexpectedInput:
            stuck.append(Stuck(clause[0], 0))
    return found or max(stuck, key=lambda s: s.at)


def _choices(token: lexing.Token) -> list[str]:
    known = terminals()
    match token.kind:
        case Kind.WORD:
            return [known.get(token.word, "WORD")]
        case Kind.SIGN:
            return [known.get(token.text, "UNKNOWN_SIGN")]
        case Kind.COLUMN | Kind.TABLE if token.word in known:
            return [str(token.kind), known[token.word]]
        case kind:
            return [str(kind)]
