"""Going through trees."""

from __future__ import annotations

import pytest

from speccc.lang import ast
from speccc.lang.walk import children, depth, walk
from tests.unit.lang.support import parse


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a", "a"),
        ("-a + not_b", "a not_b"),
        ("a in (1, 2) and b is null", "a b"),
        ("a between b and c or (d like 'x')", "a b c d"),
        ("case when a then b when c then d else e end", "a b c d e"),
        ("case when a then b end", "a b"),
        ("cast(a as text)", "a"),
        ("f(a, b order by c) over (all rows)", "a b"),
        (":p", ""),
    ],
)
def test_columns_in_the_order_they_are_written(text: str, names: str) -> None:
    found = [node.name for node in walk(parse(text)) if isinstance(node, ast.Name)]
    assert " ".join(found) == names


def test_a_node_comes_before_its_operands() -> None:
    expr = parse("a + b * c")
    assert next(walk(expr)) is expr
    assert [type(child) for child in children(expr)] == [ast.Name, ast.Binary]


@pytest.mark.parametrize(
    ("text", "deep"), [("a", 1), ("((a))", 1), ("-a", 2), ("a + b * c", 3), ("f(a, -(-b))", 4)]
)
def test_depth(text: str, deep: int) -> None:
    assert depth(parse(text)) == deep
