"""A request that changes a spec: steps after those it has, and its schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import NO_WORDS, Question, Questions, Request, ask
from speccc.translate.offline.assemble import build_all, is_step
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.subjects import subjects_of
from speccc.translate.offline.translator import read_request

#: What adds an input, which the steps above would not know.
_INPUTS = frozenset(("join", "union"))


@dataclass(frozen=True, slots=True)
class Refinement:
    """`steps` as plain data; `schedule` is empty if nothing was said of it."""

    steps: tuple[Mapping[str, Any], ...]
    schedule: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[str, ...] = ()


def refine(request: Request) -> Refinement | Questions:
    """The steps that a request asks for. Its one given table is what the spec's last step gives."""
    items, questions = read_request(request)
    table = request.given[0]
    work = Assembly(request, scope=[c.name for c in table.columns])
    work.subjects = work.about = subjects_of(table)
    schedule: dict[str, str] = {}
    for item, _ in items:
        if item.kind == "schedule":
            cron, zone = item.args
            schedule = {"cron": cron, **({"timezone": zone} if zone else {})}
        elif not is_step(item) or item.kind in _INPUTS:
            said = request.words(item.words)
            work.question(codes.NOT_A_STEP, item.words, words=said)
    build_all(work, [item for item, _ in items if item.kind not in _INPUTS])
    questions += work.questions
    if not questions and not work.steps and not schedule:
        questions = [_nothing()]
    if questions:
        return Questions(tuple(questions))
    return Refinement(tuple(work.steps), schedule, tuple(work.notes))


def _nothing() -> Question:
    return ask(codes.NOT_SAID, NO_WORDS, question="what is to be changed?")
