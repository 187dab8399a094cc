"""Sentences about groups and what is computed for each."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.kinds import kind_of
from speccc.translate.offline.naming import forms
from speccc.translate.offline.nouns import counted
from speccc.translate.offline.parts import (
    used_in,
)
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import (
    Context,
    items_of,
    problem,
    rounded,
    slug,
    used,
)
from speccc.translate.offline.values import Item, Problem, is_list, is_tuple


def group_rules(context: Context) -> dict[str, Rule]:
    def named(parts: list[Any], words: Words) -> Item | Problem:
        """`total price as revenue`; without a name, the words are the name."""
        text, source = parts[0]
        text = rounded(text, parts[1:])
        names = [p for p in parts[1:] if isinstance(p, str)]
        if names:
            return Item("measure", (names[0], text), words, source)
        said = context.text[words.start : words.end]
        name = "" if any(sign in said for sign in "*/+-()") else slug(said)
        return Item("measure", (name, text), words, source)

    def count_rows(parts: list[Any], _: Words) -> Any:
        return "count()", counted(parts[0])

    def count_if(parts: list[Any], _: Words) -> Any:
        condition = parts[1]
        return f"count_if({condition.text})", (*condition.used, *counted(parts[0]))

    def count_kind(parts: list[Any], _: Words) -> Any:
        condition = kind_of(context, parts[0])
        if isinstance(condition, Problem):
            return condition
        return f"count_if({condition.text})", (*condition.used, *counted(parts[1]))

    def count_things(parts: list[Any], _: Words) -> Any:
        """`number of different customers`: by the column that has their ids."""
        name, words = parts[0]
        ids = {f"{form}_id" for form in forms(name)} & context.types.keys()
        if len(ids) != 1:
            return problem(codes.WHAT_IS_COUNTED, words, noun=name)
        (column,) = ids
        return f"count_distinct({column})", ((column, words),)

    def some(function: str) -> Rule:
        def build(parts: list[Any], _: Words) -> Any:
            value, condition = parts
            text = f"{function}(case when {condition.text} then {value.text} end)"
            return text, used(value, condition)

        return build

    def of(function: str) -> Rule:
        return lambda parts, _: (f"{function}({parts[0].text})", parts[0].used)

    return {
        "group": lambda parts, words: Item("group", parts[-1], words, used_in(parts[-1])),
        "measured": lambda parts, _: [item for part in parts for item in items_of(part)],
        "grouped": _grouped,
        "called": lambda parts, words: Item("called", (parts[0],), words),
        "grouped_called": lambda parts, words: [
            Item("group", parts[1], words, used_in(parts[1])),
            Item("measure", (parts[2], parts[0][0]), words, parts[0][1]),
        ],
        "measure": named,
        "named_measure": lambda parts, words: Item(
            "measure", (parts[0], rounded(parts[1][0], parts[2:])), words, parts[1][1]
        ),
        **{name: of(name) for name in ("sum", "avg", "min", "max", "median", "count_distinct")},
        "count_values": of("count"),
        "count_things": count_things,
        "count_kind": count_kind,
        "count_rows": lambda parts, words: count_rows(parts or [("rows", words)], words),
        "count_all": lambda _p, _w: ("count()", ()),
        "count_if": count_if,
        "sum_if": some("sum"),
        "avg_if": some("avg"),
        "aggregate_minus": lambda parts, _: (
            f"{parts[0][0]} - {parts[1][0]}",
            (*parts[0][1], *parts[1][1]),
        ),
        "ratio": lambda parts, _: (
            f"{parts[0][0]} / {parts[1][0]}",
            (*parts[0][1], *parts[1][1]),
        ),
    }


def _grouped(parts: list[Any], words: Words) -> list[Item]:
    names: Any = next(p for p in parts if is_tuple(p))
    measures: Any = next(p for p in parts if is_list(p))
    return [Item("group", names, words, used_in(names)), *measures]
