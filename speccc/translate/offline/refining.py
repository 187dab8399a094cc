"""A request that changes a spec: what it has, steps after those, joined sources, its schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import requests as codes
from speccc.ir.rel import Pipeline
from speccc.spec.document import Path, SpecFile
from speccc.translate.compiling import pipeline_of
from speccc.translate.model import (
    NO_WORDS,
    InputTable,
    Judge,
    Proposal,
    Question,
    Questions,
    Request,
    Words,
    ask,
)
from speccc.translate.offline.amending import Amended, amend
from speccc.translate.offline.assemble import build_all, is_step
from speccc.translate.offline.assembly import Assembly, add_source
from speccc.translate.offline.mending import mended
from speccc.translate.offline.packing import Meant, read_with
from speccc.translate.offline.subjects import subjects_of
from speccc.translate.offline.translator import read_request
from speccc.translate.offline.values import Item
from speccc.translate.packs import Pack
from speccc.translate.tables import result_of, sources_of


@dataclass(frozen=True, slots=True)
class OfflineReviser:
    """Reads controlled English about a spec. `known` are the project's other specs."""

    known: Mapping[str, SpecFile]

    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        """The request's spec as the request changes it, or what is to be asked. Raises Failure
        (E1067) if steps are to be added and it is not clear where.
        """
        before = pipeline_of(request.spec or {}, self.known)
        columns = [] if before is None else [c.name for c in result_of(before).columns]
        found = amend(request, request.spec or {}, columns)
        if found.questions:
            return Questions(tuple(found.questions))
        questions: Sequence[Question] = ()
        if not found.read or found.leaves_more:
            questions = self._add(found)
        if questions:
            return Questions(tuple(questions))
        proposal = Proposal(found.document, _origin(found), notes=tuple(found.notes))
        return mended(proposal, judge)

    def _add(self, found: Amended) -> Sequence[Question]:
        """Puts steps and a schedule into the document; what is to be asked instead."""
        pipeline = pipeline_of(found.document, self.known)
        if pipeline is None:
            return ()  # what is wrong by now is told when the proposal is judged
        items, questions, work = self._read(found, pipeline)
        if questions:
            return questions
        if work.schedule:
            found.document["schedule"] = work.schedule
        if work.steps:
            _check_place(found.document, pipeline)
            _put(found, work)
        if not items:
            return [ask(codes.NOT_SAID, NO_WORDS, question="what is to be changed?")]
        return ()

    def _read(
        self, found: Amended, pipeline: Pipeline
    ) -> tuple[list[Item], list[Question], Assembly]:
        """What the rest of the request says, built after the last step."""
        given, own = result_of(pipeline), sources_of(pipeline)
        known = (*own, *(t for t in found.request.known if t.name not in {o.name for o in own}))
        request = replace(found.request, text=found.rest, given=(given,), known=known)
        if request.pack is None:
            attempt = self._attempt(request, given, own, ())
        else:
            attempt = self._by_pack(found, request, request.pack, given, own)
        found.notes += attempt[2].notes
        return attempt

    def _by_pack(
        self, found: Amended, request: Request, pack: Pack, given: InputTable,
        own: Sequence[InputTable],
    ) -> tuple[list[Item], list[Question], Assembly]:  # fmt: skip
        """The same with the words of a domain pack, each of which is told as a note."""
        last: list[tuple[list[Item], list[Question], Assembly]] = []

        def read(meant: Sequence[Meant]) -> Proposal | Questions:
            last.append(self._attempt(request, given, own, meant))
            return Questions(tuple(last[-1][1])) if last[-1][1] else Proposal({}, {})

        outcome = read_with(pack, request, read)
        items, _, work = last[-1]
        if isinstance(outcome, Questions):
            return items, [*outcome.questions], work
        found.notes += [says for _, says in outcome.taken]
        return last[-1]

    def _attempt(
        self, request: Request, given: InputTable, own: Sequence[InputTable],
        meant: Sequence[Meant],
    ) -> tuple[list[Item], list[Question], Assembly]:  # fmt: skip
        """The items, what is asked about them, and the steps that they make."""
        read, questions = read_request(request, meant)
        items = [item for item, _ in read]
        work = _started(request, given, own)
        for item in items:
            if item.kind == "schedule":
                cron, zone = item.args
                work.schedule = {"cron": cron, **({"timezone": zone} if zone else {})}
            elif not is_step(item):
                work.question(codes.NOT_A_STEP, item.words, words=request.words(item.words))
        build_all(work, items)
        return items, [*questions, *work.questions], work


def _started(request: Request, given: InputTable, own: Sequence[InputTable]) -> Assembly:
    """An assembly after the last step of a spec."""
    work = Assembly(request)
    for table in own:
        add_source(work, table, ())
    work.main = own[0].name
    work.scope = [c.name for c in given.columns]
    work.subjects = work.about = subjects_of(given)
    if given.key and {*given.key} == {*own[0].key}:  # each row is still one of what was read
        work.subjects = work.about = work.subjects | subjects_of(own[0])
        work.key = given.key
    return work


def _check_place(document: Mapping[str, Any], pipeline: Pipeline) -> None:
    """Raises Failure (E1067) if it is not clear where steps are added."""
    problem = ""
    if len(pipeline.sinks) != 1:
        problem = "it has several sinks"
    elif any("from" in sink for sink in document["sinks"].values()):
        problem = "its sink names the step that it reads"
    if problem:
        raise Failure([codes.NOT_REFINABLE.at(None, pipeline=pipeline.name, problem=problem)])


def _put(found: Amended, work: Assembly) -> None:
    """The new steps at the end, before a sort that only the sink sees; the sources they join."""
    document, steps = found.document, found.steps
    before = [*document["sources"]]
    new = {name: source for name, source in work.sources.items() if name not in before}
    document["sources"] |= new
    if new and len(before) == 1 and "from" not in steps[0]:
        steps[0] = {"from": before[0], **steps[0]}
    at = len(steps) - 1 if "sort" in steps[-1] else len(steps)
    steps[at:at] = work.steps
    found.words[at:at] = [work.origin.get(("steps", n), ()) for n in range(len(work.steps))]


def _origin(found: Amended) -> dict[Path, tuple[Words, ...]]:
    return {("steps", at): words for at, words in enumerate(found.words) if words}
