"""From a request about a spec to that spec as it should be, or to questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import requests as codes
from speccc.spec.document import SpecFile
from speccc.translate.compiling import Compiled, binding_text, compile_proposal
from speccc.translate.drafting import DRAFT, as_question, check_length
from speccc.translate.guards import guard
from speccc.translate.model import Proposal, Questions, Request, Translator
from speccc.translate.patching import patched, spelled_out, with_sources

#: What no translator is told of a spec, and none changes: rows, and who answers for it.
UNTOLD = ("owner", "examples")


@dataclass(frozen=True, slots=True)
class Revision:
    """The spec's changed text, which compiles; `notes` say what was assumed, `binding` what a
    target profile has to bind, and `provenance` by what it was changed.
    """

    text: str
    notes: tuple[str, ...] = ()
    binding: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict[str, Any])


def revise(
    request: Request, translator: Translator, file: SpecFile, known: Mapping[str, SpecFile]
) -> Revision | Questions:
    """The spec as the request changes it, or what is to be answered first.

    `known` are the project's other specs, by name. Of examples only the tables
    change. Raises Failure (E10…) if the translator cannot work, or gives no spec that holds.
    """
    check_length(request)
    document = spelled_out(file)
    told = {key: part for key, part in document.items() if key not in UNTOLD}
    request = replace(request, spec=told)
    name = file.model.name

    def whole(proposal: Proposal) -> Proposal:
        rest = {key: part for key, part in proposal.document.items() if key not in UNTOLD}
        kept = {key: document[key] for key in UNTOLD if key in document}
        if "examples" in kept:
            kept["examples"] = with_sources(document, rest, request.known)
        return replace(proposal, document={**rest, **kept})

    def judge(proposal: Proposal) -> tuple[Diagnostic, ...]:
        wrong = _wrong(whole(proposal), request, known, name)[1]
        return tuple(d for d in wrong if _said(d) not in accepted)

    accepted = {*map(_said, _wrong(Proposal(document, {}), request, known, name)[1])}
    found = translator.translate(request, judge)
    if isinstance(found, Questions):
        return found
    wrong = judge(found)
    found = whole(found)
    if wrong:
        compiled = _wrong(found, request, known, name)[0]
        return Questions(tuple(as_question(d, compiled, found) for d in wrong))
    text = patched(file, found.document)
    notes = (*found.notes, *_of_examples(document, found.document))
    return Revision(text, notes, binding_text(found, name), found.provenance)


def _of_examples(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """A note on sources of which the examples have no rows."""
    new = [name for name in after["sources"] if name not in before["sources"]]
    if not new or "examples" not in after:
        return ()
    return (f"The examples have no rows of {', '.join(map(repr, new))} yet: give them some.",)


def _wrong(
    proposal: Proposal, request: Request, known: Mapping[str, SpecFile], name: str
) -> tuple[Compiled, tuple[Diagnostic, ...]]:
    compiled = compile_proposal(proposal, DRAFT, known)
    errors = (*compiled.errors, *guard(proposal, request, compiled.marks))
    if proposal.document.get("name") != name:
        place = compiled.marks.value("name") if compiled.marks else None
        errors = (*errors, codes.RENAMED.at(place, name=name))
    return compiled, errors


def _said(diagnostic: Diagnostic) -> tuple[str, str]:
    """What a diagnostic says, wherever it stands."""
    return diagnostic.code.id, diagnostic.message
