"""The law that every engine is held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from speccc.driver import optimise
from speccc.ir.expr import Call, walk
from speccc.ir.holding import expressions
from speccc.ir.rel import Pipeline
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.types import FLOAT64
from tests.differential.compare import difference
from tests.differential.engines import Ended, Rows, Run, Sources
from tests.differential.overflowing import overflows
from tests.differential.partial import IN_PART, own_sources, possible
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
    engine ends it too. As a whole a run with an overflow may succeed, since an engine may leave out
    what no sink holds; not so a run with a sink that holds the overflow alone.

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
    tally.outcomes[expected.kind] += 1
    hold(pipeline, sources, expected, engine, prepare)


#: Those on which numbers wrap: docs/running.md says so.
UNCHECKED = frozenset({"flink", "flink-streams"})
#: Those that end a run in which a product or a quotient is too small for a float64, and what they
#: say: docs/connectors.md says so. Elsewhere it is 0.
TOO_SMALL = {"postgres": "underflow"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What the interpreter says of a pipeline and rows: its sinks' rows, or how the run ends; by an
    overflow, and the pipelines of one sink that hold an overflow each.
    """

    rows: Rows
    error: RunError | None = None
    overflows: tuple[Pipeline, ...] = ()

    @property
    def kind(self) -> str:
        return self.error.kind if self.error else "rows"


def expected_of(pipeline: Pipeline, sources: Sources) -> Expected:
    """What the interpreter says."""
    try:
        return Expected(run(pipeline, sources, {}).sinks)
    except RunError as error:
        found = overflows(pipeline, sources) if error.kind == "overflow" else ()
        return Expected({}, error, tuple(found))


def hold(
    pipeline: Pipeline,
    sources: Sources,
    expected: Expected,
    engine: str,
    prepare: Callable[[Pipeline], Run],
) -> None:
    """The law for what is `expected` already."""
    got = _ending(pipeline, sources, prepare)
    if not expected.error:
        if isinstance(got, Ended):
            may = _may_be_too_small(engine, pipeline, got)
            assert may, f"{engine} ended with '{got}', the interpreter gave rows"
        else:
            same_rows(pipeline, expected.rows, got)
        return
    due = expected.error
    if isinstance(got, Ended):
        assert got.kind != "io", f"{engine} stumbled on '{due}': {got}"
    else:
        assert due.kind == "overflow", f"{engine} missed '{due}'"
    for alone in expected.overflows if engine not in UNCHECKED else ():
        if engine in IN_PART and not possible(alone, engine):
            continue
        ended = _ending(alone, own_sources(alone, sources), prepare)
        what = alone.node(alone.sinks[0].input).op
        assert isinstance(ended, Ended), f"{engine} missed '{due}' in {what}"
        assert ended.kind == "overflow", f"{engine} ended with '{ended}' for '{due}' in {what}"


def _may_be_too_small(engine: str, pipeline: Pipeline, ended: Ended) -> bool:
    """Whether a product or a quotient of floats in the pipeline may be what ended the run."""
    if engine not in TOO_SMALL or TOO_SMALL[engine] not in str(ended):
        return False
    wholes = (whole for node in pipeline.nodes for whole in expressions(node.op))
    calls = (part for whole in wholes for part in walk(whole) if isinstance(part, Call))
    return any(c.function in ("multiply", "divide") and c.type == FLOAT64 for c in calls)


def _ending(
    pipeline: Pipeline, sources: Sources, prepare: Callable[[Pipeline], Run]
) -> Rows | Ended:
    """The rows of a run, or how it ended."""
    try:
        return prepare(optimise(pipeline))(sources)
    except Ended as error:
        return error


def same_rows(pipeline: Pipeline, expected: Rows, got: Rows) -> None:
    """Raises AssertionError with what differs in the first sink that differs."""
    for sink in pipeline.sinks:
        schema = pipeline.node(sink.input).schema
        found = difference(schema, expected[sink.name], got[sink.name], ordered=bool(sink.order))
        assert not found, f"sink {sink.name}: {found}"
