"""One batch: random pipelines from one seed, each on every engine."""

from __future__ import annotations

import logging
import random
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from speccc.ir.rel import Pipeline
from tests.differential.engines import PARTIAL, Run, Unplanned
from tests.differential.law import expected_of, hold
from tests.differential.partial import IN_PART, own_sources, possible, reasons
from tests.differential.pipelines import Case, pipelines
from tests.differential.servers import EVERY
from tests.flink.drawing import stream_pipelines
from tests.flink.engine import prepare_flink
from tests.flink.lasting import lasting
from tests.flink.streams import prepare_streams
from tests.fuzz.coverage import Reached, pairs_of
from tests.support.drawing import INDEPENDENT

#: Those that are tried if they are asked for.
ASKED: Mapping[str, Callable[[Pipeline], Run]] = {
    "flink": prepare_flink,
    "flink-streams": prepare_streams,
}
#: What compiles a pipeline for an engine, by its name.
ENGINES = {**EVERY, **PARTIAL, **ASKED}
#: The steps after which a pipeline is long enough.
MOST_STEPS = 8


@dataclass(slots=True)
class Outcome:
    """What became of a batch. `tried` counts the draws that were begun, `discarded` those of them
    that came to nothing (Hypothesis cuts others off, for their length); `outcomes` what the
    interpreter said, `refused` the pipelines of which an engine makes nothing, `in_part` those of
    which it does not make all sinks, `reasons` how many pipelines an engine refuses, whole or in
    part, for a reason; `failure` is a spec that a person can read and what is wrong with it ("" if
    nothing is)."""

    seed: int
    tried: int = 0
    discarded: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    in_part: Counter[str] = field(default_factory=Counter[str])
    #: What an engine's own planner has no plan for, though the target does not refuse it.
    unplanned: Counter[str] = field(default_factory=Counter[str])
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    reached: Reached = field(default_factory=Reached)
    failure: str = ""

    @property
    def pipelines(self) -> int:
        return self.outcomes.total()


def run_batch(number: int, examples: int, engines: tuple[str, ...], *, shrink: bool) -> Outcome:
    """Draws `examples` pipelines from seed `number`, and ends at the first that goes wrong."""
    outcome = Outcome(number)
    worst = ""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)

    @seed(number)
    @settings(
        max_examples=examples,
        phases=phases,
        database=None,
        derandomize=False,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
        ],
        report_multiple_bugs=False,
        backend=INDEPENDENT,
    )
    @given(st.data())
    def law(data: st.DataObject) -> None:
        nonlocal worst
        outcome.tried += not worst
        try:
            case = data.draw(_strategy(engines))
        except UnsatisfiedAssumption:
            outcome.discarded += not worst
            raise
        try:
            every_engine(case, engines, outcome if not worst else Outcome(number))
        except Exception as error:
            worst = f"{case!r}\n{''.join(traceback.format_exception_only(error))}"
            raise

    logging.disable(logging.WARNING)  # generated modules tell of rules that warn
    random.seed(number)
    try:
        with lasting() if {*engines} & {*ASKED} else nullcontext():
            law()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with its seed
        outcome.failure = worst or "".join(traceback.format_exception_only(error))
    return outcome


def _strategy(engines: tuple[str, ...]) -> st.SearchStrategy[Case]:
    """Any pipelines; for streams such as they have."""
    return stream_pipelines() if "flink-streams" in engines else pipelines(most_steps=MOST_STEPS)


def every_engine(case: Case, engines: tuple[str, ...], outcome: Outcome) -> None:
    """Holds each engine to the law, in what it does not refuse. Raises AssertionError."""
    expected = expected_of(case.pipeline, case.sources)
    outcome.outcomes[expected.kind] += 1
    outcome.reached.pairs.update(set(pairs_of(case.document)))
    for engine in engines:
        pipeline, due = case.pipeline, expected
        if engine in IN_PART:
            part = possible(case.pipeline, engine)
            if part is None or len(part.sinks) < len(case.pipeline.sinks):
                outcome.reasons.update((engine, why) for why in reasons(case.pipeline, engine))
                outcome.in_part[engine] += part is not None
            if part is None:
                outcome.refused[engine] += 1
                continue
            pipeline, due = part, expected_of(part, own_sources(part, case.sources))
        try:
            hold(pipeline, own_sources(pipeline, case.sources), due, engine, ENGINES[engine])
        except Unplanned as refused:
            outcome.reasons[engine, str(refused)] += 1
            outcome.unplanned[engine] += 1
            continue
        outcome.reached.take(engine, pipeline)
