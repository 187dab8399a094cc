"""From instructions to a spec, its code and its tests; or to questions. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from speccc.cli.compiling import contract_of, spec_files
from speccc.cli.drafting.tables import from_csv
from speccc.cli.drafting.tags import tagged_columns
from speccc.cli.views.drafts import draft_data, questions_data
from speccc.cli.work import Work, open_work
from speccc.diagnostics import InternalError, Reporter
from speccc.driver import Compiler, check
from speccc.service.bodies import AskedQuestion, GenerateAnswer, GenerateRequest
from speccc.service.project import Place
from speccc.spec.document import SpecFile, TargetFile
from speccc.spec.load import load_spec, load_target
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, Judge, Proposal, Questions, Request, Translator
from speccc.translate.packs import pack_of
from speccc.translate.tables import of_project

#: The target of a project that has none.
_PANDAS = "speccc_target: 1\nname: pandas\nbackend: pandas\n"


@dataclass(frozen=True, slots=True)
class Signed:
    """A translator whose specs have a name and an owner that the caller says, not the request."""

    translator: Translator
    name: str
    owner: str

    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        """As the translator does; a model is told neither name nor owner. Raises Failure."""
        found = self.translator.translate(request, lambda proposal: judge(self._signed(proposal)))
        return self._signed(found) if isinstance(found, Proposal) else found

    def _signed(self, proposal: Proposal) -> Proposal:
        head = {"speccc": 1, "name": self.name, "owner": self.owner}
        rest = {key: part for key, part in proposal.document.items() if key not in head}
        return replace(proposal, document={**head, **rest})


def generate(
    place: Place, make: Callable[[], Translator], asked: GenerateRequest
) -> GenerateAnswer:
    """What becomes of a request. Raises Failure where it cannot be tried, or not be compiled."""
    session = place.session()
    pack = pack_of(asked.domain)
    work = open_work(session)
    tagged = tagged_columns(work.inventory)
    given = [from_csv(session, place.root, place.csv(p), tagged=tagged) for p in asked.inputs]
    specs = spec_files(work.inventory, work.inventory.specs)
    known = tuple(of_project(specs))
    request = Request(asked.instructions, "instructions", tuple(given), known, pack)
    translator = Signed(make(), asked.pipeline_name, asked.owner_email)
    found = draft(request, translator, specs)
    if isinstance(found, Questions):
        data = questions_data(found, request)
        questions = [AskedQuestion(**question) for question in data["questions"]]
        return GenerateAnswer(success=False, questions=questions, raw_response=data)
    return _generated(found, draft_data(found, request), work, specs)


def _generated(
    found: Draft, raw: dict[str, Any], work: Work, specs: dict[str, SpecFile]
) -> GenerateAnswer:
    """A draft with what is generated of it for the project's target. Raises Failure."""
    reporter = Reporter()
    spec = load_spec(found.text, f"specs/{found.name}.yaml", reporter)
    if spec is None:
        raise InternalError("a draft does not load")
    every = {**specs, found.name: spec}
    target = _target(found, work, reporter)
    compiler = Compiler(target, check(every, reporter), every)
    bound = compiler.bind(found.name, reporter)
    compiled = bound and compiler.compile(found.name, reporter)
    reporter.checkpoint()
    if bound is None or compiled is None:
        raise InternalError("a draft does not compile, and nothing was reported")
    files = {artefact.path: artefact.content for artefact in compiled.artefacts}
    tests = {path for path in files if path.startswith("test_")}
    strategy = {
        "target": target.model.name,
        "backend": target.model.backend,
        "runner": compiled.recipe["runner"],
        "schedule": bound.schedule and dict(zip(("cron", "timezone"), bound.schedule, strict=True)),
        "params": [param.name for param in bound.params],
        **contract_of(bound),
    }
    return GenerateAnswer(
        success=True,
        config=found.text,
        code={path: files[path] for path in sorted({*files} - tests)},
        tests={path: files[path] for path in sorted(tests)},
        strategy=strategy,
        raw_response=raw,
    )


def _target(found: Draft, work: Work, reporter: Reporter) -> TargetFile:
    """The project's target, with what the draft leaves to it. Raises Failure: E0705, E0707."""
    own = load_target(_PANDAS + found.binding, "target of the draft", reporter)
    if own is None:
        raise InternalError("the binding of a draft does not load")
    if not work.inventory.targets:
        return own
    profile = work.inventory.target_file(work.one_target(None))
    bind = {**(own.model.bind or {}), **(profile.model.bind or {})}
    return replace(profile, model=profile.model.model_copy(update={"bind": bind}))
