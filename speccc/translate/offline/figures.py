"""Figures and what they are for: `how many orders there were`, `per month`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.described import text_thing
from speccc.translate.offline.moments import day_column, unit_value
from speccc.translate.offline.nouns import counted
from speccc.translate.offline.parts import used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import (
    Context,
    items_of,
    problem,
    rounded,
    slug,
    text_of,
    used,
)
from speccc.translate.offline.values import Described, Item, Problem, Value, is_list, is_tuple

#: What is said of an amount that adds up.
_ADDITIVE = frozenset(
    ("revenue", "turnover", "sales", "cost", "costs", "total", "volume", "income", "spend",
     "spending", "profit", "takings", "earnings", "expenses")
)  # fmt: skip
_STATISTICS = ("min", "max", "avg", "sum", "median")


def figure_rules(context: Context) -> dict[str, Rule]:
    """The rules of what is shown, and for what."""

    def measure(text: str, words: Words, source: Any = ()) -> Item:
        name = slug(context.text[words.start : words.end])
        return Item("measure", (name, text, False), words, source)

    def count(parts: list[Any], words: Words) -> Any:
        told: Described = parts[0] if isinstance(parts[0], Described) else Described(parts[0])
        noun, condition = told.noun, told.condition
        if told.thing or condition is None:
            return problem(codes.WHAT_IS_COUNTED, words, noun=noun[0] if noun else "")
        rows = (told.row,) if noun else ()
        return [measure(f"count_if({condition.text})", words, (*condition.used, *rows))]

    def count_rows(parts: list[Any], words: Words) -> Any:
        return [measure("count()", words, counted(parts[0]))]

    def entry_unit(parts: list[Any], words: Words) -> list[Item] | Problem:
        value = unit_value(context, parts[0], words)
        return value if isinstance(value, Problem) else [Item("entry", (value,), words)]

    def count_sorts(parts: list[Any], words: Words) -> list[Item]:
        noun, condition = parts
        source = (*condition.used, *counted(noun))
        return [measure(f"count_if({condition.text})", words, source)]

    def several(parts: list[Any], words: Words) -> list[Item]:
        *statistics, value = parts
        return [
            Item("measure", (f"{name}_{slug(value.text)}", f"{name}({value.text})", False), words,
                 value.used)
            for name in statistics
        ]  # fmt: skip

    def entries(parts: list[Any], _: Words) -> list[Item]:
        return [item for p in parts if is_list(p) for item in p]

    def by_unit(parts: list[Any], words: Words) -> Any:
        unit = parts[0]
        column = parts[1] if len(parts) > 1 else day_column(context, words)
        named = unit_value(context, unit, words)
        if isinstance(named, Problem):
            return named
        if isinstance(column, Problem):
            return column
        type = context.types.get(column.column, "").split(" ")[0]
        if type not in ("date", "timestamp") or (type == "date" and unit in ("hour", "minute")):
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        text = unit_text(unit, column.text, type)
        return Item("by_unit", (named, text), words,
                    used(column))  # fmt: skip

    def valued(parts: list[Any], words: Words) -> Any:
        """`revenue (price x qty)`: of an amount, which adds up."""
        said = text_of(parts[0]).lower()
        if said not in _ADDITIVE or not parts[1].operators:
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        return [Item("measure", (said, f"sum({parts[1].text})", False), words, parts[1].used)]

    return {
        "entry_valued": valued,
        "figure_count": count,
        "figure_rows": count_rows,
        "figure_sorts": count_sorts,
        "figure_all": lambda _p, words: [measure("count()", words)],
        "figure": lambda parts, _: parts[0],
        "several_figures": several,
        "several": lambda parts, _: parts[0],
        **{f"stat_{name}": _named(name) for name in _STATISTICS},
        "entry_column": lambda parts, words: [Item("entry", (parts[0],), words, used(parts[0]))],
        "entry_thing": lambda parts, words: [replace(entry_of(parts, words), loose="thing")],
        "entry_unit": entry_unit,
        "entry_measures": lambda parts, _: [parts[0]],
        "entry": lambda parts, _: parts[0],
        "entries": entries,
        "more_figures": entries,
        "bare": _of_one(lambda p, words: [*_shown(p[0], words), *_trailing(p[1:])]),
        "shown": _of_one(lambda p, words: [*_shown(p[0], words), *_trailing(p[1:])]),
        "per_shown": _of_one(_per_shown),
        "by_list": lambda parts, _: tuple(parts),
        "by_column": lambda parts, words: Item("by", (parts[0],), words, used(parts[0])),
        "by_thing": lambda parts, words: Item("by", (entry_of(parts, words).args[0],), words),
        "by_unit": by_unit,
        "by_unit_of": by_unit,
    }


def _named(name: str) -> Rule:
    return lambda _parts, _words: name


def entry_of(parts: list[Any], words: Words) -> Item:
    column = text_thing(parts[0])
    value = Value(column, ((column, words),), column=column)
    return Item("entry", (value,), words, value.used)


def unit_text(unit: str, column: str, type: str) -> str:
    """The first day, or moment, of the unit in which something falls."""
    if unit == "year":
        return f"year({column})"
    if unit == "day":
        return f"cast({column} as date)" if type == "timestamp" else column
    text = f"trunc_{unit}({column})"
    return f"cast({text} as date)" if type == "timestamp" and unit in _DAYS else text


_DAYS = ("week", "month", "quarter")


def _trailing(parts: list[Any]) -> list[Item]:
    return [item for part in parts for item in items_of(part)]


def _of_one(rule: Callable[[list[Any], Words], list[Item]]) -> Rule:
    """Asks where `of paid orders` stands behind several figures: of the last one, or of all?"""

    def build(parts: list[Any], words: Words) -> list[Item] | Problem:
        found = rule(parts, words)
        figures = [item for item in _inner(found) if item.kind in ("measure", "share")]
        after = any(is_list(p) and p and p[0].kind in ("measure", "share") for p in parts[2:])
        doubtful = ("of", "ignored") if after else ("of",)
        if len(figures) > 1 and any(item.loose in doubtful for item in found):
            return problem(codes.NOT_SAID, words, question="are all figures of these rows?")
        return found

    return build


def _inner(items: list[Item]) -> list[Item]:
    return [one for item in items for one in (item.args if item.kind == "shown" else (item,))]


def _shown(entries: list[Item], words: Words) -> list[Item]:
    """Columns alone are what is kept; beside figures they are what these are for."""
    columns = [item for item in entries if item.kind == "entry"]
    if len(columns) == len(entries):
        names = tuple(item.args[0] for item in columns)
        several = len(names) == 1 and columns[0].loose == "thing"
        return [Item("select", (names,), words, used_in(names), "things" if several else "left")]
    if not columns:
        return entries
    return [Item("shown", tuple(entries), words)]


def _per_shown(parts: list[Any], words: Words) -> list[Item]:
    """`per month and ward: how many visits`."""
    by: Any = next(p for p in parts if is_tuple(p))
    entries: list[Item] = next(p for p in parts if is_list(p))
    rest = [p for p in parts if p is not by and p is not entries]
    names = tuple(item.args[0] for item in by)
    made = [
        Item("derive", (item.args[0].text, Value(item.args[1], item.used)), item.words, item.used)
        for item in by
        if item.kind == "by_unit"
    ]
    group = Item("group", names, words, used_in(names))
    columns = any(item.kind == "entry" for item in entries)
    return [*made, group, *([Item("shown", tuple(entries), words)] if columns else entries),
            *_trailing(rest)]  # fmt: skip


def with_digits(text: str, digits: str) -> str:
    """An expression, rounded."""
    return rounded(text, [("rounding", digits)])
