"""A spec's schedule for the schedulers that people have: cron, Airflow, GitHub Actions.

Each starts `speccc run`, and fills `:run_date` with the day, in the schedule's zone, on which the
run is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from speccc.analyse.schedules import is_run_date, read_cron
from speccc.backends.api import Artefact, Target
from speccc.backends.documents.markdown import plain
from speccc.backends.documents.templates import render
from speccc.connectors.references import names_in
from speccc.ir import rel


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a unit runs: `cron` in `zone`. `command` starts it, all but its `run_date`, if it
    `takes_run_date`. `hour` and `minute`: when it is due first on a day. `variables`: what it
    needs of the environment.
    """

    cron: str
    zone: str
    command: str
    takes_run_date: bool
    hour: int
    minute: int
    variables: tuple[str, ...]


def schedule_of(pipeline: rel.Pipeline, target: Target) -> Schedule | None:
    """The schedule of a bound pipeline on a target; None if its spec has none."""
    if pipeline.schedule is None:
        return None
    cron = read_cron(pipeline.schedule[0])
    return Schedule(
        cron.text,
        pipeline.schedule[1],
        f"speccc run {pipeline.name} --target {target.name}",
        any(map(is_run_date, pipeline.params)),
        *cron.earliest,
        tuple(dict.fromkeys(_variables(pipeline, target))),
    )


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A scheduler, the file for it, and how that is installed (Markdown)."""

    name: str
    template: str
    file: str
    how: str


def schedulers(pipeline: rel.Pipeline, target: Target) -> tuple[Scheduler, ...]:
    """The files of a unit's schedule; their names tell them apart wherever they are copied to."""
    name = f"schedule/{pipeline.name}_{target.name}"
    return (
        Scheduler(
            "cron",
            "crontab.j2",
            f"{name}.crontab",
            "add its lines with `crontab -e`, and fill in two paths",
        ),
        Scheduler(
            "Airflow 3",
            "dag.py.j2",
            f"{name}_dag.py",
            "copy it to the folder of DAGs; the workers need `SPECCC_PROJECT`",
        ),
        Scheduler(
            "GitHub Actions",
            "workflow.yml.j2",
            f"{name}.yml",
            "copy it to `.github/workflows/`; the repository needs the variable `SPECCC_PACKAGE`",
        ),
    )


def schedules(pipeline: rel.Pipeline, target: Target) -> tuple[Artefact, ...]:
    """The files that schedule a unit; none if its spec has no schedule."""
    schedule = schedule_of(pipeline, target)
    if schedule is None:
        return ()
    values = {
        "pipeline": pipeline,
        "schedule": schedule,
        "address": f"{pipeline.name}.{target.name}",
        "plain": plain,
    }
    return tuple(
        Artefact(scheduler.file, render(scheduler.template, **values))
        for scheduler in schedulers(pipeline, target)
    )


def _variables(pipeline: rel.Pipeline, target: Target) -> Iterator[str]:
    """The names that the environment of a run must have, in the order in which they are met."""
    yield from names_in(target.connection)
    for end in (*pipeline.sources, *pipeline.sinks):
        if end.binding is not None:
            yield from names_in(end.binding.options)
