"""Parts of the differential suite, small enough to run once for each mutant."""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from speccc.functions.model import Form
from speccc.ir.rel import Row
from speccc.types import Kind
from tests.differential import sheets
from tests.differential.engines import ENGINES, PARTIAL
from tests.differential.functions import (
    INTERPOLATED,
    MAY_BE_INFINITE,
    TOO_LARGE,
    UNDERFLOW,
    check_cases,
    check_far_apart,
    check_groups,
    check_infinite,
    check_scalars,
    check_too_large,
    held_by,
)
from tests.differential.functions import check_strict_cast as strict
from tests.differential.joins import check_joins
from tests.differential.law import Tally, agree
from tests.differential.partial import possible
from tests.differential.pipelines import Case, checked, pipelines
from tests.differential.reshaping import check_reshaping
from tests.differential.runs import check_gallery
from tests.differential.servers import EVERY
from tests.differential.test_accounting import check_every_row_of_a_file
from tests.sight.model import Check

#: A wrong engine need not be explained.
PHASES = (Phase.generate,)


@cache
def check_function(form: Form, name: str, engine: str) -> Check:
    """Its written cases, then every signature on adversarial or random rows."""

    def run() -> None:
        if (engine, name) not in UNDERFLOW:
            check_cases(form, name, engine)
        sheet = _sheet(form, name, engine)
        if sheet is None:
            return
        if form is Form.SCALAR:
            check_scalars(sheet, engine, f"{engine} {name}" if engine in PARTIAL else name)
            if name in TOO_LARGE:
                check_too_large(name, engine)
            return
        check_groups(sheet, engine, PHASES)
        if name == "row_number":
            small("numbers", engine)()
        if name in MAY_BE_INFINITE:
            check_infinite(sheet, name, engine)
        if name in INTERPOLATED:
            check_far_apart(sheet, engine)

    return run


@cache
def _sheet(form: Form, name: str, engine: str) -> sheets.Sheet | None:
    match form:
        case Form.SCALAR:
            made = sheets.scalar_sheet(name)
        case Form.AGGREGATE:
            made = sheets.aggregate_sheet(name)
        case Form.WINDOW:
            made = sheets.window_sheet(name)
    return held_by(made, engine)


@cache
def casts_of(kind: Kind, engine: str) -> Check:
    """Every conversion of the types of a kind."""

    def run() -> None:
        for source in sheets.CASTABLE:
            sheet = held_by(sheets.cast_sheet(source), engine) if source.kind is kind else None
            if sheet:
                own = f"{engine} " if engine in PARTIAL else ""
                check_scalars(sheet, engine, f"{own}cast {source}")

    return run


def strict_casts(engine: str) -> Check:
    return partial(strict, sheets.TYPES[4], sheets.TYPES[1], engine)


@cache
def step(kind: str, engine: str, examples: int = 150) -> Check:
    """Pipelines that begin with a kind of step."""

    def run() -> None:
        @settings(
            max_examples=examples,
            phases=PHASES,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        @given(pipelines(first=kind, most_steps=2))
        def law(case: Case) -> None:
            pipeline = possible(case.pipeline, engine) if engine in PARTIAL else case.pipeline
            if pipeline is not None:
                rows = {source.name: case.sources[source.name] for source in pipeline.sources}
                agree(pipeline, rows, engine, EVERY[engine], Tally())

        law()

    return run


@cache
def joins(engine: str, *kinds: str) -> Check:
    """Joins with gaps in their keys and columns."""

    def run() -> None:
        for kind in kinds:
            check_joins(kind, engine, PHASES)

    return run


@cache
def reshaping(case: str, engine: str) -> Check:
    """Set operations, pivots or unpivots of chosen rows."""
    return partial(check_reshaping, case, engine)


_NUMBERS = {"by": [], "order": ["k"], "derive": {"at": "row_number()"}}
#: A kind of step on rows that show how it goes wrong: gaps, ties, and both directions.
_SMALL: dict[str, tuple[list[dict[str, Any]], tuple[str, ...]]] = {
    "limit": (
        [
            {"name": "up", "from": "a", "sort": ["k"]},
            {"name": "least", "limit": 2},
            {"name": "up_too", "from": "a", "sort": ["k"]},
            {"name": "first", "limit": 1},
            {"name": "down", "from": "a", "sort": ["k desc"]},
            {"name": "most", "limit": 2},
        ],
        ("least", "first", "most"),
    ),
    "expect": (
        [
            {
                "name": "judged",
                "from": "a",
                "expect": [
                    {"name": "one", "check": "k > 1", "severity": "quarantine"},
                    {"name": "two", "not_null": ["k"], "severity": "quarantine"},
                ],
            }
        ],
        ("judged", "judged.rejected"),
    ),
    "numbers": (
        [{"name": "numbered", "from": "a", "window": _NUMBERS}],
        ("numbered",),
    ),
}
_GIVEN: list[Row] = [(None, 1), (3, 2), (1, 3), (2, 4), (1, 0), (3, 2)]


@cache
def small(kind: str, engine: str) -> Check:
    """The steps of `_SMALL` on its rows."""

    def run() -> None:
        steps, kept = _SMALL[kind]
        made = checked(
            {
                "speccc": 1,
                "name": "small",
                "sources": {"a": {"columns": {"k": "int64", "other": "int64"}}},
                "steps": steps,
                "sinks": {f"out_{at}": {"from": n, "mode": "replace"} for at, n in enumerate(kept)},
            }
        )
        agree(made, {"a": _GIVEN}, engine, EVERY[engine], Tally())

    return run


@cache
def one_match(engine: str) -> Check:
    """A join that promises one match at most meets two."""

    def run() -> None:
        column = {"columns": {"k": "int64"}}
        join = {"with": "b", "kind": "left", "keys": ["k"], "matches": "at_most_one"}
        made = checked(
            {
                "speccc": 1,
                "name": "one_match",
                "sources": {"a": column, "b": column},
                "steps": [{"from": "a", "join": join}],
                "sinks": {"result": {"mode": "replace"}},
            }
        )
        agree(made, {"a": [(1,)], "b": [(1,), (1,)]}, engine, ENGINES[engine], Tally())

    return run


@cache
def files(name: str, on_error: str, engine: str) -> Check:
    """The gallery of a format."""

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            check_gallery(name, on_error, engine, Path(folder))

    return run


@cache
def rejects(engine: str) -> Check:
    """Every row of random files is in the one sink where it is due."""

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            check_every_row_of_a_file(engine, Path(folder), PHASES)

    return run
