"""All answers of a translator together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from speccc.diagnostics import Failure
from speccc.translate.drafting import draft
from speccc.translate.evaluation.cases import STRATA
from speccc.translate.evaluation.judging import Outcome, Verdict, judge
from speccc.translate.evaluation.posing import Posed
from speccc.translate.model import Translator

FORMAT_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and how its answer counts."""

    posed: Posed
    verdict: Verdict

    @property
    def id(self) -> str:
        """The case's id."""
        return self.posed.case.id

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        case = self.posed.case
        due = "spec" if case.spec else "ask" if case.ask else "refuse"
        outcome, why = self.verdict.outcome, self.verdict.why
        return {
            "id": case.id, "domain": self.posed.domain, "stratum": case.stratum, "due": due,
            "outcome": outcome.value, "why": why,
        }  # fmt: skip


def evaluate(cases: Iterable[Posed], translator: Callable[[], Translator]) -> Iterator[Judged]:
    """Puts each case to a new translator, and judges its answer, one after the other."""
    for posed in cases:
        try:
            answer = draft(posed.request, translator(), {})
        except Failure as failure:
            answer = failure
        yield Judged(posed, judge(posed, answer))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers there are of each outcome, of the cases with something in common."""

    name: str
    counts: Mapping[Outcome, int]

    @property
    def cases(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def share(self) -> float:
        """How many of a hundred are right."""
        return 100 * self.counts[Outcome.RIGHT] / self.cases if self.cases else 0.0

    def to_json(self) -> dict[str, int]:
        """The counts by outcome, and of all."""
        return {"cases": self.cases, **{o.value: self.counts[o] for o in Outcome}}


@dataclass(frozen=True, slots=True)
class Score:
    """What came out. `provider` and `model` say of whom; no model is asked offline."""

    provider: str
    model: str
    judged: Sequence[Judged]

    @property
    def total(self) -> Tally:
        """Of all cases."""
        return _tally("all", self.judged)

    @property
    def strata(self) -> list[Tally]:
        """Of each stratum that has a case, in their order."""
        return self._by(STRATA, lambda judged: judged.posed.case.stratum)

    @property
    def domains(self) -> list[Tally]:
        """Of each domain that has a case, by name."""
        names = sorted({judged.posed.domain for judged in self.judged})
        return self._by(names, lambda judged: judged.posed.domain)

    def of(self, outcome: Outcome) -> list[Judged]:
        """The cases whose answer counts so."""
        return [judged for judged in self.judged if judged.verdict.outcome is outcome]

    def to_json(self) -> dict[str, Any]:
        """As plain data, without time or machine."""
        return {
            "format_version": FORMAT_VERSION,
            "provider": self.provider,
            "model": self.model,
            "total": self.total.to_json(),
            "strata": {tally.name: tally.to_json() for tally in self.strata},
            "domains": {tally.name: tally.to_json() for tally in self.domains},
            "cases": [judged.to_json() for judged in self.judged],
        }

    def _by(self, names: Iterable[str], of: Callable[[Judged], str]) -> list[Tally]:
        found = (_tally(name, [j for j in self.judged if of(j) == name]) for name in names)
        return [tally for tally in found if tally.cases]


def _tally(name: str, judged: Iterable[Judged]) -> Tally:
    return Tally(name, Counter(j.verdict.outcome for j in judged))
