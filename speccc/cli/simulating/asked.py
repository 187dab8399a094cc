"""What a simulation is asked for, found in a project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speccc.cli.reading import bound_pipeline
from speccc.cli.simulating.columns import Clock
from speccc.cli.simulating.traffic import SECOND, Traffic
from speccc.cli.work import Work
from speccc.diagnostics import Diagnostic, Failure, did_you_mean
from speccc.diagnostics.codes import simulating as codes
from speccc.execute.producers import PRODUCERS, takes_records
from speccc.execute.runners import away
from speccc.ir.rel import Pipeline, Source
from speccc.lifecycle.unit import Unit

#: The time of the data at which the first record is due, unless another is asked for.
START = dt.datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """`late` and `disorder` are shares of the records of sources with an event time."""

    unit: Unit
    traffic: Traffic
    seed: int
    start: dt.datetime
    late: float
    disorder: float
    root: Path


@dataclass(frozen=True, slots=True)
class Simulated:
    """A bound pipeline, its sources that get records, and the clocks that some of them have."""

    pipeline: Pipeline
    sources: tuple[Source, ...]
    clocks: Mapping[str, Clock]


def find_sources(work: Work, asked: Asked, names: Sequence[str], *, replace: bool) -> Simulated:
    """The sources of these names, or all of the pipeline, if all can get records.

    Raises Failure: E0958, E0982 to E0985, and all that is wrong in the pipeline.
    """
    unit = asked.unit
    pipeline = bound_pipeline(work, unit)
    known = [source.name for source in pipeline.sources]
    wrong: list[Diagnostic] = [
        codes.NO_SUCH_SOURCE.at(
            None, pipeline=unit.pipeline, name=name, note=did_you_mean(name, known)
        )
        for name in names
        if name not in known
    ]
    chosen = tuple(s for s in pipeline.sources if not names or s.name in names)
    for source in chosen:
        fed = _is_fed(work, unit, source.name)
        wrong += _not_written(source, asked, replace=replace, fed=fed)
    clocks = _clocks(asked, chosen)
    if not (clocks or wrong):
        wants = (("late", asked.late), ("disorder", asked.disorder))
        words = {"late": "late", "disorder": "out of order"}
        wrong += [
            codes.NO_CLOCK.at(None, what=words[option], option=option)
            for option, share in wants
            if share
        ]
    if wrong:
        raise Failure(wrong)
    return Simulated(pipeline, chosen, clocks)


def _is_fed(work: Work, unit: Unit, source: str) -> bool:
    """Whether a source reads what another pipeline writes."""
    address, target = f"{unit.pipeline}.{source}", work.inventory.targets[unit.target]
    if address in target.at:
        return address in target.feeds
    return source in work.inventory.specs[unit.pipeline].feeds


def _not_written(source: Source, asked: Asked, *, replace: bool, fed: bool) -> list[Diagnostic]:
    """Why a source gets no records: nothing, for one that may."""
    assert source.binding is not None
    connector, options = source.binding.connector, source.binding.options
    if fed or not takes_records(connector, options):
        address, known = asked.unit.address, ", ".join(PRODUCERS)
        form = " with a registry" if connector in PRODUCERS else ""
        connector = "pipeline" if fed else f"{connector}{form}"
        return [
            codes.NO_PRODUCER.at(
                None, source=source.name, address=address, connector=connector, known=known
            )
        ]
    if "path" not in options:
        return []
    path = str(options["path"])
    outside = away(asked.unit.pipeline, asked.unit.target, asked.root, [path])
    if not outside and not replace and (asked.root / path).exists():
        return [codes.DATA_THERE.at(None, path=path, source=source.name)]
    return outside


def messages_of(source: Source) -> str:
    """The schema of the messages of a topic in Avro; "" for all else."""
    assert source.binding is not None
    if source.binding.options.get("format") != "avro":
        return ""
    from speccc.backends.flink.streams.fields import avro_schema, fields_of_source

    return avro_schema(source.name, fields_of_source(source))


def _clocks(asked: Asked, sources: Sequence[Source]) -> dict[str, Clock]:
    return {
        source.name: Clock(
            source.event_time.column,
            source.event_time.max_lateness * SECOND,
            asked.late,
            asked.disorder,
        )
        for source in sources
        if source.event_time is not None
    }
