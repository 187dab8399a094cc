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
    engine ends it too (an overflow in rows that no sink sees may succeed).

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
    ending: RunError | None = None
    expected = None
    try:
        expected = run(pipeline, sources, {})
    except RunError as error:
        ending = error
    tally.outcomes[ending.kind if ending else "rows"] += 1
    ended: Ended | None = None
    got = None
    try:
        got = prepare(optimise(pipeline))(sources)
    except Ended as error:
        ended = error
    if got is None:
        assert ending is not None, f"{engine} ended with '{ended}', the interpreter gave rows"
        return
    if expected is None:
        assert ending is not None
        assert ending.kind == "overflow", f"{engine} missed '{ending}'"
        return
    same_rows(pipeline, expected.sinks, got)


def same_rows(pipeline: Pipeline, expected: Rows, got: Rows) -> None:
    """Raises AssertionError with what differs in the first sink that differs."""
    for sink in pipeline.sinks:
        schema = pipeline.node(sink.input).schema
        found = difference(schema, expected[sink.name], got[sink.name], ordered=bool(sink.order))
        assert not found, f"sink {sink.name}: {found}"
