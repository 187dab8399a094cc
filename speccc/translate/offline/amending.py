"""Clauses that change what a spec has: a step that goes, a bound that moves, a schedule that goes.

Each is read as a whole, or not at all; a step or bound that may be several is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Question, Request, Words, ask
from speccc.translate.offline.bounds import Bound, bounds_of
from speccc.translate.offline.layout import clauses
from speccc.translate.offline.tokens import Clause, tokenise
from speccc.translate.sentences import step_sentence

_KINDS = {
    "filter": "filter", "condition": "filter", "sort": "sort", "sorting": "sort", "limit": "limit",
    "join": "join", "union": "union", "deduplication": "dedupe", "dedupe": "dedupe",
    "grouping": "aggregate", "aggregation": "aggregate", "aggregate": "aggregate",
    "renaming": "rename", "rename": "rename", "conversion": "cast", "cast": "cast",
    "fill": "fill", "window": "window", "check": "expect", "expectation": "expect",
}  # fmt: skip

_NAMES = r"[A-Za-z_]\w*(?:(?: ?, ?| and | )[A-Za-z_]\w*)*"
_NUMBER = r"(?:- )?\d+(?:\.\d+)?"
_REMOVE = re.compile(
    rf"(?:remove|drop|delete|take out) (?:(?P<kind>{'|'.join(_KINDS)})(?: step)?"
    rf"(?: (?:on|of|by|with|for|about|from|to) (?P<names>{_NAMES}))?"
    r"|step (?P<number>\d+)|(?P<schedule>schedule))",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"(?P<way>raise|increase|lower|reduce|decrease|set|change|move) "
    rf"(?:(?P<before>{_NAMES}) )?(?P<what>threshold|cutoff|bound|minimum|maximum|limit)"
    rf"(?: (?:of|on|for) (?P<after>{_NAMES}))?"
    rf"(?: from (?P<old>{_NUMBER}))? to (?P<new>{_NUMBER})",
    re.IGNORECASE,
)
_UP = frozenset(("raise", "increase"))
_DOWN = frozenset(("lower", "reduce", "decrease"))
_TEXT = re.compile(r"'(?:[^']|'')*'")


@dataclass
class Amended:
    """`document` is changed; `words` are those that changed each of its steps. `read` is where the
    clauses stand that were understood here, and `questions` what they leave open.
    """

    request: Request
    document: dict[str, Any]
    words: list[tuple[Words, ...]]
    questions: list[Question] = field(default_factory=list[Question])
    notes: list[str] = field(default_factory=list[str])
    read: list[Words] = field(default_factory=list[Words])

    @property
    def steps(self) -> list[dict[str, Any]]:
        return self.document["steps"]

    @property
    def rest(self) -> str:
        """The request's text with blanks for what was read here, so that places stay."""
        text = self.request.text
        for words in self.read:
            blank = re.sub(r"\S", " ", text[words.start : words.end])
            text = text[: words.start] + blank + text[words.end :]
        return text

    @property
    def leaves_more(self) -> bool:
        """Whether the request says more than was read here."""
        return any(True for _ in clauses(tokenise(self.rest)))

    def ask(self, clause: Clause, question: str, closest: str = "") -> None:
        """Something that the clause leaves open."""
        self.questions.append(ask(codes.NOT_SAID, clause.words, closest, question=question))


def amend(request: Request, document: Mapping[str, Any], columns: Sequence[str]) -> Amended:
    """The document as clauses of the request change it. `columns` are those of its result: a word
    that is one of them is not taken for a kind of step.
    """
    found = Amended(request, deepcopy(dict(document)), [() for _ in document["steps"]])
    taken = {column.lower() for column in columns}
    for clause in clauses(tokenise(request.text)):
        said = " ".join(token.text for token in clause.tokens)
        for pattern, change in _CHANGES:
            match = pattern.fullmatch(said)
            if match is not None:
                found.read.append(clause.words)
                word = _what(match)
                if word in taken:
                    found.ask(clause, f"is '{word}' the column, or something the spec does?")
                else:
                    change(found, clause, match)
    return found


def _what(match: re.Match[str]) -> str:
    """The kind of step, or of number, that a clause is about."""
    groups = match.groupdict()
    return (groups.get("kind") or groups.get("what") or "").lower()


