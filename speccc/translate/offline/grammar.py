"""The grammar, loaded once, and the way from a clause to its parse trees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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

#: A group of alternatives that holds no other group.
_GROUP = re.compile(r"""(?<=[ (])\(((?:"[^"]*"|[^()"\n])*\|(?:"[^"]*"|[^()"\n])*)\)""")


@dataclass(frozen=True, slots=True)
class Stuck:
    """No reading goes on at this token; None: the clause ends too early."""

    token: lexing.Token | None
    at: int


class _Given(Lexer):
    """Takes tokens as they are, each with the terminals that it may be."""

    def __init__(self, conf: Any) -> None:
        del conf

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        for names, token in data:
            AT_HAND.set(names)
            start, end = token.start, token.end
            yield Token(str(token.kind), token, start, 1, start + 1, 1, end + 1, end)
        AT_HAND.set(None)


@dataclass(frozen=True)
class Grammar:
    """Rules of one or more files; `terminals`: their words and signs, and what lark calls them."""

    lark: Any
    terminals: dict[str, str]
    stands_for: Callable[[lexing.Token], frozenset[str]]

    def parse(self, clause: Sequence[lexing.Token]) -> list[Tree[Token]] | Stuck:
        """Every parse of a clause; where it gets stuck, if there is none.

        A name that is a word of the grammar as well is tried as both.
        """
        if len(clause) > MOST_TOKENS:
            return Stuck(clause[MOST_TOKENS], MOST_TOKENS)
        given = [(self.stands_for(token), token) for token in clause]
        AT_HAND.set(given[0][0])
        try:
            return [self.lark.parse(given)]
        except UnexpectedEOF:
            return Stuck(None, len(clause))
        except UnexpectedToken as error:
            unexpected: Any = error.token
            token: lexing.Token = unexpected.value
            return Stuck(token, clause.index(token))
        except UnexpectedInput:
            return Stuck(clause[0], 0)


@cache
def controlled() -> Grammar:
    """Controlled English."""
    return _grammar("english.lark")


@cache
def worded() -> Grammar:
    """Controlled English, and other words for what it says."""
    return _grammar("english.lark", "phrases.lark", "further.lark")


def load() -> None:
    """Loads both now: it takes seconds, which the first request would have to wait for."""
    controlled()
    worded()


def declared(text: str) -> list[str]:
    """The kinds of tokens that a grammar declares.

    Lark would call the word "table" TABLE, and take each for the other: such words get names.
    """
    lines = (line for line in text.splitlines() if line.startswith("%declare"))
    return sorted({kind for line in lines for kind in line.split()[1:]})


def grouped(text: str) -> str:
    """The text of a grammar, with each group of alternatives as a rule without a meaning.

    Lark multiplies the alternatives of a rule out: it has twice as many rules else, and takes twice
    the time to load them.
    """
    lines = [line for line in text.splitlines() if not line.startswith("//")]
    text = "\n".join(lines)
    made: dict[str, str] = {}
    found = 1
    while found:
        text, found = _GROUP.subn(lambda m: made.setdefault(m[1], f"_group_{len(made)}"), text)
    return "\n".join((text, *(f"{name}: {rule}" for rule, name in made.items()), ""))


def _grammar(*files: str) -> Grammar:
    folder = resources.files(__package__ or "")
    text = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in files)
    text += "".join(f'\nW_{kind}: "{kind.lower()}"' for kind in declared(text)) + "\n"
    lark = Lark(
        grouped(text),
        parser="earley",
        lexer=_Given,
        ambiguity="explicit",
        propagate_positions=True,
    )
    known = {t.pattern.value: t.name for t in _given(lark)}

    @lru_cache(1024)
    def stands_for(token: lexing.Token) -> frozenset[str]:
        return frozenset(_terminals(token, known))

    def matches(terminal: Any, token: Any) -> bool:
        """Whether a token may be what the grammar has a terminal for: it may be several things."""
        return terminal.name in stands_for(token.value)

    front: Any = lark.parser
    front.parser.term_matcher = matches
    front.parser.predictions = Lookahead(front.parser)
    return Grammar(lark, known, stands_for)


def _given(lark: Lark) -> Iterator[Any]:
    """The terminals that are words or signs; those that are kinds of tokens have no pattern."""
    found: Any = lark.terminals
    return (terminal for terminal in found if terminal.pattern is not None)


def _terminals(token: lexing.Token, known: Mapping[str, str]) -> Iterator[str]:
    """The terminals that a token may be."""
    if token.near:
        yield "NEAR"
    if token.thing:
        yield "THING"
    if token.held or token.named:
        yield "WORD"
    match token.kind:
        case Kind.WORD:
            yield known.get(token.word, "WORD")
            if token.near or token.thing:
                yield "WORD"
        case Kind.SIGN:
            yield known.get(token.text, "UNKNOWN_SIGN")
        case Kind.DATED:
            yield from (str(token.kind), known.get(token.word, "WORD"))
        case Kind.COLUMN | Kind.TABLE if token.word in known:
            yield from (str(token.kind), known[token.word])
        case kind:
            yield str(kind)
