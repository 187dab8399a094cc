"""A request for several outputs: each is made of what is said of all, and of what is said of it.

Each output is assembled as if it were the only one; the steps that they begin with alike are made
once, and from there on each goes its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.spec.document import Path
from speccc.translate.model import Proposal, Question, Questions, Request, Words, ask
from speccc.translate.offline.near import Near
from speccc.translate.offline.tokens import Clause, Kind, Token
from speccc.translate.offline.values import Item

Said = tuple[Item, str]
Assemble = Callable[[Request, Sequence[Said]], Proposal | Questions]

#: The section of what is said of all outputs.
BOTH = "both outputs"

#: The section of what is said behind the last one, and may be said of all.
LAST = "behind the outputs"

_POINTING = frozenset(("it", "its", "this", "there"))
_ORDER = frozenset(("first", "second", "third", "fourth", "fifth", "other"))
_NOUNS = frozenset(("one", "output", "table", "list", "file", "result", "sink"))
_SEVERAL = frozenset(("outputs", "tables", "lists", "files", "results", "sinks"))
_HOLDING = frozenset(
    ("contains", "contain", "has", "holds", "lists", "shows", "gives", "gets", ":", "=", "is")
)
_INTRODUCING = frozenset(
    ("produce", "create", "make", "write", "build", "there", "are", "is", "be", "to", "from",
     "this", "these", "it", "them", "result", "pipeline", "has", "have", "that", "different",
     "separate", "with", "two", "three", "following", ":", *_SEVERAL)
)  # fmt: skip
#: What is said of the pipeline, wherever it is said.
_OF_ALL = frozenset(
    ("schedule", "parameter", "grant", "title", "about", "zone", "stream", "lateness", "clock")
)


@dataclass(frozen=True, slots=True)
class Told:
    """A clause, and the output of which it is the first. `section`: of all outputs, or empty."""

    clause: Clause
    name: str = ""
    words: Words = field(default=Words(0, 0))
    section: str = ""


def outputs_in(parts: Sequence[Clause], near: Near) -> list[Told]:
    """The clauses, with those that begin an output, if a request has several."""
    made = frozenset(near.columns.values())
    found = [_begun(part, made) or Told(part) for part in parts]
    begins = [at for at, told in enumerate(found) if told.name]
    if len({found[at].name for at in begins}) < 2:
        return [Told(part) for part in parts]
    kept = [
        (at, told)
        for at, told in enumerate(found)
        if at > begins[0] or not _introduces(told.clause, len(begins))
    ]
    return [told if at <= begins[0] or told.name else _behind(told, last=at > begins[-1])
            for at, told in kept]  # fmt: skip


def _behind(told: Told, *, last: bool) -> Told:
    """A clause behind an output's first: of it, of all, or of nobody knows which."""
    of_all = _of_all(told)
    pointed = any(token.word in _POINTING for token in told.clause.tokens)
    return replace(told, section=LAST) if last and of_all is told and not pointed else of_all


def _begun(clause: Clause, columns: frozenset[str]) -> Told | None:
    """`the second one, totals, contains …`, `list 2, totals: …`."""
    tokens = clause.tokens
    at = 0
    if tokens[0].word in _ORDER:
        at = 2 if len(tokens) > 1 and tokens[1].word in _NOUNS else 1
    elif tokens[0].word in _NOUNS and len(tokens) > 1 and tokens[1].kind is Kind.NUMBER:
        at = 2
    if not at:
        return None
    at = _skip(tokens, at, (",", ":", "-", "=", "is", "called", "named"))
    if at >= len(tokens) or not _is_name(tokens[at], columns):
        return None
    name = tokens[at]
    at = _skip(tokens, at + 1, (",",))
    if at >= len(tokens) - 1 or (tokens[at].word or tokens[at].text) not in _HOLDING:
        return None
    rest = replace(clause, tokens=tokens[at + 1 :], section="contents", lines=(), title="")
    return Told(rest, name.text, name.words)


def _skip(tokens: Sequence[Token], at: int, words: Sequence[str]) -> int:
    while at < len(tokens) and (tokens[at].word or tokens[at].text) in words:
        at += 1
    return at


def _is_name(token: Token, columns: frozenset[str]) -> bool:
    return token.kind in (Kind.WORD, Kind.COLUMN) and token.text not in columns


def _introduces(clause: Clause, count: int) -> bool:
    """Whether it only says how many outputs there are."""
    numbers = [token.text for token in clause.tokens if token.kind is Kind.NUMBER]
    others = [token for token in clause.tokens if token.kind is not Kind.NUMBER]
    words = {token.word or token.text for token in others}
    return words <= _INTRODUCING and bool(words & _SEVERAL) and numbers in ([], [str(count)])