def _remove(found: Amended, clause: Clause, match: re.Match[str]) -> None:
    if match["schedule"]:
        if found.document.pop("schedule", None) is None:
            found.ask(clause, "which schedule? the spec has none")
        return
    if match["number"]:
        meant = [int(match["number"]) - 1] if 0 < int(match["number"]) <= len(found.steps) else []
        kind = "step"
    else:
        kind = _KINDS[match["kind"].lower()]
        names = _names(match["names"])
        meant = [
            at
            for at, step in enumerate(found.steps)
            if kind in step and all(name in _words(step) for name in names)
        ]
    if len(meant) != 1:
        found.ask(clause, _which(found, kind, meant))
        return
    _take_out(found, meant[0])


def _which(found: Amended, kind: str, meant: Sequence[int]) -> str:
    if not meant:
        return f"which {kind}? there is none like that"
    shown = "; ".join(f"step {at + 1}, {step_sentence(found.steps[at])}" for at in meant)
    return f"which {kind}? {shown}"


def _take_out(found: Amended, at: int) -> None:
    """A step goes. What read it without naming it reads what it read."""
    gone = found.steps.pop(at)
    found.words.pop(at)
    if "from" in gone:
        following = found.steps[at : at + 1] or found.document["sinks"].values()
        for part in following:
            part.setdefault("from", gone["from"])
    other = gone.get("join", {}).get("with")
    if other in found.document["sources"] and other not in set(_read(found.document)):
        del found.document["sources"][other]
        found.notes.append(f"The source '{other}' goes, too: nothing else reads it.")


def _read(document: Mapping[str, Any]) -> Iterator[str]:
    """What steps and sinks name as an input."""
    for step in document["steps"]:
        yield str(step.get("from", ""))
        for operator in ("join", "union", "except", "intersect"):
            others = step.get(operator, {}).get("with", ())
            yield from [others] if isinstance(others, str) else others
        for rule in step.get("expect", ()):
            yield from (str(rule[k]["with"]) for k in ("references", "reconcile") if k in rule)
    for sink in document["sinks"].values():
        yield str(sink.get("from", ""))


def _move(found: Amended, clause: Clause, match: re.Match[str]) -> None:
    what, new = match["what"].lower(), Decimal(match["new"].replace(" ", ""))
    names = [*_names(match["before"]), *_names(match["after"])]
    bounds = [
        bound
        for bound in bounds_of(found.document)
        if bound.is_a(what, named=bool(names)) and all(name in bound.names for name in names)
    ]
    if match["old"]:
        old = Decimal(match["old"].replace(" ", ""))
        bounds = [bound for bound in bounds if bound.value == old]
    if len(bounds) != 1:
        shown = "; ".join(bound.shown for bound in bounds)
        found.ask(clause, f"which {what}? {shown or 'there is none like that'}")
        return
    (bound,) = bounds
    problem = _against(match["way"].lower(), bound, new)
    if problem:
        found.ask(clause, problem)
        return
    bound.set(match["new"].replace(" ", ""))
    if bound.step is not None:
        found.words[bound.step] += (clause.words,)


def _against(way: str, bound: Bound, new: Decimal) -> str:
    if way in _UP and new <= bound.value:
        return f"is {new} right? it is {bound.value} now, and {new} is not more"
    if way in _DOWN and new >= bound.value:
        return f"is {new} right? it is {bound.value} now, and {new} is not less"
    return ""


def _names(text: str | None) -> list[str]:
    """Names of a list; words that stand side by side are one."""
    parts = re.split(r" ?, ?| and ", text or "")
    return ["_".join(part.lower().split()) for part in parts if part]


def _words(step: Any) -> set[str]:
    """The names in a step, in lower case; texts are none."""
    if isinstance(step, dict):
        pairs = cast("dict[str, Any]", step).items()
        return {word for pair in pairs for part in pair for word in _words(part)}
    if isinstance(step, list):
        return {word for part in cast("list[Any]", step) for word in _words(part)}
    return {word.lower() for word in re.findall(r"[A-Za-z_]\w*", _TEXT.sub("", str(step)))}


_CHANGES: tuple[tuple[re.Pattern[str], Callable[[Amended, Clause, re.Match[str]], None]], ...] = (
    (_REMOVE, _remove),
    (_MOVE, _move),
)
