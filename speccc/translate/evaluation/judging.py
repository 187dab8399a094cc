"""Whether one answer is right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import requests
from speccc.ir.rel import Pipeline
from speccc.reference import RunError
from speccc.translate.evaluation.cases import Case
from speccc.translate.evaluation.matching import Rows, difference
from speccc.translate.evaluation.posing import Posed
from speccc.translate.evaluation.running import compiled, made
from speccc.translate.model import Draft, Question, Questions, Request, Words
from speccc.types.raw import RawTable

#: Codes that say: this is out of scope. All others ask.
REFUSING = frozenset((requests.OUT_OF_SCOPE,))

#: Where a sentence or an item of a list ends.
_END = re.compile(r"[.;!?]\s|\n\s*(?:\d+[.)]|[-*])\s|\n\s*\n")


class Outcome(StrEnum):
    """How an answer counts. `failed`: there is none, because the translator could not work."""

    RIGHT = "right"
    ASKED = "asked"
    REFUSED = "refused"
    FAILED = "failed"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, and why in a few words; empty where it is right."""

    outcome: Outcome
    why: str = ""


class _Wrong(Exception):
    """A spec is no right answer; the message says why."""


def judge(posed: Posed, answer: Draft | Questions | Failure) -> Verdict:
    """How an answer to a case counts (evals/README.md has the rules)."""
    match answer:
        case Failure():
            shown = "; ".join(f"{d.code.id} {d.message}" for d in answer.diagnostics)
            return Verdict(Outcome.FAILED, shown)
        case Questions():
            return _judge_questions(posed, answer)
        case Draft():
            try:
                _check_draft(posed, answer)
            except _Wrong as wrong:
                return Verdict(Outcome.WRONG, str(wrong))
            return Verdict(Outcome.RIGHT)


def _judge_questions(posed: Posed, answer: Questions) -> Verdict:
    """Questions are right where the same are due, a refusal where one is due."""
    request, case = posed.request, posed.case
    refusals = [q for q in answer.questions if q.code in REFUSING]
    outcome = Outcome.REFUSED if refusals else Outcome.ASKED
    if case.refuse and refusals:
        open = [] if _told(case.refuse.words, refusals, request) else [case.refuse.words]
    elif case.ask and not refusals and answer.questions:
        open = [q.words for q in case.ask if not _told(q.words, answer.questions, request)]
    else:
        shown = "; ".join(q.diagnostic(request).message for q in answer.questions)
        return Verdict(outcome, shown or "nothing was asked")
    if open:
        return Verdict(outcome, f"nothing about '{open[0]}'")
    return Verdict(Outcome.RIGHT)


def _told(words: str, questions: list[Question] | tuple[Question, ...], request: Request) -> bool:
    """Whether a question is about these words of the request, or quotes them."""
    due = _place(words, request)
    wanted = _squeezed(words)
    return any(
        _about(q.words, due, request) or wanted in _squeezed(q.diagnostic(request).message)
        for q in questions
    )


def _about(found: Words, due: Words, request: Request) -> bool:
    """Whether a range is about words: they overlap, and it is no longer than a sentence."""
    overlap = found.start < due.end and due.start < found.end
    return overlap and not _END.search(request.text[found.start : found.end].strip())


def _place(words: str, request: Request) -> Words:
    """Where words stand in a request, whose lines may be broken among them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.search(pattern, request.text)
    return Words(*found.span()) if found else Words(0, 0)


def _squeezed(text: str) -> str:
    return " ".join(text.lower().split())


def _check_draft(posed: Posed, draft: Draft) -> None:
    """Raises _Wrong unless the draft is the spec that is due."""
    case = posed.case
    if case.spec is None:
        raise _Wrong("a spec, where one must not be drafted")
    gold = _pipeline(posed.gold)
    pipeline = _pipeline(draft.text)
    due = made(gold, posed.raw, case.params)
    found = _made(pipeline, posed)
    for name, other in _pairs(due, found):
        problem = difference(due[name], found[other], case.names, extra=case.extra_columns)
        if problem:
            raise _Wrong(problem)
    _check_stated(case, gold, pipeline)


def _pipeline(text: str) -> Pipeline:
    pipeline, said = compiled(text)
    if pipeline is None:
        raise _Wrong(f"it does not compile: {said[0].message}" if said else "it does not compile")
    return pipeline


def _made(pipeline: Pipeline, posed: Posed) -> Mapping[str, Rows]:
    """What a draft makes of the case's inputs. Raises _Wrong if it reads others, or a run ends."""
    known = {param.name for param in pipeline.params}
    params = {name: text for name, text in posed.case.params.items() if name in known}
    try:
        return made(pipeline, _bound(pipeline, posed), params)
    except (RunError, Failure) as error:
        raise _Wrong(f"a run would end: {error}") from None


def _bound(pipeline: Pipeline, posed: Posed) -> dict[str, RawTable]:
    """The rows of each source: those of the input at whose place it reads. Raises _Wrong."""
    found: dict[str, RawTable] = {}
    for source in pipeline.sources:
        binding = source.binding
        read = next(
            (t for t in posed.given if binding and dict(t.options) == dict(binding.options)), None
        )
        if read is None:
            raise _Wrong(f"source '{source.name}' reads what is not given")
        found[source.name] = posed.raw[read.name]
    return found


def _pairs(due: Mapping[str, Rows], found: Mapping[str, Rows]) -> list[tuple[str, str]]:
    """Which sink is which: by name if all are called the same, else by place. Raises _Wrong."""
    if len(due) != len(found):
        raise _Wrong(f"{len(found)} sinks, not {len(due)}")
    return [(n, n) for n in due] if {*due} == {*found} else list(zip(due, found, strict=True))


def _check_stated(case: Case, gold: Pipeline, pipeline: Pipeline) -> None:
    """Raises _Wrong if a part beside the rows that the request fixes is another."""
    if "schedule" in case.stated and gold.schedule != pipeline.schedule:
        raise _Wrong(f"the schedule is {pipeline.schedule or 'none'}, not {gold.schedule}")
    for due, found in zip(gold.sinks, pipeline.sinks, strict=True):
        if "mode" in case.stated and (due.mode, due.by) != (found.mode, found.by):
            raise _Wrong(f"the mode is {found.mode}, not {due.mode}")
        if "key" in case.stated and {*due.key} != {*found.key}:
            raise _Wrong(f"the key is {', '.join(found.key) or 'none'}, not {', '.join(due.key)}")
