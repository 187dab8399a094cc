"""Every row of the catalogue, every conversion and every step, on database servers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from speccc.functions.model import Form
from speccc.types import Type
from tests.differential import sheets
from tests.differential.engines import Ended
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
    check_strict_cast,
    check_too_large,
)
from tests.differential.joins import KINDS as JOINS
from tests.differential.joins import check_joins
from tests.differential.law import Tally, agree, check
from tests.differential.pipelines import checked, pipelines
from tests.differential.servers import EVERY, SERVERS
from tests.differential.test_functions import AGGREGATES, SCALARS, STRICT, WINDOWS
from tests.differential.test_steps import KINDS, PHASES, examples, least_share
from tests.differential.timing import BEYOND, check_beyond, check_timing

pytestmark = [pytest.mark.servers, pytest.mark.parametrize("engine", SERVERS)]


@pytest.mark.parametrize("name", SCALARS)
def test_scalar_function(name: str, engine: str) -> None:
    if (engine, name) in UNDERFLOW:
        with pytest.raises(Ended, match="underflow"):
            check_cases(Form.SCALAR, name, engine)
    else:
        check_cases(Form.SCALAR, name, engine)
    check_scalars(sheets.scalar_sheet(name), engine, name)


@pytest.mark.parametrize("name", TOO_LARGE)
def test_no_scalar_is_infinite(name: str, engine: str) -> None:
    check_too_large(name, engine)


@pytest.mark.parametrize("name", AGGREGATES)
def test_aggregate(name: str, engine: str) -> None:
    check_cases(Form.AGGREGATE, name, engine)
    check_groups(sheets.aggregate_sheet(name), engine)


@pytest.mark.parametrize("name", WINDOWS)
def test_window_call(name: str, engine: str) -> None:
    check_cases(Form.WINDOW, name, engine)
    check_groups(sheets.window_sheet(name), engine)


@pytest.mark.parametrize("name", MAY_BE_INFINITE)
def test_no_aggregate_is_infinite(name: str, engine: str) -> None:
    check_infinite(sheets.aggregate_sheet(name), name, engine)


@pytest.mark.parametrize("name", ["sum", "avg"])
def test_no_window_call_is_infinite(name: str, engine: str) -> None:
    check_infinite(sheets.window_sheet(name), name, engine)


@pytest.mark.parametrize("name", INTERPOLATED)
def test_between_values_far_apart(name: str, engine: str) -> None:
    check_far_apart(sheets.aggregate_sheet(name), engine)


@pytest.mark.parametrize("source", sheets.CASTABLE, ids=str)
def test_conversions(source: Type, engine: str) -> None:
    check_scalars(sheets.cast_sheet(source), engine, f"cast {source}")


@pytest.mark.parametrize(("source", "to"), STRICT, ids=str)
def test_strict_casts(source: Type, to: Type, engine: str) -> None:
    check_strict_cast(source, to, engine)


@pytest.mark.parametrize("value", [0, 5])
def test_less_the_smallest_int64(value: int, engine: str) -> None:
    made = checked(
        {
            "speccc": 1,
            "name": "less",
            "sources": {"given": {"columns": {"a": "int64"}}},
            "steps": [{"derive": {"b": "a - (-9223372036854775808)"}}],
            "sinks": {"result": {"mode": "replace"}},
        }
    )
    tally = Tally()
    agree(made, {"given": [(value,)]}, engine, EVERY[engine], tally)
    assert tally.outcomes == {"overflow": 1}


def test_literals_that_do_not_read(engine: str) -> None:
    """A server may look at a literal before it looks at any condition."""
    kinds = ("int64", "float64", "decimal(9,2)", "bool", "date", "timestamp")
    reads = {f"c{n}": f"try_cast('x' as {kind})" for n, kind in enumerate(kinds)}
    made = checked(
        {
            "speccc": 1,
            "name": "literals",
            "sources": {"given": {"columns": {"a": "int64"}}},
            "steps": [{"derive": reads}],
            "sinks": {"result": {"mode": "replace"}},
        }
    )
    agree(made, {"given": [(1,)]}, engine, EVERY[engine], Tally())


@pytest.mark.parametrize("kind", KINDS)
def test_step(engine: str, kind: str) -> None:
    tally = Tally()

    @settings(max_examples=examples(kind), phases=PHASES)
    @given(pipelines(first=kind, most_steps=3))
    def law(case: object) -> None:
        check(case, engine, tally)  # type: ignore[arg-type]

    law()
    assert tally.share_of_rows() > least_share(kind), tally.outcomes


@pytest.mark.parametrize("kind", JOINS)
def test_joins_with_gaps(kind: str, engine: str) -> None:
    check_joins(kind, engine)


def test_windows_and_runs(engine: str) -> None:
    check_timing(EVERY[engine])


@pytest.mark.parametrize("name", BEYOND)
def test_what_leaves_the_calendar(name: str, engine: str) -> None:
    check_beyond(EVERY[engine], name)


ENDS = ("2.48e-324", "-2.48e-324", "2.46e-324", "1e-400")
ENDS += ("17976931348623158079372e286", "17976931348623158079373e286")


def test_texts_at_the_ends_of_float64(engine: str) -> None:
    """Half of the least one is nothing; half a step beyond the largest there is none."""
    pipeline = checked(
        {
            "speccc": 1,
            "name": "ends",
            "sources": {"t": {"columns": {"a": "text"}}},
            "steps": [{"derive": {"b": "try_cast(a as float64)"}}],
            "sinks": {"out": {"mode": "replace"}},
        }
    )
    agree(pipeline, {"t": [(text,) for text in ENDS]}, engine, EVERY[engine], Tally())
