"""Sentences about where data comes from and goes to, as items."""

from __future__ import annotations

from typing import Any

from speccc.translate.model import Words
from speccc.translate.offline.nouns import is_noun
from speccc.translate.offline.parts import item_of, used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, text_of
from speccc.translate.offline.tokens import Kind
from speccc.translate.offline.values import Item, is_tuple


def end_rules(context: Context) -> dict[str, Rule]:
    """The rules of sources and destinations. A place and each attribute is an item."""
    return {
        "read": _end("read"),
        "read_several": lambda parts, words: [
            Item("read", (None, place), words) for place in parts
        ],
        "write": _end("write"),
        "write_named": lambda parts, words: Item(
            "write",
            (
                next((p for p in parts if is_noun(p)), None),
                Item("named", (text_of(parts[-1]),), words),
            ),
            words,
        ),
        "write_columns": lambda parts, words: [
            Item("select", (parts[0],), words, used_in(parts[0])),
            *_end("write")(parts[1:], words),
        ],
        "write_columns_named": lambda parts, words: [
            Item("select", (parts[0],), words, used_in(parts[0])),
            Item("write", (None, Item("named", (text_of(parts[-1]),), words)), words),
        ],
        "write_named_columns": lambda parts, words: [
            Item("select", (parts[-1],), words, used_in(parts[-1])),
            Item("write", (None, Item("named", (text_of(parts[-2]),), words)), words),
        ],
        "write_named_sorted": lambda parts, words: [
            parts[-1],
            Item("write", (None, Item("named", (text_of(parts[-2]),), words)), words),
        ],
        "keep_there": _keyed("append"),
        "update_there": lambda parts, words: Item(
            "merge", tuple(v.text for p in parts for v in p), words
        ),
        "new_added": item_of("new_added"),
        "repeatable": item_of("repeatable"),
        "object": lambda parts, words: next((p for p in parts if is_noun(p)), ("rows", words)),
        "attributes": lambda parts, _: tuple(parts),
        **{name: _text(name) for name in ("file", "known", "credentials", "spreadsheet")},
        "table": _table,
        "named_file": _text("file"),
        "at_path": _text("file"),
        "at_table": _text("table"),
        "range": _text("range"),
        "delimiter": _text("delimiter"),
        "sheets": item_of("sheets"),
        "sheets_type": item_of("sheets"),
        "file_type": item_of("file_type"),
        "same": item_of("same"),
        "same_spreadsheet": item_of("same_spreadsheet"),
        "sheet": lambda parts, words: Item("sheet", (parts[0],), words),
        "sheet_title": lambda _parts, words: context.text[words.start : words.end].strip("\"'"),
        "create": item_of("create"),
        "replacing": item_of("replacing"),
        "mode_said": lambda parts, words: Item("mode", (parts[0],), words),
        **{f"by_{mode}": _mode(mode) for mode in ("merge", "append", "replace", "partition")},
        "row_key": _keyed("key"),
        "partition": _keyed("partition"),
        "partition_of": lambda parts, words: Item("partition_of", (text_of(parts[0]),), words),
        "untouched": lambda parts, words: Item("untouched", (text_of(parts[0]),), words),
        "merging": _keyed("merge"),
        "adding": _keyed("append"),
        "declare": lambda parts, words: Item(
            "declare", tuple(p for p in parts if isinstance(p, Item)), words
        ),
        "declared": lambda parts, words: Item("column", (parts[0], parts[1]), words),
        "int64": _type("int64"),
        "float64": _type("float64"),
        "text_type": _type("text"),
        "date_type": _type("date"),
        "timestamp": _type("timestamp"),
        "bool_type": _type("bool"),
        "decimal": lambda parts, _: f"decimal({text_of(parts[0])},{text_of(parts[1])})",
        "decimal_places": lambda parts, _: f"decimal(18,{text_of(parts[0])})",
        "required": lambda parts, _: f"{parts[0]} not null",
        "title": lambda parts, words: Item("title", (text_of(parts[0]),), words),
    }


def _end(kind: str) -> Rule:
    """A read or a write: a noun or None, and the place; its attributes are items after it."""

    def build(parts: list[Any], words: Words) -> list[Item]:
        noun: Any = next((p for p in parts if is_tuple(p) and _is_noun(p)), None)
        places = [p for p in parts if isinstance(p, Item)]
        attributes: list[Item] = [a for p in parts if is_tuple(p) and p is not noun for a in p]
        return [Item(kind, (noun, *places), words), *attributes]

    return build


def _is_noun(part: Any) -> bool:
    return bool(part) and isinstance(part[-1], Words)


def _text(kind: str) -> Rule:
    return lambda parts, words: Item(kind, (text_of(parts[0]),), words)


def _table(parts: list[Any], words: Words) -> Item:
    """`the table orders`: one that is known, or one of a database."""
    known = parts[0].value.kind is Kind.TABLE
    return Item("known" if known else "table", (text_of(parts[0]),), words)


def _keyed(mode: str) -> Rule:
    return lambda parts, words: Item(mode, tuple(v.text for v in parts[-1]), words)


def _mode(name: str) -> Rule:
    return lambda _parts, _words: name


def _type(name: str) -> Rule:
    return lambda _parts, _words: name
