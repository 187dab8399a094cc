"""Clauses with phrases of streams: the items of the phrases, and what is left to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Question, Words, ask
from speccc.translate.offline.near import Near, nearly
from speccc.translate.offline.rewording import reworded
from speccc.translate.offline.streams.items import item_of
from speccc.translate.offline.streams.kinds import with_kinds
from speccc.translate.offline.streams.phrases import Line, Phrase, table, taken_out
from speccc.translate.offline.tokens import Clause, Kind, Token
from speccc.translate.offline.values import Item

#: Only a request with one of these words is looked through for phrases.
_GATE = re.compile(
    r"\b(?:windows?|tumbling|sliding|hopping|sessions?|sessioni[sz]e|lateness|late|out of order"
    r"|streams?|streaming|real[- ]?time|continuous(?:ly)?|com(?:e|es|ing) in|arriv(?:e|es|ing)"
    r"|alert|alarm|warn|for (?:at least|more than|longer than|no less than)|in a row|consecutive"
    r"|periods?|moving averages?|rolling averages?|cross(?:es)?|so far|cumulated|only once"
    r"|over the last)\b",
    re.IGNORECASE,
)
#: The kinds of a family without which its other phrases say nothing.
_FAMILIES: Mapping[str, frozenset[str]] = {
    "holding": frozenset(("alert", "who", "edge_start", "edge_end", "edge_by")),
    "crossing": frozenset(("averages", "crossing", "full", "full_after", "tie_below", "tie_above")),
}
#: Words that a sentence seems to make columns of: `per user and hour, sum of …`, `, start as …`.
_NO_NAMES = frozenset(("second", "minute", "hour", "day", "start", "begin", "beginning", "end"))
#: Kinds that stand beside others, unless they are all that a clause says.
_BESIDE = frozenset(("clock",))


@dataclass(frozen=True, slots=True)
class Taken:
    """A clause without its phrases, and those. `changed`: kinds that are counted are told by their
    column.
    """

    phrases: tuple[Phrase, ...]
    rest: Clause | None
    changed: bool

    def answers(self, question: Question, clause: Clause) -> bool:
        """Whether a question is about words that all are parts of phrases."""
        own = {token.start for phrase in self.phrases for token in phrase.tokens}
        about = [t for t in clause.tokens if _over(t.words, question.words)]
        return bool(about) and all(token.start in own for token in about)

    def asked(self) -> list[Question]:
        """What is to be asked about the phrases themselves."""
        return [one for one in map(item_of, self.phrases) if isinstance(one, Question)]

    def items(self, read: Sequence[Item]) -> list[Item | Question]:
        """What the phrases ask for, with the items of what is left of the clause."""
        return held(averaged([*map(item_of, self.phrases)]), read)


@dataclass(frozen=True)
class Spoken:
    """A request as far as it speaks of streams. `flows`: it says that rows go on coming in."""

    text: str
    near: Near
    names: frozenset[str]
    flows: bool = False

    def taken(self, clause: Clause) -> Taken | None:
        """The phrases of a clause; None if it has none."""
        prepared = [
            self._unit(token) for token in nearly(reworded(clause.tokens, self.text), self.near)
        ]
        gate = _GATE.search(self.text)
        found, tokens = self._phrases(prepared) if gate else ([], tuple(prepared))
        counted = with_kinds(tokens, self.near.values)
        if not found and counted == tokens:
            return None
        return Taken(tuple(found), _rest(clause, counted, prepared), counted != tokens)

    def _phrases(self, prepared: Sequence[Token]) -> tuple[list[Phrase], tuple[Token, ...]]:
        found, tokens = self._windows(prepared)
        for family, needed in _FAMILIES.items():
            more, rest = taken_out(tokens, table(family))
            if any(phrase.kind in needed for phrase in more):
                found, tokens = [*found, *more], rest
        return found, tokens

    def _unit(self, token: Token) -> Token:
        """A word for times, though the request seems to make a column of that name."""
        unit = token.kind is Kind.COLUMN and token.word in _NO_NAMES
        return (
            replace(token, kind=Kind.WORD)
            if unit and token.word not in self.near.columns
            else token
        )

    def _windows(self, tokens: Sequence[Token]) -> tuple[list[Phrase], tuple[Token, ...]]:
        names = ["windows", "units"] if self.flows else ["windows"]
        lines = [line for name in names for line in table(name) if self._applies(line)]
        found, rest = taken_out(tokens, lines)
        if rest and all(phrase.kind in _BESIDE for phrase in found):
            return [], tuple(tokens)
        return found, rest

    def _applies(self, line: Line) -> bool:
        """Sessions are no windows where a table is called so."""
        return not (line.kind.startswith("session") and self.names & {"session", "sessions"})


def spoken(text: str, near: Near, names: frozenset[str], clauses: Sequence[Clause]) -> Spoken:
    """What a request says of streams, from its clauses."""
    found = Spoken(text, near, names)
    taken = (found.taken(clause) for clause in clauses)
    flows = any(p.kind == "stream" for one in taken if one for p in one.phrases)
    return replace(found, flows=flows)


def held(items: Sequence[Item | Question], read: Sequence[Item]) -> list[Item | Question]:
    """The items of the phrases of a clause, and those of the rest of it: a threshold with its
    condition, and how long it holds.
    """
    alert = next((i for i in items if isinstance(i, Item) and i.kind == "alert"), None)
    lasting = [i for i in items if isinstance(i, Item) and i.kind == "lasting"]
    if alert is None:
        return [*items, *read]
    others = [i for i in items if i is not alert and i not in lasting]
    if len(read) == 1 and read[0].kind == "filter" and " or " in read[0].args[0].text:
        question = "does all of this have to hold for so long, or only what was said last?"
        return [*others, ask(codes.NOT_SAID, read[0].words, question=question)]
    if len(read) != 1 or read[0].kind != "filter":
        return [*others, ask(codes.NOT_SAID, alert.words, question="under which condition?")]
    if len(lasting) != 1:
        question = "for how long does this hold, or for how many rows in a row?"
        closest = "add 'for at least 5 minutes'"
        return [*others, ask(codes.NOT_SAID, alert.words, closest, question=question)]
    words = Words(
        min(alert.words.start, read[0].words.start), max(alert.words.end, read[0].words.end)
    )
    used = (*alert.used, *read[0].used, *lasting[0].used)
    return [*others, Item("held", (alert.args[1], read[0].args[0], lasting[0].args), words, used)]


def averaged(items: Sequence[Item | Question]) -> list[Item | Question]:
    """The items, with the averages of a clause by the group and in the order that it tells."""
    told = [i for i in items if isinstance(i, Item) and i.kind in ("grouped", "ordered")]
    groups = {i.args[0]: i for i in told if i.kind == "grouped"}
    orders = {i.args[0]: i for i in told if i.kind == "ordered"}
    found: list[Item | Question] = []
    for item in items:
        if item in told:
            continue
        if not (isinstance(item, Item) and item.kind == "averages"):
            found.append(item)
        elif len(groups) != 1:
            question = "for each what is this an average?"
            found.append(ask(codes.NOT_SAID, item.words, "add 'for each' and a column",
                             question=question))  # fmt: skip
        elif len(orders) != 1:
            question = "over which rows, and in which order?"
            found.append(ask(codes.NOT_SAID, item.words, "add 'ordered by time'",
                             question=question))  # fmt: skip
        else:
            used = (*item.used, *(u for i in told for u in i.used))
            args = (*item.args, next(iter(groups)), next(iter(orders)))
            found.append(replace(item, args=args, used=used))
    if told and not any(isinstance(i, Item) and i.kind == "averages" for i in items):
        found.append(ask(codes.NOT_SAID, told[0].words, question="what is this said of?"))
    return found


def _over(words: Words, others: Words) -> bool:
    return words.start < others.end and others.start < words.end


def _rest(clause: Clause, tokens: Sequence[Token], prepared: Sequence[Token]) -> Clause | None:
    """The clause with the tokens that are left, as they were before they were prepared."""
    own = {id(token) for token in prepared}
    found: list[Token] = []
    for token in tokens:
        whole = [t for t in clause.tokens if token.start <= t.start and t.end <= token.end]
        found += whole if id(token) in own and whole and token.kind is not Kind.ID else [token]
    return replace(clause, tokens=tuple(found), lines=()) if found else None
