"""Operators that keep, drop, change or order rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest

from speccc.ir.expr import Case, When
from speccc.ir.rel import (
    Binding,
    Conversion,
    Convert,
    Dedupe,
    Distinct,
    Filter,
    Item,
    Limit,
    Parameter,
    Project,
    SetOperation,
    Sort,
    Union,
)
from speccc.reference import RunError, run
from speccc.types import DATE, INT64, TEXT, Type, decimal
from tests.unit.reference.build import call, col, lit, order, pipeline, rows_of

BIG = 2**62


def test_project_makes_exactly_its_items() -> None:
    op = Project("t", (Item("b", col("b")), Item("c", call("add", col("a"), 1, type=INT64))))
    assert rows_of(op, "b, c", t=("a, b", [(1, 10), (None, 20)])) == [(10, 2), (20, None)]


def test_project_of_nothing_but_literals_keeps_the_number_of_rows() -> None:
    op = Project("t", (Item("x", lit(7)),))
    assert rows_of(op, "x", t=("a", [(1,), (2,)])) == [(7,), (7,)]


def test_a_filter_keeps_only_what_is_true() -> None:
    op = Filter("t", call("greater", col("a"), 1))
    assert rows_of(op, "a", t=("a", [(1,), (2,), (None,)])) == [(2,)]


def test_overflows_are_counted_and_placed() -> None:
    square = call("multiply", col("a"), 4, type=INT64)
    table = ("a", [(BIG,), (1,), (-BIG,)])
    with pytest.raises(RunError, match=r"^step 'made', column 'x': out of range in 2 rows$"):
        rows_of(Project("t", (Item("x", square),)), "x", t=table)
    with pytest.raises(RunError, match=r"^step 'made', the condition: out of range in 2 rows$"):
        rows_of(Filter("t", call("greater", square, 0)), "a", t=table)


def test_case_and_coalesce_go_only_as_far_as_they_must() -> None:
    square = call("multiply", col("a"), col("a"), type=INT64)
    guarded = Case(
        type=INT64,
        nullable=True,
        whens=(When(call("less", col("a"), 1000), square),),
        otherwise=lit(0),
    )
    first = call("coalesce", col("a"), call("multiply", lit(BIG), 4, type=INT64), type=INT64)
    op = Project("t", (Item("x", guarded), Item("y", first)))
    assert rows_of(op, "x, y", t=("a", [(3,), (BIG,)])) == [(9, 3), (0, BIG)]


def test_and_evaluates_both_sides() -> None:
    beyond = call("greater", call("multiply", lit(BIG), 4, type=INT64), 0)
    with pytest.raises(RunError):
        rows_of(Filter("t", call("and", lit(False), beyond)), "a", t=("a", [(1,)]))


def test_case_without_else_is_null_and_a_null_condition_is_not_true() -> None:
    whens = (When(call("equal", col("a"), 1), lit(10)), When(call("equal", col("a"), 2), lit(20)))
    op = Project("t", (Item("x", Case(type=INT64, nullable=True, whens=whens, otherwise=None)),))
    assert rows_of(op, "x", t=("a", [(1,), (2,), (3,), (None,)])) == [
        (10,),
        (20,),
        (None,),
        (None,),
    ]


def test_dedupe_keeps_the_first_of_each_group_and_null_is_never_first() -> None:
    rows = [(1, None, 1), (1, 5, 2), (1, 7, 3), (None, 1, 4), (None, 0, 5)]
    up = Dedupe("t", ("k",), order("v, id"))
    down = Dedupe("t", ("k",), order("v desc, id"))
    assert rows_of(up, "k, v, id", t=("k, v, id", rows)) == [(1, 5, 2), (None, 0, 5)]
    assert rows_of(down, "k, v, id", t=("k, v, id", rows)) == [(1, 7, 3), (None, 1, 4)]


def test_distinct_has_one_row_of_each_and_null_equals_null() -> None:
    rows = [(1, None, 9), (1, None, 8), (None, None, 7), (1, 2, 6)]
    made = rows_of(Distinct("t", ("a", "b")), "a, b", t=("a, b, c", rows))
    assert made == [(1, None), (None, None), (1, 2)]


def test_minus_zero_is_zero() -> None:
    made = rows_of(Distinct("t", ("a",)), "a float64", t=("a float64", [(0.0,), (-0.0,)]))
    assert made == [(0.0,)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("a, b", [(1, "A"), (1, "a"), (2, "z"), (2, None), (None, "a")]),
        ("a desc, b", [(2, "z"), (2, None), (1, "A"), (1, "a"), (None, "a")]),
        ("b desc, a desc", [(2, "z"), (1, "a"), (None, "a"), (1, "A"), (2, None)]),
    ],
)
def test_nulls_are_last_both_ways(keys: str, expected: list[tuple[int | None, str | None]]) -> None:
    rows = [(None, "a"), (2, None), (1, "a"), (2, "z"), (1, "A")]
    table = ("a, b text", rows)
    assert rows_of(Sort("t", order(keys)), "a, b text", sorted=keys, t=table) == expected
    assert rows_of(Limit("t", order(keys), 3), "a, b text", sorted=keys, t=table) == expected[:3]


def test_a_limit_may_be_larger_than_the_table_or_zero() -> None:
    assert rows_of(Limit("t", order("a"), 9), "a", t=("a", [(2,), (1,)])) == [(1,), (2,)]
    assert rows_of(Limit("t", order("a"), 0), "a", t=("a", [(2,), (1,)])) == []


def test_union_is_by_name_and_keeps_duplicates() -> None:
    op = Union(("t", "u", "t"))
    made = rows_of(op, "a, b", t=("a, b", [(1, 2)]), u=("b, a", [(2, 1), (4, 3)]))
    assert made == [(1, 2), (1, 2), (3, 4), (1, 2)]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [("except", [(3, None)]), ("intersect", [(1, 2), (None, None)])],
)
def test_set_operations_are_by_name_give_each_row_once_and_null_equals_null(
    kind: Literal["except", "intersect"], rows: list[tuple[int | None, ...]]
) -> None:
    left = [(1, 2), (3, None), (None, None), (1, 2), (3, None)]
    right = [(2, 1), (None, None), (None, None), (3, 1)]
    op = SetOperation("t", "u", kind)
    assert rows_of(op, "a, b", t=("a, b", left), u=("b, a", right)) == rows


def test_convert_counts_what_does_not_read() -> None:
    conversions = (Conversion("a", INT64), Conversion("c", DATE))
    rows = [("1", "x", "2024-02-30"), (" 2", "y", None), (None, None, "2024-02-29")]
    table = ("a text, b text, c text", rows)
    with pytest.raises(RunError) as caught:
        rows_of(Convert("t", conversions, "fail"), "a, b text, c date", t=table)
    assert caught.value.kind == "cast"
    assert caught.value.message == (
        "step 'made': column 'a': 1 row not to be read as int64; "
        "column 'c': 1 row not to be read as date"
    )
    made = rows_of(Convert("t", conversions, "set_null"), "a, b text, c date", t=table)
    assert [row[:2] for row in made] == [(1, "x"), (None, "y"), (None, None)]
    assert [str(row[2]) for row in made] == ["None", "None", "2024-02-29"]


@pytest.mark.parametrize("to", [INT64, decimal(9, 2)])
def test_convert_of_what_reads_fails_nothing(to: Type) -> None:
    op = Convert("t", (Conversion("a", to),), "fail")
    assert rows_of(op, "a", t=("a text", [("12",), (None,)])) == [(12,), (None,)]


def test_params_have_defaults_and_must_be_given_otherwise() -> None:
    op = Filter("t", call("greater", col("a"), 0))
    params = (Parameter("low", INT64, 5), Parameter("high", TEXT, None))
    made = pipeline(op, "a", {"t": "a"}, params=params)
    assert run(made, {"t": []}, {"high": "x"}).sinks == {"out": []}
    with pytest.raises(RunError, match="no value for parameter 'high'") as caught:
        run(made, {"t": []}, {"low": 1})
    assert caught.value.kind == "param"


def test_an_empty_text_cannot_be_written_to_csv() -> None:
    made = pipeline(Sort("t", order("a")), "a text, b", {"t": "a text, b"})
    (sink,) = made.sinks
    rows = {"t": [("", 1), ("x", 2), (None, 3), ("", 4)]}
    assert len(run(made, rows, {}).sinks["out"]) == 4
    bound = replace(made, sinks=(replace(sink, binding=Binding("csv", {"path": "x"})),))
    with pytest.raises(RunError, match=r"sink 'out', column 'a': an empty text in 2 rows"):
        run(bound, rows, {})


def test_every_relation_is_kept() -> None:
    made = pipeline(Filter("t", lit(False)), "a", {"t": "a"})
    assert run(made, {"t": [(1,)]}, {}).relations == {"t": [(1,)], "made": []}


def test_decimals_are_equal_whatever_their_scale_was() -> None:
    rows = [(Decimal("1.50"),), (Decimal("1.5"),)]
    assert len(rows_of(Distinct("t", ("a",)), "a decimal", t=("a decimal", rows))) == 1
