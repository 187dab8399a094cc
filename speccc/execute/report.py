"""What a run measured, the same for every engine."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Read(TypedDict):
    """Rows read from a source; `rejected`: how many of them were put aside, if it puts any."""

    read: int
    rejected: NotRequired[int]


class Written(TypedDict):
    """Rows written to a sink."""

    written: int


class Broken(TypedDict):
    """A rule that does not hold: `broken` rows break it (for row_count, the count itself)."""

    step: str
    rule: str
    severity: str
    broken: int


class StepRows(TypedDict):
    """The rows of a step; those of a source go in as they are read.

    `checked`: rows in were found to be rows out and those of the other three numbers together;
    they are 0 where nothing is known of them.
    """

    step: str
    kind: str
    rows_in: int
    rows_out: int
    filtered: int
    deduplicated: int
    quarantined: int
    checked: bool


class Job(TypedDict):
    """A job of a cluster, as it was seen last; a number that is not known is None."""

    id: str
    state: str
    records_in: int | None
    records_out: int | None


class RunError(TypedDict):
    """Why a run ended; `kind` is a key of `speccc.diagnostics.codes.runs.BY_KIND`."""

    kind: str
    message: str


class Report(TypedDict):
    """One run of one unit. `phases`: seconds of extract, transform and load.

    `watermarks`: by incremental source, the greatest value of its column that was read.
    `nulled`: by source with `on_error: set_null` and column, how many values did not read.
    `rejected`: by source and step, how many rows were put aside, 0 too.
    `late`: by source of a stream, how many rows came too late and were left out, 0 too.
    `profile`: the steps of a run with `--profile`, as far as it came. `jobs`: those that a cluster
    ran for it.
    """

    sources: dict[str, Read]
    nulled: dict[str, dict[str, int]]
    sinks: dict[str, Written]
    expectations: list[Broken]
    watermarks: dict[str, str]
    phases: dict[str, float]
    error: RunError | None
    rejected: NotRequired[dict[str, int]]
    late: NotRequired[dict[str, int]]
    profile: NotRequired[list[StepRows]]
    jobs: NotRequired[list[Job]]


def empty_report() -> Report:
    """The report of a run that has not done anything yet."""
    return {
        "sources": {},
        "nulled": {},
        "sinks": {},
        "expectations": [],
        "watermarks": {},
        "phases": {},
        "error": None,
    }
