"""From a request to a draft or to questions: translate, compile, guard, read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from speccc.diagnostics import Diagnostic, Failure
from speccc.diagnostics.codes import translate as codes
from speccc.spec.document import Path, SpecFile
from speccc.translate.compiling import Compiled, binding_text, compile_proposal
from speccc.translate.guards import guard
from speccc.translate.model import (
    NO_WORDS,
    Clause,
    Draft,
    Proposal,
    Question,
    Questions,
    Request,
    Translator,
    Words,
    ask,
)
from speccc.translate.sentences import sentences

#: How many characters a request may have.
LONGEST_REQUEST = 10_000

#: What the drafted text is called in diagnostics.
DRAFT = "draft.yaml"


def draft(
    request: Request, translator: Translator, known: Mapping[str, SpecFile]
) -> Draft | Questions:
    """The request as a spec that compiles, or what is to be answered first.

    `known` are the project's specs by name. Raises Failure (E10…) if the request is too long, if
    the translator cannot work, or if it gives no spec that holds.
    """
    check_length(request)

    def judge(proposal: Proposal) -> tuple[Diagnostic, ...]:
        return _judged(proposal, request, known)[1]

    found = translator.translate(request, judge)
    if isinstance(found, Questions):
        return found
    compiled, wrong = _judged(found, request, known)
    if wrong:
        return Questions(tuple(as_question(d, compiled, found) for d in wrong))
    name = str(found.document["name"])
    return Draft(
        name,
        compiled.text,
        read_back(found, request),
        found.notes,
        binding_text(found, name),
        found.provenance,
    )


def check_length(request: Request) -> None:
    """Raises Failure (E1012) for a request that is too long."""
    length = len(request.text)
    if length > LONGEST_REQUEST:
        raise Failure([codes.TOO_LONG.at(None, length=length, most=LONGEST_REQUEST)])


def read_back(proposal: Proposal, request: Request) -> tuple[Clause, ...]:
    """The proposal clause by clause, in the order of the spec; then what was granted anyway."""
    clauses = [
        Clause(path, says, _origin(proposal, path))
        for path, says in sentences(proposal.document, proposal.binds)
    ]
    granted = [Clause((), says, (words,)) for words, says in proposal.granted]
    shown = [
        replace(clause, words=tuple(w for w in clause.words if request.words(w)))
        for clause in (*clauses, *granted)
    ]
    return tuple(replace(clause, taken=_taken(clause, proposal)) for clause in shown)


def _taken(clause: Clause, proposal: Proposal) -> tuple[str, ...]:
    """What a domain pack made of words of a clause."""
    return tuple(
        says
        for words, says in proposal.taken
        if any(w.start <= words.start and words.end <= w.end for w in clause.words)
    )


def _judged(
    proposal: Proposal, request: Request, known: Mapping[str, SpecFile]
) -> tuple[Compiled, tuple[Diagnostic, ...]]:
    compiled = compile_proposal(proposal, DRAFT, known)
    return compiled, (*compiled.errors, *guard(proposal, request, compiled.marks))


def as_question(diagnostic: Diagnostic, compiled: Compiled, proposal: Proposal) -> Question:
    """A diagnostic about the draft as a question about the words that it came from."""
    words = _origin(proposal, compiled.path(diagnostic)) or (NO_WORDS,)
    problem = f"{diagnostic.message} ({diagnostic.code.id})"
    return ask(codes.DOES_NOT_COMPILE, words[0], diagnostic.hint, problem=problem)


def _origin(proposal: Proposal, path: Path) -> tuple[Words, ...]:
    """The words of a part, or of the smallest whole it stands in."""
    for end in range(len(path), 0, -1):
        if path[:end] in proposal.origin:
            return proposal.origin[path[:end]]
    return ()
