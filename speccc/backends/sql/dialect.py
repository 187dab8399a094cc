"""A dialect as a whole: its engine, what it reaches, and how its scripts are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from speccc.backends.modes import Modes
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.refusals import NOTHING, Refused, refusals
from speccc.backends.sql.scripts import Scripts
from speccc.diagnostics import Diagnostic
from speccc.ir.rel import Pipeline


def _nothing(_: Pipeline) -> Iterable[Diagnostic]:
    """Nothing is refused."""
    return ()


def _as_it_is(pipeline: Pipeline) -> Pipeline:
    """Nothing is written otherwise."""
    return pipeline


@dataclass(frozen=True, slots=True)
class Dialect:
    """A row of `DIALECTS`.

    `reads`: the connectors it knows; `writes`: those it writes, and in which modes. `scripts`
    writes a pipeline down. `refused` are the functions, types and steps that it does not build;
    `further` finds what else stands in the way of a pipeline. `rewritten` is one of the same rows,
    in steps that the engine takes.
    """

    engine: Engine
    reads: Collection[str]
    writes: Modes
    scripts: Callable[[Engine, Pipeline], Scripts]
    refused: Refused = NOTHING
    further: Callable[[Pipeline], Iterable[Diagnostic]] = _nothing
    rewritten: Callable[[Pipeline], Pipeline] = _as_it_is

    @property
    def name(self) -> str:
        return self.engine.name

    def refusals(self, pipeline: Pipeline) -> Iterator[Diagnostic]:
        """Everything that stands in the way (E0725), before anything is compiled."""
        yield from refusals(pipeline, self.engine, self.refused)
        yield from self.further(pipeline)
