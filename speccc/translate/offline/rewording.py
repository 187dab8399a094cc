"""Signs and short forms that stand for words, in the tokens of a clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from speccc.translate.offline.calendar import written
from speccc.translate.offline.recurring import recurring
from speccc.translate.offline.tokens import Kind, Token
from speccc.translate.offline.wording import ARROW, CONTRACTED, HYPHENED, SLASHED


def reworded(tokens: Sequence[Token], text: str) -> tuple[Token, ...]:
    """The tokens, with days, periods, numbers and short forms in words as what they stand for.

    `text` is the request in which they stand.
    """
    start, end = tokens[0].start, tokens[-1].end
    found: list[Token] = []
    due = sorted(_made(text[start:end]), key=lambda made: made[0].start)
    until = 0
    for token in tokens:
        while due and start + due[0][0].start <= token.start:
            made = due.pop(0)
            if start + made[0].start < until or token.start >= start + made[0].end:
                continue
            until = start + made[0].end
            found += [_moved(part, start) for part in made]
        if token.start >= until:
            found.append(token)
    return tuple(found)


def _moved(token: Token, by: int) -> Token:
    return Token(token.kind, token.text, token.start + by, token.end + by, token.word)


def _made(text: str) -> Iterator[list[Token]]:
    for words, cron in recurring(text):
        yield [
            Token(Kind.WORD, "cron", words.start, words.end, "cron"),
            Token(Kind.CRON, cron, words.start, words.end),
        ]
    for place in written(text):
        yield [Token(Kind(place.kind), place.text, place.start, place.end)]
    for match in CONTRACTED.finditer(text):
        words = (match["verb"].lower(), "not")
        yield [Token(Kind.WORD, word, *match.span(), word) for word in words]
    for match in SLASHED.finditer(text):
        word = match[0].replace("/", "").lower()
        yield [Token(Kind.WORD, word, *match.span(), word)]
    for match in HYPHENED.finditer(text):
        words = match[0].lower().replace("-", " ").removesuffix("ed").removesuffix("ing").split()
        yield [Token(Kind.WORD, word, *match.span(), word) for word in words]
    for match in ARROW.finditer(text):
        yield [Token(Kind.SIGN, "->", *match.span())]
