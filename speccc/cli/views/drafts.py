"""A draft, or the questions in its place, for people and as JSON."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.visible import visible
from speccc.translate.model import Draft, Questions, Request


def draft_text(draft: Draft, request: Request) -> str:
    """The read-back: each clause, and below it the words that it came from."""
    lines: list[str] = []
    for number, clause in enumerate(draft.clauses, 1):
        lines.append(f"{number:>3}. {visible(clause.says)}")
        lines += [f'     "{visible(request.words(words))}"' for words in clause.words]
        lines += [f"     ({visible(taken)})" for taken in clause.taken]
    if draft.notes:
        lines += ["", "Assumed:", *(f"  - {visible(note)}" for note in draft.notes)]
    if draft.binding:
        lines += ["", "For a target profile:", "", *(f"  {x}" for x in draft.binding.splitlines())]
    return "\n".join(lines)


def draft_data(draft: Draft, request: Request) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "result": "draft",
        "name": draft.name,
        "spec": draft.text,
        "read_back": [
            {
                "place": [*clause.place],
                "says": clause.says,
                "words": [request.words(words) for words in clause.words],
                "taken": [*clause.taken],
            }
            for clause in draft.clauses
        ],
        "notes": [*draft.notes],
        "binding": draft.binding,
        "provenance": dict(draft.provenance),
    }


def questions_data(found: Questions, request: Request) -> dict[str, Any]:
    """Questions as plain data; `start` and `end` are characters of the request."""
    return {
        "result": "questions",
        "questions": [
            {
                "code": question.code.id,
                "question": question.diagnostic(request).message,
                "words": request.words(question.words),
                "start": question.words.start,
                "end": question.words.end,
                "closest": question.diagnostic(request).hint,
            }
            for question in found.questions
        ],
    }
