"""Joins against the definition: every pair of rows is looked at."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.ir.expr import Expr, Side
from speccc.ir.rel import Join, JoinKey, JoinKind, Taken
from speccc.reference import RunError
from speccc.types import INT64
from tests.unit.reference.build import call, col, rows_of

LEFT = "k, m, a"
RIGHT = "k, m, b"
KEYS = (JoinKey("k", "k"), JoinKey("m", "m"))
TAKE = (Taken("b", "b"), Taken("k", "right_k"))
SMALLER = call("less", col("a", side="left"), col("b", side="right"))

value = st.one_of(st.none(), st.integers(0, 2))
table = st.lists(st.tuples(value, value, value), max_size=6)
Cells = tuple[int | None, int | None, int | None]


def join(kind: JoinKind, where: Expr | None = None, keys: tuple[JoinKey, ...] = KEYS) -> Join:
    take = () if kind in ("semi", "anti") else TAKE
    return Join("l", "r", kind, keys, where, take, None)


def out(kind: JoinKind) -> str:
    return LEFT if kind in ("semi", "anti") else f"{LEFT}, b, right_k"


def meets(left: Cells, right: Cells, *, keyed: bool, where: bool) -> bool:
    same = not keyed or all(
        a is not None and a == b for a, b in zip(left[:2], right[:2], strict=True)
    )
    smaller = left[2] is not None and right[2] is not None and left[2] < right[2]
    return same and (smaller or not where)


@given(left=table, right=table, where=st.booleans())
@pytest.mark.parametrize("kind", ["inner", "left", "full", "semi", "anti"])
def test_a_join_is_its_definition(
    kind: JoinKind, left: list[Cells], right: list[Cells], where: bool
) -> None:
    op = join(kind, SMALLER if where else None)
    made = rows_of(op, out(kind), l=(LEFT, left), r=(RIGHT, right))
    due: list[tuple[int | None, ...]] = []
    for one in left:
        found = [r for r in right if meets(one, r, keyed=True, where=where)]
        if kind == "semi":
            due += [one] if found else []
        elif kind == "anti":
            due += [] if found else [one]
        else:
            due += [(*one, r[2], r[0]) for r in found]
            due += [(*one, None, None)] if kind != "inner" and not found else []
    if kind == "full":
        alone = [r for r in right if not any(meets(x, r, keyed=True, where=where) for x in left)]
        due += [(r[0], r[1], None, r[2], r[0]) for r in alone]
    assert Counter(made) == Counter(due)


@given(left=table, right=table)
def test_a_cross_join_has_every_pair(left: list[Cells], right: list[Cells]) -> None:
    op = join("cross", keys=())
    made = rows_of(op, out("cross"), l=(LEFT, left), r=(RIGHT, right))
    assert Counter(made) == Counter((*a, b[2], b[0]) for a in left for b in right)


def test_keys_may_have_two_names() -> None:
    op = Join("l", "r", "full", (JoinKey("id", "ref"),), None, (Taken("x", "x"),), None)
    made = rows_of(
        op, "id, x", l=("id", [(1,), (2,)]), r=("ref, x", [(2, 20), (3, 30), (None, 40)])
    )
    assert Counter(made) == Counter([(1, None), (2, 20), (3, 30), (None, 40)])


@pytest.mark.parametrize(
    ("check", "right", "message"),
    [
        ("at_most_one", [(1, 0, 5), (1, 0, 6)], "step 'made': 1 row with more than one match"),
        ("exactly_one", [(1, 0, 5), (1, 0, 6)], "step 'made': 1 row with more than one match"),
        ("exactly_one", [(1, 0, 5)], "step 'made': 1 row without a match"),
    ],
)
@pytest.mark.parametrize("kind", ["inner", "left", "semi"])
def test_checks(kind: JoinKind, check: str, right: list[Cells], message: str) -> None:
    left = [(1, 0, 1), (2, 0, 1)]
    plain = join(kind)
    checked = Join("l", "r", kind, KEYS, None, plain.take, check)  # type: ignore[arg-type]
    with pytest.raises(RunError) as caught:
        rows_of(checked, out(kind), l=(LEFT, left), r=(RIGHT, right))
    assert (caught.value.kind, caught.value.message) == ("join", message)


def test_at_most_one_allows_none() -> None:
    op = Join("l", "r", "left", KEYS, None, TAKE, "at_most_one")
    assert rows_of(op, out("left"), l=(LEFT, [(1, 0, 1)]), r=(RIGHT, [])) == [(1, 0, 1, None, None)]


def test_the_check_sees_only_what_where_lets_through() -> None:
    op = Join("l", "r", "left", KEYS, SMALLER, TAKE, "exactly_one")
    made = rows_of(op, out("left"), l=(LEFT, [(1, 0, 5)]), r=(RIGHT, [(1, 0, 4), (1, 0, 6)]))
    assert made == [(1, 0, 5, 6, 1)]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_test_of_one_side_is_asked_of_rows_without_a_match(side: Side) -> None:
    """Engines may ask it before they match."""
    name = "a" if side == "left" else "b"
    doubled = call("add", col(name, side=side), col(name, side=side), type=INT64)
    where = call("or", call("not", call("greater", doubled, 0)), SMALLER)
    tables = {"left": [(1, 0, 5)], "right": [(1, 0, 6)]}
    tables[side] = [*tables[side], (2, 0, 2**62)]
    with pytest.raises(RunError) as caught:
        rows_of(join("semi", where), LEFT, l=(LEFT, tables["left"]), r=(RIGHT, tables["right"]))
    assert (caught.value.kind, caught.value.message) == (
        "overflow",
        "step 'made', 'where': out of range in 1 row",
    )


def test_a_test_of_both_sides_is_asked_of_matches_alone() -> None:
    total = call("add", col("a", side="left"), col("b", side="right"), type=INT64)
    op = join("semi", call("greater", total, 0))
    left, right = [(1, 0, 5), (2, 0, 2**62)], [(1, 0, 2**62)]
    assert rows_of(op, LEFT, l=(LEFT, left), r=(RIGHT, right)) == [(1, 0, 5)]
