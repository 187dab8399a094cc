"""What goes in and what comes out: a request; a draft of a spec, or questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from speccc.diagnostics import Code, Diagnostic, Span
from speccc.diagnostics.codes import translate as codes
from speccc.spec.document import Path
from speccc.translate.packs.model import Pack


@dataclass(frozen=True, slots=True)
class Words:
    """Characters `start` to `end` (exclusive) of a request; an empty range is no word of it."""

    start: int
    end: int

    def __bool__(self) -> bool:
        return self.end > self.start


#: For what no words of the request ask for.
NO_WORDS = Words(0, 0)


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column as the data has it. `path` is its physical name where that is not `name`.

    `facts` are what a model may be told of its values (`privacy/profile.py`): plain data. `values`,
    if they are few, are for the offline translator only: they are never sent.
    """

    name: str
    type: str
    path: tuple[str, ...] = ()
    format: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    values: frozenset[str] = frozenset()

    @property
    def scalar(self) -> str:
        """The type without `not null`."""
        return self.type.removesuffix(" not null")


@dataclass(frozen=True, slots=True)
class InputTable:
    """Rows that are known to be there, and how they are found.

    Without `connector` the table is known by its columns only: the request, or a target profile,
    says where it lies. `rows` are scrubbed samples; they are there at privacy level 1 only.
    """

    name: str
    columns: tuple[InputColumn, ...]
    connector: str = ""
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    key: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wrote, and what is known of the data.

    `label` is what messages call the text: a file's path, or "request". `given` are the tables
    that the request is about; `known` those of the project, which it may name. `pack` says what its
    words usually mean in a domain. `spec` is the one that is to be changed, as plain data.
    """

    text: str
    label: str = "request"
    given: tuple[InputTable, ...] = ()
    known: tuple[InputTable, ...] = ()
    pack: Pack | None = None
    spec: Mapping[str, Any] | None = None

    def words(self, words: Words) -> str:
        """The text of a range, on one line."""
        return " ".join(self.text[words.start : words.end].split())

    def span(self, words: Words) -> Span | None:
        """Where a range stands; None for no words."""
        if not words:
            return None
        return Span(self.label, *self._place(words.start), *self._place(words.end))

    def _place(self, offset: int) -> tuple[int, int]:
        before = self.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a spec, what it does in plain English, and the words that it came from. `taken`
    are meanings that a domain pack gave to some of them.
    """

    place: Path
    says: str
    words: tuple[Words, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was not understood or not said. `closest`: what could be written instead."""

    code: Code
    words: Words
    params: Mapping[str, object]
    closest: str = ""

    def diagnostic(self, request: Request) -> Diagnostic:
        """The question at its place in the request."""
        return self.code.at(request.span(self.words), note=self.closest, **self.params)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spec as plain data, before it is checked.

    `origin` names the words from which a part came, by its path. `binds` are ends that only a
    target profile can bind, by their names. `notes` say what was assumed, one line each.
    `granted` are words that ask for what every run does anyway, and how. `taken` are words to which
    a domain pack gave a meaning, and which. `provenance` says by what it was made.
    """

    document: Mapping[str, Any]
    origin: Mapping[Path, tuple[Words, ...]]
    binds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    notes: tuple[str, ...] = ()
    granted: tuple[tuple[Words, str], ...] = ()
    taken: tuple[tuple[Words, str], ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Questions:
    """The request cannot be drafted before these are answered."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A spec in its canonical form, compiled without an error, and what it says.

    `binding` is the text for `bind` of a target profile; empty if nothing needs one.
    `provenance` is plain data without time or machine.
    """

    name: str
    text: str
    clauses: tuple[Clause, ...]
    notes: tuple[str, ...] = ()
    binding: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict[str, Any])


#: Compiles and guards a proposal: what is wrong with it, all at once.
Judge = Callable[[Proposal], tuple[Diagnostic, ...]]


class Translator(Protocol):
    """Turns a request into a proposal, or into questions."""

    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        """The spec that the request asks for. Raises Failure (E10…) if it cannot be tried.

        A translator may ask the judge and try again; what it gives is judged in any case.
        """
        ...


def ask(code: Code, words: Words, closest: str = "", /, **params: object) -> Question:
    """A question of a code."""
    return Question(code, words, params, closest)


def open_question(text: str) -> Question:
    """A question in a translator's own words."""
    return ask(codes.OPEN_QUESTION, NO_WORDS, question=text)
