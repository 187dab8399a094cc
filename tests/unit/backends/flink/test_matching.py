"""Conditions of matches: which are written without OR, and which cannot be."""

from __future__ import annotations

import pytest
from sqlglot import exp, parse_one

from speccc.backends.flink.matching import (
    can_be_said,
    loses_rows,
    may_be_null,
    put_back,
    without_null,
    without_or,
)
from speccc.ir.rel import Join
from tests.differential.pipelines import checked


def join(where: str, kind: str = "semi", a: str = "int64") -> Join:
    columns = {"k": "int64", "a": a, "b": "text", "c": "bool"}
    step = {"join": {"with": "u", "kind": kind, "keys": ["k"], "where": where}}
    if kind == "inner":
        step["join"]["take"] = ["a as taken"]
    pipeline = checked(
        {
            "speccc": 1,
            "name": "matches",
            "sources": {"t": {"columns": columns}, "u": {"columns": columns}},
            "steps": [{"name": "joined", "from": "t", **step}],
            "sinks": {"result": {"mode": "replace"}},
        }
    )
    [found] = [node.op for node in pipeline.nodes if isinstance(node.op, Join)]
    return found


@pytest.mark.parametrize(
    ("where", "loses", "said"),
    [
        ("left.a = right.a and left.b < right.b", False, True),
        ("left.a = right.a and not (left.b like 'x%')", False, True),
        ("coalesce(left.a, 0) = right.a", False, True),
        ("right.a > 1 or right.a is null", False, True),  # nothing of the left is read
        ("left.a = right.a or left.a is null", True, True),
        ("left.c and (left.a + 1 = right.a or left.b = right.b)", True, True),
        ("left.a + right.a is null", True, False),
        ("same(left.a, right.a)", True, False),
        ("not (left.a = right.a or left.b = right.b)", True, False),
        ("case when left.a > 1 then right.c end", True, False),
        ("left.a = right.a or left.b in ('x', 'y')", True, False),
    ],
)
def test_what_is_lost_and_what_can_be_said(where: str, loses: bool, said: bool) -> None:
    for kind in ("semi", "anti"):
        op = join(where, kind)
        assert loses_rows(op) == loses
        assert can_be_said(op) == said


def test_nothing_is_lost_of_other_joins_and_without_null() -> None:
    where = "left.a = right.a or left.a > 3"
    assert loses_rows(join(where))
    assert not loses_rows(join(where, "inner"))
    assert not loses_rows(join(where, a="int64 not null"))


def test_or_becomes_if() -> None:
    tree: exp.Expr = parse_one("a = b AND (c < d OR (e OR f AND g))", read="mysql")
    assert without_or(tree).sql() == "a = b AND IF(c < d, TRUE, IF(e, TRUE, f AND g))"


def test_a_condition_that_reads_no_null() -> None:
    [column] = may_be_null(join("same(left.a, right.a)"))
    made = without_null(column, exp.Literal.number(0))
    assert [part.sql() for part in made] == [
        '"a" IS NULL AS "_is_null_a"',
        'COALESCE("a", 0) AS "_filled_a"',
    ]
    tree: exp.Expr = parse_one('"left"."a" = "right"."a" OR "left"."b"')
    assert put_back(tree, [column]).sql() == (
        'CASE WHEN NOT "left"."_is_null_a" THEN "left"."_filled_a" END = "right"."a" OR "left"."b"'
    )
