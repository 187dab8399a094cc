"""except, intersect, pivot and unpivot: what they mean, and that every engine gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from speccc.driver import optimise
from speccc.functions.catalogue import AGGREGATE
from speccc.ir.rel import Row
from speccc.reference.interpret import run
from tests.differential.engines import ENGINES, PARTIAL
from tests.differential.law import same_rows
from tests.differential.partial import possible
from tests.differential.reshaping import (
    CASES,
    INTO,
    MEASURES,
    MONEY,
    POOLS,
    check_reshaping,
    compared,
    compared_rows,
    expected,
    pivoted_rows,
    taken_apart,
    turned_rows,
)
from tests.differential.servers import SERVERS


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES)
def test_engines_agree(case: str, engine: str) -> None:
    check_reshaping(case, engine)


@pytest.mark.servers
@pytest.mark.parametrize("engine", SERVERS)
@pytest.mark.parametrize("case", CASES)
def test_servers_agree(case: str, engine: str) -> None:
    check_reshaping(case, engine)


@pytest.mark.servers
@pytest.mark.parametrize("engine", PARTIAL)
@pytest.mark.parametrize("case", CASES)
def test_what_an_engine_has_of_it_agrees(case: str, engine: str) -> None:
    """It has no decimals."""
    made, rows = CASES[case]("int64")
    pipeline = possible(made, engine)
    assert pipeline is not None
    assert len(pipeline.sinks) > len(made.sinks) / 2
    due = run(pipeline, rows, {}).sinks
    same_rows(pipeline, due, PARTIAL[engine](pipeline)(rows))


@pytest.mark.parametrize("case", CASES)
def test_passes_change_no_rows(case: str) -> None:
    made, rows = CASES[case](MONEY)
    better = optimise(made)
    same_rows(better, expected(case), run(better, rows, {}).sinks)


def test_set_operations_are_those_of_sets() -> None:
    """Python's sets say which rows are due; each sink has some, but those of nothing."""
    rows, sinks = compared_rows(), expected("set operations")
    columns = {name: at for at, name in enumerate(POOLS)}
    for name in POOLS:
        left, right = (
            Counter(row[columns[name]] for row in rows[side]) for side in ("l_rows", "r_rows")
        )
        assert _alone(sinks[f"except_lr_{name}_out"]) == Counter(set(left) - set(right))
        assert _alone(sinks[f"intersect_lr_{name}_out"]) == Counter(set(left) & set(right))
        assert sinks[f"except_lr_{name}_out"]
        assert sinks[f"intersect_lr_{name}_out"]
    assert sinks["except_lr_all_out"]
    assert sinks["intersect_rl_all_out"]


def test_a_null_is_found_and_left_out_like_any_value() -> None:
    rows = {"l_rows": [(None,) * 7], "r_rows": [(None,) * 7, (None,) * 7]}
    sinks = run(compared(), rows, {}).sinks
    assert sinks["except_lr_all_out"] == []
    assert sinks["intersect_lr_all_out"] == [(None,) * 7]


def _alone(rows: Sequence[Row]) -> Counter[Any]:
    return Counter(value for (value,) in rows)


@pytest.mark.parametrize("case", ["pivot", "pivot of everything"])
@pytest.mark.parametrize("name", MEASURES)
def test_a_pivot_is_an_aggregate_of_the_rows_of_each_value(name: str, case: str) -> None:
    """Without such rows it is an aggregate of no rows."""
    by = ("team",) if case == "pivot" else ()
    rows = {"given": pivoted_rows()}
    found = {row[: len(by)]: row[len(by) :] for row in expected(case)[f"p_{name}_out"]}
    assert set(found) == ({(row[1],) for row in rows["given"]} if by else {()})
    (nothing,) = run(taken_apart("z", ()), rows, {}).sinks[f"p_{name}_out"]
    for at, value in enumerate(INTO.values()):
        own = run(taken_apart(value, by), rows, {}).sinks[f"p_{name}_out"]
        due = {row[: len(by)]: row[-1] for row in own}
        assert {key: row[at] for key, row in found.items()} == {
            key: due.get(key, nothing[0]) for key in found
        }


def test_every_aggregate_function_is_a_measure() -> None:
    assert set(AGGREGATE) <= {text.partition("(")[0] for text in MEASURES.values()}


def test_unpivot_has_a_row_for_each_value_and_null() -> None:
    sinks = expected("unpivot")
    for name in POOLS:
        made = sinks[f"u_{name}_out"]
        assert len(made) == 2 * len(turned_rows())
        assert {row[1] for row in made} == {f"{name}_one", f"{name}_two"}
    assert any(row[2] is None for row in sinks["u_note_out"])
    at = 1 + 2 * list(POOLS).index("price")
    assert Counter(sinks["u_back_out"]) == Counter((row[0], row[at]) for row in turned_rows())
