"""Sentences about which rows stay, and in which order."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.kinds import all_of, kinds_of
from speccc.translate.offline.nouns import is_noun
from speccc.translate.offline.parts import (
    is_key,
    is_names,
    is_sequence,
    item_of,
    used_in,
)
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import (
    Context,
    problem,
    text_of,
    used,
)
from speccc.translate.offline.values import Item, Problem, Value, is_tuple


def row_rules(context: Context) -> dict[str, Rule]:
    def kind(step: str) -> Rule:
        """`keep paid orders`: if one column alone holds the word."""

        def build(parts: list[Any], words: Words) -> Item | Problem:
            condition = kinds_of(context, parts[0])
            if isinstance(condition, Problem):
                return condition
            return Item(step, (condition, parts[1]), words, condition.used)

        return build

    def true(step: str) -> Rule:
        """`remove refunded purchases`: of a column that is a bool."""

        def build(parts: list[Any], words: Words) -> Item | Problem:
            column, noun = parts
            if not context.types.get(column.column, "").startswith("bool"):
                said = context.text[words.start : words.end]
                return problem(codes.NOT_UNDERSTOOD, words, words=said)
            return Item(step, (Value(column.text, column.used), noun), words, column.used)

        return build

    def held(step: str) -> Rule:
        """`keep only the term 2025-2`."""

        def build(parts: list[Any], words: Words) -> Item | Problem:
            condition = context.rules["such_value"](parts, words)
            if isinstance(condition, Problem):
                return condition
            return Item(step, (condition,), words, condition.used)

        return build

    return {
        "keep_kind": kind("filter"),
        "remove_kind": kind("remove"),
        "keep_true": true("filter"),
        "remove_true": true("remove"),
        "thing": lambda parts, _: parts[0],
        "noun_column": lambda parts, words: (parts[0].text.lower(), words),
        "noun": lambda parts, words: (text_of(parts[0]).lower(), words),
        "noun_table": lambda parts, words: (text_of(parts[0]).lower(), words),
        "noun_rows": lambda _parts, words: ("rows", words),
        "keep_held": held("filter"),
        "remove_held": held("remove"),
        "keep": _keep("filter"),
        "remove": _keep("remove"),
        "dedupe": _dedupe,
        "dedupe_both": lambda parts, words: _dedupe(
            [
                parts[0] + next(p for p in parts[1:] if is_names(p)),
                *(p for p in parts if isinstance(p, str)),
                parts[-1],
            ],
            words,
        ),
        "which_one": lambda _parts, words: problem(
            codes.NOT_SAID,
            words,
            "add 'the one with the latest …'",
            question="which of the rows is kept?",
        ),
        "latest_each": lambda parts, words: _dedupe([p for p in parts if not is_noun(p)], words),
        "latest_of": lambda parts, words: _dedupe(
            [parts[-2], *(p for p in parts if isinstance(p, str)), parts[-1]], words
        ),
        "comment": lambda _parts, words: Item("comment", (), words),
        "nulls_last": lambda parts, words: Item(
            "nulls_last", tuple(v.text for v in parts[-1]), words, used_in(parts[-1])
        ),
        "same_rows": lambda _parts, words: Item("same_rows", (), words),
        "descending": lambda _p, _w: "desc",
        "ascending": lambda _p, _w: "",
        "distinct": item_of("distinct"),
        "key": lambda parts, _: (parts[0], parts[1] if len(parts) > 1 else ""),
        "keys": lambda parts, _: tuple(parts),
        "sort": lambda parts, words: Item(
            "sort", tuple(p for p in parts if is_key(p)), words, used_in(parts)
        ),
        "top": _top,
        "top_each": _top_each,
        "most_each": _most_each,
        "tie_one": _tie,
        "tie_by": _tie,
        "limit": lambda parts, words: Item("limit", (text_of(parts[0]), *parts[1:]), words),
    }


def _keep(kind: str) -> Rule:
    def build(parts: list[Any], words: Words) -> Item:
        condition = all_of([p for p in parts if not is_noun(p)])
        return Item(kind, (condition,), words, condition.used)

    return build


def _dedupe(parts: list[Any], words: Words) -> Item:
    columns = next(p for p in parts if is_names(p))
    direction = next(p for p in parts if isinstance(p, str))
    column = next(p for p in parts if isinstance(p, Value))
    return Item("dedupe", (columns, ((column, direction),)), words, used_in((columns, column)))


def _most_each(parts: list[Any], words: Words) -> Item:
    """`in each region keep the two shops with the highest revenue`; the region may come last."""
    first = is_sequence(parts[0])
    names, (count, *rest) = (parts[0], parts[1:]) if first else (parts[-1], parts[:-1])
    noun = next((p for p in rest if is_noun(p)), None)
    direction, column = (p for p in rest if p is not noun)
    args = (text_of(count), noun, ((column, direction),), names)
    return Item("top_each", args, words, used_in([column, names]))


def _tie(parts: list[Any], words: Words) -> Item:
    """What decides between rows that are equal: by a column, ascending unless it is said."""
    direction = next((p for p in parts if isinstance(p, str) and p in ("desc", "")), "")
    *tied, column = (p for p in parts if isinstance(p, Value))
    return Item("tie", ((column, direction), tuple(v.text for v in tied)), words, used(column))


def _ordered(key: Any, default: str = "desc") -> tuple[Value, str]:
    """A key of a 'top': the greatest first, unless it is said otherwise."""
    column, direction = key
    return column, direction or default


def _top(parts: list[Any], words: Words) -> Item:
    """`top 5 by x`, or `5 rows with the highest x`."""
    count, *rest = parts
    noun = next((p for p in rest if is_noun(p)), None)
    others = [p for p in rest if p is not noun]
    key = _ordered(others[0]) if len(others) == 1 else (others[1], others[0])
    return Item("top", (text_of(count), noun, (key,)), words, used_in([key]))


def _top_each(parts: list[Any], words: Words) -> Item:
    count = next(text_of(p) for p in parts if not is_tuple(p))
    noun = next((p for p in parts if is_noun(p)), None)
    keys = [p for p in parts if is_key(p) and p is not noun and isinstance(p[-1], str)]
    names: Any = next(p for p in parts if is_sequence(p) and p not in keys and not is_noun(p))
    key = _ordered(keys[0])
    return Item("top_each", (count, noun, (key,), names), words, used_in([key, names]))
