"""Which overflows no engine may leave out."""

from __future__ import annotations

from typing import Any

import pytest

from speccc.ir.rel import Pipeline
from speccc.ir.verify import verify
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential.engines import Ended, Run
from tests.differential.law import expected_of, hold
from tests.differential.overflowing import overflows
from tests.differential.pipelines import checked
from tests.differential.servers import EVERY

ROWS = {"t": [(2**62,), (2**62,)]}
WINDOW = {"by": [], "order": ["a"]}


def overflowing(step: dict[str, Any]) -> Pipeline:
    return checked(
        {
            "speccc": 1,
            "name": "overflowing",
            "sources": {"t": {"columns": {"a": "int64"}}},
            "steps": [step],
            "sinks": {"out": {"mode": "replace"}},
        }
    )


@pytest.mark.parametrize(
    ("step", "calls"),
    [
        ({"derive": {"b": "a * a"}}, ["multiply"]),
        ({"set": {"a": "a + a"}}, ["add"]),
        ({"derive": {"b": "a * a - 1"}}, ["multiply", "subtract"]),
        ({"derive": {"b": "1 - (-(a * a))"}}, ["multiply", "negate", "subtract"]),
        ({"derive": {"b": "a * a", "c": "a + a"}}, ["multiply", "add"]),
        ({"derive": {"b": "a"}}, []),
        ({"derive": {"b": "a * a is null"}}, ["multiply"]),
        ({"derive": {"b": "coalesce(a * a, a * a)"}}, ["multiply"]),
        ({"filter": "a * a > 1"}, ["multiply"]),
        ({"aggregate": {"by": ["a"], "measures": {"b": "sum(a)"}}}, ["sum"]),
        ({"aggregate": {"by": [], "measures": {"b": "sum(a) - 1"}}}, ["sum", "subtract"]),
        ({"aggregate": {"by": [], "measures": {"b": "max(a * a)"}}}, ["multiply"]),
        ({"window": {**WINDOW, "derive": {"b": "sum(a) over (all rows)"}}}, ["sum"]),
        ({"window": {**WINDOW, "derive": {"b": "first(a * a)"}}}, ["multiply"]),
        ({"runs": {**WINDOW, "while": "a > 1", "measures": {"b": "sum(a)"}}}, ["sum"]),
        ({"runs": {**WINDOW, "while": "a * a > 1", "measures": {"b": "max(a)"}}}, ["multiply"]),
        ({"runs": {**WINDOW, "while": "a > 1", "measures": {"b": "max(a * a)"}}}, []),
    ],
)
def test_each_is_held_alone(step: dict[str, Any], calls: list[str]) -> None:
    found = list(overflows(overflowing(step), ROWS))
    assert [_call(pipeline) for pipeline in found] == calls
    for pipeline in found:
        with pytest.raises(RunError, match="out of range"):
            run(verify(pipeline), ROWS, {})


def _call(pipeline: Pipeline) -> str:
    op: Any = pipeline.nodes[-1].op
    (item,) = getattr(op, "items", ()) or op.measures
    return item.expr.function


def test_an_engine_may_leave_out_what_no_sink_holds() -> None:
    pipeline = overflowing({"derive": {"b": "a * a is null"}})
    hold(pipeline, ROWS, expected_of(pipeline, ROWS), "duckdb", _without_the_sink)


def _without_the_sink(pipeline: Pipeline) -> Run:
    """DuckDB, that leaves out what the sink of the whole pipeline holds."""
    if pipeline.sinks[0].name == "out":
        return lambda sources: {"out": []}
    return EVERY["duckdb"](pipeline)


@pytest.mark.parametrize(
    ("run_it", "told"),
    [
        (lambda sources: {"alone": [], "out": []}, "missed"),
        (lambda sources: _end("cast"), "for"),
        (lambda sources: _end("io"), "stumbled"),
    ],
)  # fmt: skip
def test_an_engine_that_does_not_see_it(run_it: Run, told: str) -> None:
    pipeline = overflowing({"derive": {"b": "a * a"}})
    with pytest.raises(AssertionError, match=told):
        hold(pipeline, ROWS, expected_of(pipeline, ROWS), "duckdb", lambda _: run_it)


def test_only_where_it_is_told_may_a_run_end_by_what_is_too_small() -> None:
    pipeline = overflowing({"derive": {"b": "1.0 / 3.0 * 2.0"}})
    expected = expected_of(pipeline, ROWS)
    hold(pipeline, ROWS, expected, "postgres", lambda _: lambda sources: _end("overflow"))
    others = overflowing({"derive": {"b": "a - a", "c": "exp(-745.14)"}})
    for made, engine, kind in (
        (pipeline, "postgres", "cast"),
        (pipeline, "duckdb", "overflow"),
        (others, "postgres", "overflow"),
    ):
        expected = expected_of(made, ROWS)
        with pytest.raises(AssertionError, match="the interpreter gave rows"):
            hold(made, ROWS, expected, engine, lambda _, kind=kind: lambda sources: _end(kind))


def _end(kind: str) -> Any:
    raise Ended(kind, "value out of range: underflow" if kind == "overflow" else "of itself")
