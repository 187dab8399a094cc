"""Which mutants random pipelines see: the pipelines of `make fuzz`, under its law, each on every
engine with every mutant that it could show, until the mutant is seen.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from speccc.backends.api import Compiled
from speccc.backends.lowering import lowered
from speccc.backends.pandas import PandasBackend
from speccc.backends.sql import SqlBackend
from speccc.backends.used import Conversion, Function, used
from speccc.diagnostics import InternalError
from speccc.driver import optimise
from speccc.ir.rel import Pipeline
from tests.differential.engines import PARTIAL, Sources
from tests.differential.law import Expected, expected_of, hold
from tests.differential.partial import own_sources, possible
from tests.differential.pipelines import Case, pipelines
from tests.differential.servers import EVERY
from tests.fuzz.batch import MOST_STEPS
from tests.sight.model import Mutant, Verdict
from tests.support.drawing import INDEPENDENT

#: Pipelines of one seed, as in the fuzz.
EACH = 50


@dataclass(slots=True)
class Fate:
    """What became of a mutant: `tried` pipelines of which the engine's code was another, the last
    of them that number `at` of all.
    """

    verdict: Verdict = Verdict.MISSED
    tried: int = 0
    at: int = 0


def hunt(
    mutants: Sequence[Mutant],
    count: int,
    *,
    most: int = 0,
    tell: Callable[[int, int], None] = lambda done, left: None,
) -> dict[str, Fate]:
    """The fates of mutants in the first `count` pipelines. A mutant that `most` pipelines have not
    shown is given up (0: none is). `tell` hears of each batch, and how many mutants are left.
    """
    fates = {mutant.name: Fate() for mutant in mutants}
    left = list(mutants)
    logging.disable(logging.WARNING)  # generated modules tell of rules that warn
    for number in range(-(-count // EACH)):
        for place, case in enumerate(_batch(number)):
            at = number * EACH + place + 1
            for engine in dict.fromkeys(mutant.engine for mutant in left):
                own = [mutant for mutant in left if mutant.engine == engine]
                _try(case, engine, own, fates, at)
            left = [m for m in left if fates[m.name].verdict is Verdict.MISSED]
            left = [m for m in left if not most or fates[m.name].tried < most]
            if not left:
                return fates
        tell(number, len(left))
    return fates


def _batch(number: int) -> list[Case]:
    """The pipelines of a seed."""
    found: list[Case] = []

    @seed(number)
    @settings(
        max_examples=EACH,
        phases=(Phase.generate,),
        database=None,
        derandomize=False,
        deadline=None,
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType]
        backend=INDEPENDENT,
    )
    @given(pipelines(most_steps=MOST_STEPS))
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


@dataclass
class _Trial:
    """A pipeline on an engine, without a mutant."""

    pipeline: Pipeline
    sources: Sources
    expected: Expected
    engine: str

    @cached_property
    def uses(self) -> frozenset[str]:
        """The rows of tables that it needs."""
        return frozenset(_uses(self.pipeline))

    @cached_property
    def right(self) -> dict[str, str]:
        """The artefacts."""
        kept: list[dict[str, str]] = []
        with _compiling(kept.append):
            EVERY[self.engine](optimise(self.pipeline))
        return kept[-1]

    @cached_property
    def holds(self) -> bool:
        """Whether the engine agrees without a mutant."""
        return self._outcome() is Verdict.MISSED

    def verdict(self, mutant: Mutant) -> Verdict | None:
        """None if the code is the same."""
        text = self.right

        def same(made: dict[str, str]) -> None:
            if made == text:
                raise _SameError

        with mutant.patch(), _compiling(same):
            try:
                return self._outcome()
            except _SameError:
                return None

    def _outcome(self) -> Verdict:
        try:
            hold(self.pipeline, self.sources, self.expected, self.engine, EVERY[self.engine])
        except _SameError:
            raise
        except InternalError:
            return Verdict.REFUSED
        except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever it is, it is seen
            return Verdict.SEEN
        return Verdict.MISSED


class _SameError(Exception):
    """The mutant changes nothing in this pipeline."""


def _try(
    case: Case, engine: str, mutants: Iterable[Mutant], fates: dict[str, Fate], at: int
) -> None:
    trial = _trial(case, engine)
    if trial is None:
        return
    for mutant in mutants:
        if mutant.reach and mutant.reach.isdisjoint(trial.uses):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            verdict = trial.verdict(mutant)
            if verdict is None or (verdict is not Verdict.MISSED and not trial.holds):
                continue
        fate = fates[mutant.name]
        fate.verdict, fate.tried, fate.at = verdict, fate.tried + 1, at


def _trial(case: Case, engine: str) -> _Trial | None:
    if engine not in PARTIAL:
        expected = expected_of(case.pipeline, case.sources)
        return _Trial(case.pipeline, case.sources, expected, engine)
    part = possible(case.pipeline, engine)
    if part is None:
        return None
    sources = own_sources(part, case.sources)
    return _Trial(part, sources, expected_of(part, sources), engine)


def _uses(pipeline: Pipeline) -> Iterator[str]:
    best = optimise(pipeline)
    yield from (f"step {type(node.op).__name__}" for node in best.nodes)
    made = lowered(best)
    for node in made.nodes:
        for part in used(node, made):
            match part:
                case Function():
                    yield f"{part.form} {part.name}"
                case Conversion():
                    yield f"cast {part.source.kind} {part.to.kind}"
                case _:
                    pass


@contextmanager
def _compiling(look: Callable[[dict[str, str]], None]) -> Iterator[None]:
    """`look` at the artefacts of all that is compiled."""

    def looked(original: Any) -> Any:
        def compile(self: Any, pipeline: Pipeline, target: Any) -> Compiled:
            made = original(self, pipeline, target)
            look({artefact.path: artefact.content for artefact in made.artefacts})
            return made

        return compile

    backends = (SqlBackend, PandasBackend)
    patches = [mock.patch.object(b, "compile", looked(b.compile)) for b in backends]
    with patches[0], patches[1]:
        yield
