"""A domain pack in the offline translator: it gives a meaning to words that have none without it.

A request is read without the pack first. Only clauses that then leave a question are read again,
with the pack's words in them replaced by the column or table that they surely stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Proposal, Question, Questions, Request, Words, ask
from speccc.translate.offline.meanings import Meanings, Meant, meanings_of
from speccc.translate.offline.tokens import Token
from speccc.translate.packs import Pack

#: Reads a request with some of its words replaced.
Read = Callable[[Sequence[Meant]], Proposal | Questions]


def read_with(pack: Pack, request: Request, read: Read) -> Proposal | Questions:
    """What a request says, with a pack where it says nothing without one."""
    first = found = read(())
    if isinstance(first, Proposal):
        return first
    meanings = meanings_of(request, pack)
    used: list[Meant] = []
    while isinstance(found, Questions):
        asked = [span for span in meanings.clauses if _asks_about(found, span)]
        more = [
            m for m in meanings.sure if m not in used and any(_overlap(m.words, s) for s in asked)
        ]
        if not more:
            unhelpful = any(_asks_about(found, m.words) for m in used)
            return _with_doubts(first if unhelpful else found, meanings)
        used += more
        found = read(used)
    return replace(found, taken=tuple((m.words, m.says) for m in used))


def replaced(tokens: Sequence[Token], meant: Sequence[Meant]) -> list[Token]:
    """The tokens of a request with those that are meant in their places."""
    found: list[Token] = []
    due = sorted(meant, key=lambda m: (m.at.start, m.at.end))
    until = 0
    for token in tokens:
        while due and due[0].at.start <= token.start:
            until = due[0].at.end
            found += [replace(made, first=token.first) for made in due.pop(0).tokens]
        if token.start >= until:
            found.append(token)
    return [*found, *(made for rest in due for made in rest.tokens)]


def _asks_about(questions: Questions, words: Words) -> bool:
    return any(_overlap(question.words, words) for question in questions.questions)


def _overlap(one: Words, other: Words) -> bool:
    return one.start < other.end and other.start < one.end


def _with_doubts(questions: Questions, meanings: Meanings) -> Questions:
    """Where the pack knows several meanings of a word, the question is which."""
    return Questions(tuple(_which(question, meanings) for question in questions.questions))


def _which(question: Question, meanings: Meanings) -> Question:
    for words, names in meanings.doubts:
        if _overlap(words, question.words):
            said = meanings.request.words(words)
            return ask(codes.WHICH_COLUMN, words, word=said, columns=" or ".join(names))
    return question
