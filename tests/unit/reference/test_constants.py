"""Parts that are out of range whatever the row."""

from __future__ import annotations

import pytest

from speccc.driver import never_fitting
from speccc.ir.expr import Call, Expr, Literal
from speccc.ir.rel import Project
from speccc.reference.constants import out_of_range, quotients_computed
from tests.differential.pipelines import checked

BIG = "9223372036854775807"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{BIG} + 1", 1),
        (f"a + ({BIG} + 1)", 1),
        (f"case when a = 1 then {BIG} + 1 else {BIG} * 2 end", 2),
        ("add_days(date '2024-01-31', 2147483647)", 1),
        ("add_days(try_cast('' as date), 2147483647)", 1),
        ("add_days(try_cast('' as date), 2)", 0),
        (f"{BIG} + 0", 0),
        (f"{BIG} + a", 0),
        ("try_cast(1e300 as int64)", 0),
        ("coalesce(a, 1) + 1", 0),
    ],
)
def test_what_reads_nothing_and_never_fits(text: str, count: int) -> None:
    document = {
        "speccc": 1,
        "name": "constants",
        "sources": {"t": {"columns": {"a": "int64"}}},
        "steps": [{"name": "one", "derive": {"b": text}}],
        "sinks": {"out": {"mode": "replace"}},
    }
    assert len(list(out_of_range(checked(document)))) == count


@pytest.mark.parametrize(
    ("text", "steps", "count"),
    [
        ("big + 1", [], 1),
        ("big + one", [], 1),
        ("big + 0", [], 0),
        ("add_days(day, big)", [], 1),
        ("big + 1", [{"filter": "a > 0"}, {"sort": ["a"]}, {"limit": 3}, {"distinct": ["big"]}], 1),
        ("large + 1", [{"select": ["big as large"]}], 1),
        ("big + 1", [{"set": {"big": "a"}}], 0),
        ("big + 1", [{"join": {"with": "t", "kind": "left", "keys": ["a"]}}], 1),
        ("big + 1", [{"join": {"with": "t", "kind": "full", "keys": ["a"]}}], 0),
        ("big + 1", [{"aggregate": {"by": ["big"], "measures": {"rows": "count()"}}}], 1),
        ("big + 1", [{"aggregate": {"by": ["a"], "measures": {"big": "count()"}}}], 0),
        ("big + 1", [{"union": {"with": ["here"]}}], 1),
    ],
)
def test_columns_that_are_the_same_in_all_rows(
    text: str, steps: list[dict[str, object]], count: int
) -> None:
    known = {"big": BIG, "one": "1", "day": "date '2024-01-31'"}
    document = {
        "speccc": 1,
        "name": "constants",
        "sources": {"t": {"columns": {"a": "int64"}}},
        "steps": [
            {"name": "here", "from": "t", "derive": known},
            *steps,
            {"derive": {"b": text}},
        ],
        "sinks": {"out": {"mode": "replace"}},
    }
    assert len(list(out_of_range(checked(document)))) == count


def test_what_is_out_of_range_once_the_rest_is_folded_away() -> None:
    document = {
        "speccc": 1,
        "name": "constants",
        "sources": {"t": {"columns": {"a": "int64"}}},
        "steps": [{"name": "one", "derive": {"b": f"coalesce({BIG}, a) + 1"}}],
        "sinks": {"out": {"mode": "replace"}},
    }
    pipeline = checked(document)
    assert not list(out_of_range(pipeline))
    assert len(list(never_fitting(pipeline))) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.0 / (100.0 * 12.0)", 1 / 1200),
        ("1.0 / twelve", 1 / 12),
        ("div(7, 2)", 3),
        ("div(7, 1 - 1)", None),
    ],
)
def test_a_quotient_of_constants_is_its_value(text: str, value: object) -> None:
    literal = _computed(text)
    assert isinstance(literal, Literal)
    assert (literal.value, literal.nullable) == (value, value is None)


@pytest.mark.parametrize("text", ["1.0 / 3.0", "a / (100.0 * 12.0)", "100.0 * 12.0"])
def test_what_else_is_divided_stays(text: str) -> None:
    assert isinstance(_computed(text), Call)


def _computed(text: str) -> Expr:
    document = {
        "speccc": 1,
        "name": "constants",
        "sources": {"t": {"columns": {"a": "int64"}}},
        "steps": [{"derive": {"twelve": "12.0"}}, {"name": "made", "derive": {"b": text}}],
        "sinks": {"out": {"mode": "replace"}},
    }
    op = quotients_computed(checked(document)).node("made").op
    assert isinstance(op, Project)
    return op.items[-1].expr
