"""Two thousand specs with one thing wrong, or one thing changed.

Nothing that a document holds makes the compiler fall over. The first finding about a wrong mutant
is at its place: its range covers the changed node or lies within it. A change may be right where
it stands and wrong for what comes after (a column that is dropped and used later, a type that no
longer fits): then the range is a use of what was changed, or of a column computed from it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest

from speccc.diagnostics import Diagnostic, Severity
from speccc.ir.rel import Pipeline
from tests.differential.engines import ENGINES
from tests.mutants.judging import Mutant, at_a_use, at_its_place, check, mutants
from tests.mutants.running import compiled, ends_well, runs_alone

pytestmark = pytest.mark.mutants

COUNT = 2000
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
#: Of the valid mutants every so many is compiled for each engine; of those every so many is run.
COMPILED = {"duckdb": 1 if DEEP else 2, "pandas": 1 if DEEP else 4}
RUN = {"duckdb": 1 if DEEP else 3, "pandas": 1 if DEEP else 2}


@dataclass(frozen=True, slots=True)
class Outcome:
    mutant: Mutant
    pipelines: dict[str, Pipeline]
    findings: list[Diagnostic]

    @property
    def wrong(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.findings)

    @property
    def pipeline(self) -> Pipeline:
        return next(p for p in self.pipelines.values() if p.file == self.mutant.file)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """Every mutant, loaded and analysed. Any exception of the compiler ends here."""
    return [Outcome(mutant, *check(mutant)) for mutant in mutants(COUNT)]


def test_every_mutant_is_right_or_reported(outcomes: list[Outcome]) -> None:
    assert len(outcomes) == COUNT
    silent = [o.mutant.name for o in outcomes if not o.wrong and not o.pipelines]
    assert silent == []
    assert sum(o.wrong for o in outcomes) > COUNT * 0.75


def test_the_first_finding_is_at_the_changed_node(outcomes: list[Outcome]) -> None:
    wrong = [o for o in outcomes if o.wrong]
    there = [o for o in wrong if at_its_place(o.mutant, o.findings[0])]
    uses = [o for o in wrong if o not in there and at_a_use(o.mutant, o.findings[0])]
    missed = [f"{o.mutant.name}: {o.findings[0]}" for o in wrong if o not in (*there, *uses)]
    shown = f"{len(there)} there, {len(uses)} at a use, of {len(wrong)}; missed: {missed}"
    assert len(there) / len(wrong) >= 0.90, shown
    assert (len(there) + len(uses)) / len(wrong) >= 0.97, shown


def test_every_finding_has_a_place_in_the_document(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        lines = outcome.mutant.text.split("\n")
        for finding in outcome.findings:
            span = finding.span
            assert span is not None, finding
            assert 1 <= span.line <= span.end_line <= len(lines), finding
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1, finding


@pytest.mark.parametrize("engine", ENGINES)
def test_valid_mutants_compile_and_run(outcomes: list[Outcome], engine: str) -> None:
    valid = [o.pipeline for o in outcomes if not o.wrong and runs_alone(o.pipeline)]
    made = [(compiled(pipeline, engine), pipeline) for pipeline in valid[:: COMPILED[engine]]]
    tried = made[:: RUN[engine]]
    well = sum(ends_well(run, pipeline) for run, pipeline in tried)
    assert well >= len(tried) / 2, f"{well} of {len(tried)}"
