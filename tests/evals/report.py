"""Which mutants of each gold its data tells from it: `python -m tests.evals.report [ID …]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from speccc.ir.rel import Pipeline
from speccc.reference import RunError
from speccc.translate.evaluation.running import compiled
from tests.evals.cases import Found, beside, corpus
from tests.evals.golds import inputs, rows
from tests.evals.mutants import Mutant, mutants

#: At most so many other columns of its type stand in for a column.
_OTHERS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """The mutants of one gold that are specs, by whether the rows show the slip."""

    found: Found
    killed: Sequence[Mutant]
    alive: Sequence[Mutant]

    @property
    def kinds(self) -> Counter[str]:
        return Counter(mutant.kind for mutant in self.killed)

    def __str__(self) -> str:
        total = len(self.killed) + len(self.alive)
        return f"{self.found.case.id}: {len(self.killed)} of {total} killed"


def judge(found: Found) -> Judged:
    """Runs every mutant of a gold that compiles, on the gold's inputs."""
    gold, said = compiled(found.gold)
    assert gold is not None, said
    given = inputs(gold, found)
    due = rows(gold, found, given)
    killed: list[Mutant] = []
    alive: list[Mutant] = []
    for mutant in mutants(found.gold, _alike(gold)):
        pipeline, _ = compiled(mutant.text)
        if pipeline is not None:
            try:
                same = rows(pipeline, found, given) == due
            except RunError:
                same = False
            (alive if same else killed).append(mutant)
    return Judged(found, killed, alive)


def _alike(pipeline: Pipeline) -> Mapping[str, Sequence[str]]:
    """By column of a source, others of its type: the next ones of its source, then the rest."""
    alike: dict[str, list[str]] = {}
    for number, source in enumerate(pipeline.sources):
        elsewhere = [*pipeline.sources[number + 1 :], *pipeline.sources[:number]]
        rest = [column for other in elsewhere for column in other.columns]
        for at, column in enumerate(source.columns):
            others = [*source.columns[at + 1 :], *source.columns[:at], *rest]
            same = dict.fromkeys(o.name for o in others if o.type.kind == column.type.kind)
            alike.setdefault(column.name, [n for n in same if n != column.name][:_OTHERS])
    return alike


def main(ids: Sequence[str]) -> None:
    """Prints the counts, and with ids every mutant that lives."""
    for found in (*corpus(), *beside()):
        if found.case.spec and (not ids or found.case.id in ids):
            judged = judge(found)
            print(judged)  # noqa: T201
            if ids:
                for mutant in judged.alive:
                    print(f"  lives: {mutant.kind}: {mutant.what}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