def _of_all(told: Told) -> Told:
    """`both outputs are sorted by …`, as what is said of each of them: the result."""
    tokens = told.clause.tokens
    if tokens[0].word not in ("both", "all") or len(tokens) < 3:
        return told
    if tokens[1].word not in _SEVERAL:
        return told
    one = {"have": "has", "are": "is", "contain": "contains"}
    said = [
        replace(t, kind=Kind.WORD, text=one[t.word], word=one[t.word]) if t.word in one else t
        for t in tokens[2:]
    ]
    subject = Token(Kind.WORD, "result", tokens[0].start, tokens[1].end, "result")
    clause = replace(told.clause, tokens=(subject, *said), lines=())
    return Told(clause, section=BOTH)


def assemble_outputs(
    request: Request, items: Sequence[Said], assemble: Assemble
) -> Proposal | Questions:
    """The proposal with all outputs, or what is to be asked about any of them."""
    shared: list[Said] = []
    both: list[Said] = []
    own: dict[str, list[Said]] = {}
    for item, section in items:
        if item.kind == "output":
            place = Item("named", item.args, item.words)
            own[str(item.args[0])] = [(Item("write", (None, place), item.words), "")]
        elif section == BOTH:
            both.append((item, ""))
        elif own and item.kind not in _OF_ALL:
            [*own.values()][-1].append((item, section))
        else:
            shared.append((item, section))
    found = [assemble(request, [*shared, *said, *both]) for said in own.values()]
    asked = [q for one in found if isinstance(one, Questions) for q in one.questions]
    asked += [
        ask(codes.NOT_SAID, item.words, question="is this said of the last output, or of all?")
        for item, section in items
        if section == LAST and item.kind not in _OF_ALL
    ]
    if asked:
        return Questions(tuple(_once(asked)))
    return _together([one for one in found if isinstance(one, Proposal)], items)


def _once(questions: Sequence[Question]) -> Iterator[Question]:
    for at, question in enumerate(questions):
        if question not in questions[:at]:
            yield question


def _together(proposals: Sequence[Proposal], items: Sequence[Said]) -> Proposal | Questions:
    """One proposal of those of the outputs; the steps that are the same are there once."""
    documents = [proposal.document for proposal in proposals]
    alike = _alike([document["steps"] for document in documents])
    apart = [step for document in documents for step in document["steps"][alike:]]
    words = next(item.words for item, _ in items if item.kind == "output")
    if any("name" in step for step in apart) or any(len(d["sinks"]) > 1 for d in documents):
        question = "which steps belong to which output?"
        return Questions((ask(codes.NOT_SAID, words, question=question),))
    sources = {name: end for document in documents for name, end in document["sources"].items()}
    sinks = {name: end for document in documents for name, end in document["sinks"].items()}
    if len(sinks) < len(documents):
        question = "are both outputs called so?"
        return Questions((ask(codes.NOT_SAID, words, question=question),))
    steps = [dict(step) for step in documents[0]["steps"][:alike]]
    start = ""
    if steps:
        start = steps[-1].get("name") or _free("prepared", {*sources, *sinks})
        steps[-1] = {"name": start, **steps[-1]}
    origin: dict[Path, tuple[Words, ...]] = {}
    for proposal in proposals:
        for path, said in proposal.origin.items():
            origin[_moved(path, alike, len(steps) - alike)] = said
        steps += _branch(proposal.document, alike, start, sinks, {*sources})
    first = proposals[0]
    return replace(
        first,
        document={**first.document, "sources": sources, "steps": steps, "sinks": sinks},
        origin=origin,
        binds={name: bind for one in proposals for name, bind in one.binds.items()},
        notes=tuple(dict.fromkeys(note for one in proposals for note in one.notes)),
    )


def _moved(path: Path, alike: int, by: int) -> Path:
    """The place of a part, behind the steps of the outputs before it."""
    match path:
        case ("steps", int() as at, *rest) if at >= alike:
            return ("steps", at + by, *rest)
        case _:
            return path


def _alike(steps: Sequence[Sequence[Mapping[str, Any]]]) -> int:
    """How many steps all begin with."""
    count = 0
    for together in zip(*steps, strict=False):
        if any(step != together[0] for step in together):
            break
        count += 1
    return count


def _branch(
    document: Mapping[str, Any],
    alike: int,
    start: str,
    sinks: dict[str, Any],
    taken: set[str],
) -> list[dict[str, Any]]:
    """The steps of one output behind those that all have; its sink says what it reads."""
    own = [dict(step) for step in document["steps"][alike:]]
    (name,) = document["sinks"]
    last = start
    if own:
        own[0] = {"from": start or next(iter(document["sources"])), **own[0]}
        last = _free(f"{name}_rows", {*taken, *sinks})
        own[-1] = {"name": last, **own[-1]}
    sinks[name] = {"from": last, **sinks[name]}
    return own


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
