"""What is known of columns, from operator to operator."""

from __future__ import annotations

import pytest

from speccc.ir.carried import carried
from speccc.ir.expr import Aggregate, Item, Literal
from speccc.ir.rel import (
    Conversion,
    Convert,
    Filter,
    GroupBy,
    Join,
    Op,
    Project,
    Taken,
    Union,
    Window,
)
from speccc.types import BOOL, INT64, TEXT, Column, Schema

TRUE = Literal(True, type=BOOL, nullable=False)
COUNT = Aggregate(type=INT64, nullable=False, function="count", args=())
HERE, THERE = {"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}


def join(kind: str) -> Join:
    return Join("t", "u", kind, (), None, (Taken("c", "d"),), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("op", "known"),
    [
        (Filter("t", TRUE), HERE),
        (Project("t", (Item("a", TRUE),)), {}),
        (Convert("t", (Conversion("a", TEXT),), "set_null"), {"b": "2"}),
        (Window("t", (), (), 0, (Item("b", TRUE),)), {"a": "1"}),
        (GroupBy("t", ("a",), (Item("b", COUNT),)), {"a": "1"}),
        (Union(("t", "u")), {"a": "1"}),
        (join("inner"), HERE | {"d": "4"}),
        (join("left"), HERE),
        (join("full"), {}),
    ],
)
def test_what_stays_known(op: Op, known: dict[str, str]) -> None:
    columns = (Column(name, INT64, nullable=True) for name in ("a", "b", "d"))
    assert carried(op, (HERE, THERE), Schema(tuple(columns))) == known


def test_a_column_that_is_gone_is_not_known() -> None:
    schema = Schema((Column("b", INT64, nullable=True),))
    assert carried(Filter("t", TRUE), (HERE,), schema) == {"b": "2"}
