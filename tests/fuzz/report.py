"""What many batches found, for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.fuzz.batch import Outcome
from tests.fuzz.coverage import Reached, every_pair, every_shape, refused_shapes

#: The most of a list that is printed.
SHOWN = 40
#: How many pipelines an engine may have no plan for: a share, or a few of a short run.
MOST_UNPLANNED, LEAST_UNPLANNED = 0.01, 2


@dataclass(slots=True)
class Total:
    """The sum of batches."""

    tried: int = 0
    discarded: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    in_part: Counter[str] = field(default_factory=Counter[str])
    unplanned: Counter[str] = field(default_factory=Counter[str])
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    reached: Reached = field(default_factory=Reached)
    failures: list[Outcome] = field(default_factory=list[Outcome])

    def add(self, batch: Outcome) -> None:
        self.tried += batch.tried
        self.discarded += batch.discarded
        self.outcomes.update(batch.outcomes)
        self.refused.update(batch.refused)
        self.in_part.update(batch.in_part)
        self.unplanned.update(batch.unplanned)
        self.reasons.update(batch.reasons)
        self.reached.add(batch.reached)
        if batch.failure:
            self.failures.append(batch)

    @property
    def too_many_unplanned(self) -> bool:
        """Whether an engine has no plan for more than happens by a rare condition or two."""
        most = max(LEAST_UNPLANNED, MOST_UNPLANNED * self.outcomes.total())
        return any(count > most for count in self.unplanned.values())


def summary(total: Total, engines: Sequence[str]) -> Iterator[str]:
    """Lines: pipelines, their ends, discards, and what was reached of the language."""
    drawn = total.outcomes.total()
    ends = ", ".join(f"{name} {count:,}" for name, count in total.outcomes.most_common())
    yield f"{drawn:,} pipelines: {ends}"
    yield f"discarded while drawing: {_percent(total.discarded, total.tried)}"
    # It begins each batch with short ones: most of a tenth of them are longer than it allows.
    cut = total.tried - total.discarded - drawn
    yield f"cut off by Hypothesis for their length: {_percent(cut, total.tried)}"
    for engine in engines:
        yield from _refusals(total, engine, drawn)
    yield from _shapes(total.reached, engines)
    pairs = every_pair()
    missed = [f"{a} > {b}" for a, b in pairs if not total.reached.pairs[a, b]]
    yield f"pairs of steps: {_percent(len(pairs) - len(missed), len(pairs))} of {len(pairs)}"
    yield from _named("not reached", missed)
    yield f"differences: {len(total.failures)}"


def _refusals(total: Total, engine: str, drawn: int) -> Iterator[str]:
    """What an engine refuses, and of how many pipelines for which reason: some have several."""
    counted = (total.refused, total.in_part, total.unplanned)
    if not any(count[engine] for count in counted):
        return
    whole, part, unplanned = (_percent(count[engine], drawn) for count in counted)
    yield f"refused by {engine}: as a whole {whole}, some sinks of another {part}"
    yield f"no plan on {engine}: {unplanned}, at most {MOST_UNPLANNED:.0%} may be"
    for (by, why), count in total.reasons.most_common():
        if by == engine:
            yield f"  {_percent(count, drawn)} {why}"


def _shapes(reached: Reached, engines: Sequence[str]) -> Iterator[str]:
    """A line for each engine; what several have not reached is said once."""
    lacking: dict[str, list[str]] = {}
    for engine in engines:
        wanted = set(every_shape()) - refused_shapes(engine)
        missed = {shape for shape in wanted if not reached.shapes[engine, shape]}
        share = _percent(len(wanted) - len(missed), len(wanted))
        yield f"calls on {engine}: {share} of {len(wanted)} signatures"
        for form, name, shown in missed:
            lacking.setdefault(f"{form} {name}({shown})", []).append(engine)
    yield from _named(
        "not reached",
        (
            call if len(by) == len(engines) else f"{call} [{', '.join(by)}]"
            for call, by in sorted(lacking.items())
        ),
    )


def _named(what: str, names: Iterable[str]) -> Iterator[str]:
    found = list(names)
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        yield f"  {what}: {'; '.join(found[:SHOWN])}{more}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"
