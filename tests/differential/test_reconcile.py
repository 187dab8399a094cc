"""The rule reconcile finds the same number of rows on every engine, whatever it compares."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speccc.driver import optimise
from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential.engines import ENGINES, PARTIAL, Ended, Run
from tests.differential.partial import possible
from tests.differential.servers import SERVERS, parameters
from tests.support.specs import pipeline

SPEC = """\
speccc: 1
name: tested
sources:
  here:
    columns: {part: int64, day: date, value: "TYPE", free: text}
    key: [part, day]
  there:
    columns: {part: int64, on_day: date not null, other: "TYPE"}
    key: [part, on_day]
steps:
  - name: balanced
    from: here
    expect: [{reconcile: {with: there, keys: [part, day = on_day], columns: [value = other]WITHIN}}]
sinks:
  result: {mode: replace}
"""
#: A type, some of its values, and how much they may differ.
COMPARED: list[tuple[str, tuple[Value, ...], str]] = [
    ("int64", (0, 1, -2, 2**53, 2**53 + 1), "1"),
    ("text", ("", "a", "A", "a "), ""),
    ("decimal(4,2)", (Decimal("1.10"), Decimal("1.60"), Decimal("-1.11")), "0.5"),
    ("decimal(4,2)", (Decimal("1.10"), Decimal("1.11")), ""),
    ("int64", (2**53, 2**53 + 1), ""),
    ("float64", (0.0, -0.0, 0.25, 0.5, 1e15), "0.25"),
    ("date", (dt.date(2024, 2, 29), dt.date(1969, 12, 31)), ""),
    ("timestamp", (dt.datetime(2024, 2, 29, 1), dt.datetime(2024, 2, 29)), ""),
    ("bool", (True, False), ""),
]
DAYS = (dt.date(2024, 1, 31), dt.date(2024, 2, 1))
ALL: dict[str, Callable[[Pipeline], Run]] = {**ENGINES, **PARTIAL, **SERVERS}


@pytest.mark.parametrize("engine", parameters([*ENGINES, *PARTIAL]))
def test_the_same_rows_are_found(engine: str) -> None:
    for type, pool, within in COMPARED[:1]:
        agree(engine, type, pool, within, examples=8)


@pytest.mark.servers
@pytest.mark.parametrize("engine", ALL)
@pytest.mark.parametrize(("type", "pool", "within"), COMPARED)
def test_whatever_is_compared(engine: str, type: str, pool: tuple[Value, ...], within: str) -> None:
    agree(engine, type, pool, within)


TOTALS = """\
speccc: 1
name: tested
sources:
  here: {columns: {value: int64}}
  there: {columns: {other: int64}}
steps:
  - {name: total, from: there, aggregate: {by: [], measures: {rows: count(), other: sum(other)}}}
  - {name: mine, from: here, aggregate: {by: [], measures: {rows: count(), value: sum(value)}}}
  - name: balanced
    expect:
      - reconcile: {with: total, keys: [], columns: [value = other], within: 1}
      - {check: rows < 3, severity: quarantine}
      - reconcile: {with: total, keys: [], columns: [rows]}
        severity: warn
sinks:
  result: {mode: replace}
  rest: {from: balanced.rejected, mode: replace}
"""


@pytest.mark.parametrize("engine", parameters([*ENGINES, *PARTIAL]))
def test_two_totals(engine: str) -> None:
    totals(engine)


@pytest.mark.servers
@pytest.mark.parametrize("engine", SERVERS)
def test_two_totals_on_servers(engine: str) -> None:
    totals(engine)


def totals(engine: str) -> None:
    found = pipeline(TOTALS)
    run_it = ALL[engine](optimise(found))
    for here, there, due in (
        ([], [], 0),
        ([(1,)], [], 2),  # a sum of nothing is NULL
        ([(1,)], [(2,)], 0),
        ([(1,)], [(3,)], 2),
        ([(1,), (1,), (1,)], [(3,)], 0),
    ):
        sources = {"here": here, "there": there}
        assert broken(lambda sources=sources: run(found, sources, {})) == due
        assert broken(lambda sources=sources: run_it(sources)) == due


def agree(engine: str, type: str, pool: tuple[Value, ...], within: str, examples: int = 20) -> None:
    bound = f", within: {within}" if within else ""
    found = pipeline(SPEC.replace("TYPE", type).replace("WITHIN", bound))
    if engine in PARTIAL and possible(found, engine) is None:
        return
    run_it = ALL[engine](optimise(found))
    outcomes: set[int] = set()

    @settings(max_examples=examples)
    @given(rows(pool, (*DAYS, None)), rows(pool, DAYS))
    def law(here: list[Row], there: list[Row]) -> None:
        sources = {"here": [(*row, "free") for row in here], "there": there}
        due = broken(lambda: run(found, sources, {}))
        assert broken(lambda: run_it(sources)) == due
        outcomes.add(due)

    law()
    assert len(outcomes) > 2, outcomes


def rows(pool: tuple[Value, ...], days: tuple[Value, ...]) -> st.SearchStrategy[list[Row]]:
    """Few keys and few values, so that many rows have a partner."""
    columns = (st.sampled_from((1, None)), st.sampled_from(days), st.sampled_from((*pool, None)))
    return st.lists(st.tuples(*columns), max_size=4, unique_by=lambda row: row[:2])


def broken(act: Callable[[], object]) -> int:
    """The number of rows in the error that it ends with; 0 if it ends well."""
    try:
        act()
    except (RunError, Ended) as error:
        told = str(error)
    else:
        return 0
    found = re.search(r"'reconcile: t\w+ .*\((\d+) rows?\)", told)
    assert found, told
    return int(found[1])
