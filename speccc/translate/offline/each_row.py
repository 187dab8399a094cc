"""What a row of the result is: `one row per month, named by its first day in the column month`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import text_of
from speccc.translate.offline.values import Item, Value, is_tuple

_UNITS = frozenset(("day", "week", "month", "year", "hour", "minute"))


def each_row_rules() -> dict[str, Rule]:
    """The rules of what a row is. Such a sentence makes nothing: it agrees with what does."""

    def each_row(parts: list[Any], words: Any) -> Item:
        by = next(p for p in parts if is_tuple(p) and p and isinstance(p[0], Item))
        told: Any = next((p for p in parts if is_tuple(p) and p and p[0] == "told"), ("", "", ""))
        number = next((text_of(p) for p in parts if getattr(p, "type", "") == "NUMBER"), "1")
        names = tuple(item.args[0].text for item in by)
        return Item("each_row", (names, *told[1:], number), words)

    def told(parts: list[Any], _: Any) -> Any:
        units = [p for p in parts if p in _UNITS]
        name = next((p[1] for p in parts if is_tuple(p)), "")
        return "told", units[0] if units else "", name

    return {
        "each_row": each_row,
        "told_by": told,
        "in_column": lambda parts, _: ("column", parts[-1]),
        "week_start": lambda _p, words: Item("week_start", (), words),
    }


def with_each_row(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """The items without sentences about what a row is; asks where they do not agree."""
    found = [item for item in items if item.kind not in ("each_row", "week_start")]
    for item in items:
        if item.kind == "week_start":
            if not any("trunc_week(" in text for _, text in _made(found)):
                work.question(codes.NOT_SAID, item.words, question="which weeks are meant?")
        elif item.kind == "each_row":
            found = _agreed(work, found, item)
    return found


def _made(items: Sequence[Item]) -> list[tuple[str, str]]:
    return [(i.args[0], i.args[1].text) for i in items if i.kind == "derive"]


def _agreed(work: Assembly, items: list[Item], said: Item) -> list[Item]:
    names, unit, name, number = said.args
    groups = [item for item in items if item.kind == "group"]
    by = {value.text for group in groups for value in group.args}
    if by != {*names} or number != "1":
        work.question(codes.NOT_SAID, said.words, question="what is one row of the result for?")
        return items
    if not (unit or name):
        return items
    made = dict(_made(items))
    told = [n for n in names if "trunc_" in made.get(n, "")]
    if len(told) != 1 or unit not in ("", told[0]):
        work.question(codes.NOT_SAID, said.words, question="the first day of what?")
        return items
    return [_renamed(item, told[0], name or told[0]) for item in items]


def _renamed(item: Item, old: str, new: str) -> Item:
    """The item, with a column that is made for a group under another name."""
    if old == new or item.kind not in ("derive", "group"):
        return item
    used = tuple((new if name == old else name, words) for name, words in item.used)
    if item.kind == "derive":
        name, value = item.args
        return replace(item, args=(new if name == old else name, value), used=used)
    values = tuple(Value(new, v.used, column=new) if v.text == old else v for v in item.args)
    return replace(item, args=values, used=used)
