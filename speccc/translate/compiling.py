"""A proposal against the compiler: what is wrong with it, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from speccc.diagnostics import Diagnostic, InternalError, Reporter, Severity
from speccc.diagnostics.codes import connectors, project
from speccc.driver import Compiler, check
from speccc.ir.rel import Pipeline
from speccc.spec.document import Path, SourceMap, SpecFile
from speccc.spec.load import load_spec, load_target
from speccc.translate.document import canonical, write
from speccc.translate.model import Proposal

_TARGET = "target of the draft"


@dataclass(frozen=True, slots=True)
class Compiled:
    """`text` is canonical as far as the spec is well built. `errors`: none, if it is right."""

    text: str
    errors: tuple[Diagnostic, ...]
    marks: SourceMap | None = None

    def path(self, diagnostic: Diagnostic) -> Path:
        """The smallest part of the spec in which a diagnostic stands."""
        span = diagnostic.span
        if span is None or self.marks is None or span.file != self.marks.file:
            return ()
        found: Path = ()
        for path, mark in self.marks.marks.items():
            if mark.value.covers(span) and len(path) > len(found):
                found = path
        return found


def compile_proposal(proposal: Proposal, file: str, known: Mapping[str, SpecFile]) -> Compiled:
    """The canonical text of a proposal, and its errors. `known`: the project's specs by name."""
    reporter = Reporter()
    text = write(proposal.document)
    formatted = canonical(text, file, reporter)
    if formatted is None:
        return Compiled(text, _errors(reporter))
    spec = load_spec(formatted, file, reporter)
    if spec is None:
        raise InternalError("a formatted spec does not load")
    name = spec.model.name
    if name in known:
        span = spec.marks.value("name")
        other = known[name].file
        reporter.add(project.SAME_NAME.at(span, kind="pipeline", name=name, other=other))
    specs = {**known, name: spec}
    pipelines = check(specs, reporter)
    if name in pipelines:
        target = load_target(_profile(proposal, name), _TARGET, reporter)
        if target is not None:
            Compiler(target, pipelines, specs).bind(name, reporter)
    return Compiled(formatted, _errors(reporter), spec.marks)


def pipeline_of(document: Mapping[str, Any], known: Mapping[str, SpecFile]) -> Pipeline | None:
    """The pipeline of a document; None if it is no right spec. `known`: other specs."""
    reporter = Reporter()
    spec = load_spec(write(document), "draft.yaml", reporter)
    if spec is None or reporter.failed:
        return None
    name = spec.model.name
    return check({**known, name: spec}, reporter).get(name)


def binding_text(proposal: Proposal, name: str) -> str:
    """What the proposal leaves to a target profile, as its `bind`; empty if nothing."""
    if not proposal.binds:
        return ""
    return write({"bind": {f"{name}.{end}": bind for end, bind in proposal.binds.items()}})


def _profile(proposal: Proposal, name: str) -> str:
    head: dict[str, Any] = {"speccc_target": 1, "name": "draft", "backend": "pandas"}
    return write(head) + binding_text(proposal, name)


def _errors(reporter: Reporter) -> tuple[Diagnostic, ...]:
    """What is wrong; that an end is not bound yet is not."""
    return tuple(
        d
        for d in reporter.diagnostics
        if d.severity is Severity.ERROR and d.code is not connectors.UNBOUND
    )
