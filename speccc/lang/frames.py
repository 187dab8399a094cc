"""What stands in a call after its arguments: `order by …` inside it, `over (…)` behind it."""

from __future__ import annotations

from speccc.diagnostics.codes import expressions as codes
from speccc.lang.ast import Bound, OrderItem
from speccc.lang.cursor import Cursor
from speccc.lang.lexer import Kind
from speccc.lang.sqlisms import IN_OVER


def parse_order_item(cursor: Cursor) -> OrderItem:
    """`column` or `column desc`."""
    token = cursor.column("a column to order by", codes.BAD_ORDER)
    descending = cursor.take_word("desc")
    return OrderItem(token.text, descending, span=cursor.span(token.start))


def parse_order_by(cursor: Cursor) -> tuple[OrderItem, ...]:
    """`order by a, b desc`; nothing where these words do not come next."""
    if not cursor.take_word("order"):
        return ()
    cursor.demand_word("by", codes.BAD_ORDER)
    items = [parse_order_item(cursor)]
    while cursor.take_sign(","):
        items.append(parse_order_item(cursor))
    return tuple(items)


def parse_over(cursor: Cursor) -> Bound | None:
    """`over (frame)`; None where no `over` comes next."""
    start = cursor.current.start
    if not cursor.take_word("over"):
        return None
    cursor.open(codes.BAD_FRAME)
    ends = _frame(cursor)
    cursor.close("')' after the frame", codes.BAD_FRAME)
    return Bound(*ends, span=cursor.span(start))


def _frame(cursor: Cursor) -> tuple[int | None, int | None]:
    if cursor.take_word("all", "rows"):
        return None, None
    if cursor.take_word("rows", "so", "far"):
        return None, 0
    if cursor.take_word("last"):
        count = _count(cursor, least=1)
        cursor.demand_word("rows", codes.BAD_FRAME)
        return 1 - count, 0
    if cursor.take_word("rows", "from"):
        before = _count(cursor, least=0)
        cursor.demand_word("before", codes.BAD_FRAME)
        cursor.demand_word("to", codes.BAD_FRAME)
        after = _count(cursor, least=0)
        cursor.demand_word("after", codes.BAD_FRAME)
        return -before, after
    found = cursor.current.word or cursor.current.sign
    raise cursor.unexpected("a frame", codes.BAD_FRAME, IN_OVER.get(found, ""))


def _count(cursor: Cursor, *, least: int) -> int:
    """A number of rows: digits alone, `least` or more."""
    token = cursor.current
    digits = token.kind is Kind.NUMBER and token.text.isdigit() and len(token.text) < 10
    if not digits or int(token.text) < least:
        raise cursor.unexpected(f"a number of rows from {least}", codes.BAD_FRAME)
    return int(cursor.take().text)
