"""The small things in lists: `old as new`, `a desc`, `left = right`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from speccc.diagnostics import Reporter, Span
from speccc.diagnostics.codes import expressions as codes
from speccc.lang.ast import OrderItem
from speccc.lang.cursor import Cursor
from speccc.lang.frames import parse_order_item
from speccc.lang.lexer import Kind
from speccc.lang.source import Locate, Source, Stop
from speccc.lang.sqlisms import STAR_OF_ITEMS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item:
    """`old as new`, or a name alone, which is both. The spans are those of the names."""

    old: str
    new: str
    old_span: Span
    new_span: Span


@dataclass(frozen=True, slots=True)
class Key:
    """`left = right`, or a name alone, which is both. The spans are those of the names."""

    left: str
    right: str
    left_span: Span
    right_span: Span


def parse_item(text: str, locate: Locate, reporter: Reporter) -> Item | None:
    """`old` or `old as new`. None after an error, which `reporter` then holds."""
    return _parse(text, locate, reporter, _item)


def parse_order(text: str, locate: Locate, reporter: Reporter) -> OrderItem | None:
    """`column` or `column desc`. None after an error, which `reporter` then holds."""
    return _parse(text, locate, reporter, _order)


def parse_key(text: str, locate: Locate, reporter: Reporter) -> Key | None:
    """`name` or `left = right`. None after an error, which `reporter` then holds."""
    return _parse(text, locate, reporter, _key)


def _parse(text: str, locate: Locate, reporter: Reporter, rule: Callable[[Cursor], T]) -> T | None:
    source = Source(text, locate, reporter)
    try:
        found = rule(Cursor(source))
    except Stop:
        return None
    return None if source.failed else found


def _item(cursor: Cursor) -> Item:
    if cursor.current.sign == "*":
        raise cursor.unexpected("a column", codes.BAD_ITEM, STAR_OF_ITEMS)
    old = new = cursor.column(code=codes.BAD_ITEM)
    due = "'as' or the end"
    if cursor.take_word("as"):
        new = cursor.column("the new name", codes.BAD_ITEM)
        due = "the end"
    if cursor.current.kind is not Kind.END:
        raise cursor.unexpected(due, codes.BAD_ITEM)
    locate = cursor.source.locate
    return Item(old.text, new.text, locate(old.start, old.end), locate(new.start, new.end))


def _order(cursor: Cursor) -> OrderItem:
    item = parse_order_item(cursor)
    if cursor.current.kind is not Kind.END:
        due = "the end" if item.descending else "'desc' or the end"
        raise cursor.unexpected(due, codes.BAD_ORDER)
    return item


def _key(cursor: Cursor) -> Key:
    left = right = cursor.column(code=codes.BAD_KEY)
    due = "'=' or the end"
    if cursor.take_sign("="):
        right = cursor.column("the other input's column", codes.BAD_KEY)
        due = "the end"
    if cursor.current.kind is not Kind.END:
        raise cursor.unexpected(due, codes.BAD_KEY)
    locate = cursor.source.locate
    return Key(left.text, right.text, locate(left.start, left.end), locate(right.start, right.end))
