"""The items of lists. What is wrong with them hangs in the museum."""

from __future__ import annotations

import pytest

from speccc.diagnostics import Reporter
from speccc.lang.ast import OrderItem
from speccc.lang.items import Item, Key, parse_item, parse_key, parse_order
from tests.unit.lang.support import locate


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("a", Item("a", "a", locate(0, 1), locate(0, 1))),
        ("old as new", Item("old", "new", locate(0, 3), locate(7, 10))),
        ("  date AS\torder ", Item("date", "order", locate(2, 6), locate(10, 15))),
    ],
)
def test_items(text: str, item: Item) -> None:
    assert parse_item(text, locate, Reporter()) == item


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("id", Key("id", "id", locate(0, 2), locate(0, 2))),
        ("id = order_id", Key("id", "order_id", locate(0, 2), locate(5, 13))),
        ("left=right", Key("left", "right", locate(0, 4), locate(5, 10))),
    ],
)
def test_keys(text: str, key: Key) -> None:
    assert parse_key(text, locate, Reporter()) == key


@pytest.mark.parametrize(
    ("text", "column", "descending"),
    [
        ("a", "a", False),
        ("a desc", "a", True),
        ("desc DESC", "desc", True),
        (" asc ", "asc", False),
    ],
)
def test_orders(text: str, column: str, descending: bool) -> None:
    item = parse_order(text, locate, Reporter())
    start = len(text) - len(text.lstrip())
    assert item == OrderItem(column, descending, span=locate(0, 0))
    assert item is not None
    assert item.span == locate(start, len(text.rstrip()))


def test_earlier_errors_do_not_count() -> None:
    reporter = Reporter()
    assert parse_item("a b", locate, reporter) is None
    assert parse_item("a", locate, reporter) is not None
    assert len(reporter.diagnostics) == 1
