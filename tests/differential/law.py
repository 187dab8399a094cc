"""The law that every engine is held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from speccc.driver import optimise
from speccc.ir.rel import Pipeline
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential.compare import difference
from tests.differential.engines import Ended, Rows, Run, Sources
from tests.differential.overflowing import held_by_a_sink
from tests.differential.pipelines import Case
from tests.differential.servers import EVERY


@dataclass(slots=True)
class Tally:
    """How many examples ended in rows, and how many in which error."""

    outcomes: Counter[str] = field(default_factory=Counter[str])

    def share_of_rows(self) -> float:
        return self.outcomes["rows"] / max(1, self.outcomes.total())


def check(case: Case, engine: str, tally: Tally) -> None:
    """Where the interpreter gives rows the engine gives the same; where it ends the run the
    engine ends it too (an overflow in what no sink holds may succeed).

    Raises AssertionError with what differs.
    """
    agree(case.pipeline, case.sources, engine, EVERY[engine], tally)


def agree(
    pipeline: Pipeline,
    sources: Sources,
    engine: str,
    prepare: Callable[[Pipeline], Run],
    tally: Tally,
) -> None:
    """The law for one pipeline on rows, on an engine that `prepare` compiles for."""
    expected = expected_of(pipeline, sources)
    tally.outcomes[expected.kind if isinstance(expected, RunError) else "rows"] += 1
    hold(pipeline, sources, expected, engine, prepare)


#: Those on which numbers wrap: docs/running.md says so.
UNCHECKED = frozenset({"flink", "flink-streams"})
#: What the interpreter says of a pipeline and rows: its sinks, or how the run ends.
Expected = Rows | RunError


def hold(
    pipeline: Pipeline,
    sources: Sources,
    expected: Expected,
    engine: str,
    prepare: Callable[[Pipeline], Run],
) -> None:
    """The law for what is `expected` already."""
    ended: Ended | None = None
    got = None
    try:
        got = prepare(optimise(pipeline))(sources)
    except Ended as error:
        ended = error
    if isinstance(expected, RunError):
        may = expected.kind == "overflow" and (
            engine in UNCHECKED or not held_by_a_sink(pipeline, sources)
        )
        assert got is None or may, f"{engine} missed '{expected}'"
        assert ended is None or ended.kind != "io", f"{engine} stumbled on '{expected}': {ended}"
        return
    assert got is not None, f"{engine} ended with '{ended}', the interpreter gave rows"
    same_rows(pipeline, expected, got)


def expected_of(pipeline: Pipeline, sources: Sources) -> Expected:
    """What the interpreter says."""
    try:
        return run(pipeline, sources, {}).sinks
    except RunError as error:
        return error


def same_rows(pipeline: Pipeline, expected: Rows, got: Rows) -> None:
    """Raises AssertionError with what differs in the first sink that differs."""
    for sink in pipeline.sinks:
        schema = pipeline.node(sink.input).schema
        found = difference(schema, expected[sink.name], got[sink.name], ordered=bool(sink.order))
        assert not found, f"sink {sink.name}: {found}"
