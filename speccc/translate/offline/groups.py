"""Sentences about groups, and the names of what is computed for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.kinds import all_of
from speccc.translate.offline.measures import measure_rules
from speccc.translate.offline.naming import stems
from speccc.translate.offline.nouns import counted, is_noun
from speccc.translate.offline.parts import used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rounding import AFTER, ALL
from speccc.translate.offline.rules import (
    Context,
    items_of,
    problem,
    rounded,
    slug,
    text_of,
    used,
)
from speccc.translate.offline.values import Item, Keys, Problem, Value, is_list, is_tuple


def group_rules(context: Context) -> dict[str, Rule]:
    """The rules of groups. A group and each of its measures are items, put together later."""

    def named(parts: list[Any], words: Words) -> Item:
        """`total price as revenue`; without a name, the words are the name."""
        names = [p for p in parts[1:] if isinstance(p, str)]
        if names:
            return _measure(names[0], parts[0], parts[1:], words)
        said = context.text[words.start : words.end]
        name = "" if any(sign in said for sign in "*/+-()") else slug(said)
        return _measure(name, parts[0], parts[1:], words)

    def each_thing(parts: list[Any], _: Words) -> Value | Problem:
        """`for each customer`: the one column that tells them apart."""
        name, words = parts[0]
        found = [c for c in context.types if name in stems(c)]
        if len(found) != 1 or name == "rows":
            return problem(codes.NOT_UNDERSTOOD, words, words=name)
        return Value(found[0], ((found[0], words),), column=found[0])

    return {
        **measure_rules(context),
        "each_thing": each_thing,
        "each_name": lambda parts, _: parts[0],
        "each_names": lambda parts, _: tuple(parts),
        "group_key": lambda parts, _: Keys((parts[0],)),
        "group_value": _group_value,
        "group_keys": lambda parts, _: Keys(
            tuple(name for p in parts for name in p.names),
            tuple(item for p in parts for item in p.made),
        ),
        "unit_clear": lambda parts, _: parts[0],
        "clear_start": lambda _p, words: Item("clear", ("trunc", _p[0]), words),
        "clear_number": lambda _parts, words: Item("clear", ("number", ""), words),
        "group": lambda parts, words: _group(parts[-1], words),
        "measured": _measured,
        "all_rounded": lambda parts, _: ("rounding", text_of(parts[0]), False),
        "grouped": _grouped,
        "grouped_rounded": lambda parts, words: [
            *_group(parts[1], words),
            replace(parts[0], args=(parts[0].args[0], rounded(parts[0].args[1], parts[2:]), "")),
        ],
        "grouped_counts": _grouped_counts,
        "counted_as": lambda parts, words: (parts[0], None, words),
        "counted_such": _counted_such,
        "called": lambda parts, words: Item("called", (parts[0],), words),
        "grouped_called": lambda parts, words: [
            *_group(parts[1], words),
            _measure(parts[2], parts[0], parts[3:], words),
        ],
        "measure": named,
        "named_measure": lambda parts, words: _measure(parts[0], parts[1], parts[2:], words),
    }


def _counted_such(parts: list[Any], words: Words) -> tuple[str, Value, Words]:
    """`high_events for those with severity high`."""
    name, noun, *conditions = parts
    condition = all_of(conditions)
    return name, replace(condition, used=(*condition.used, *counted(noun))), words


def _measure(name: str, value: Value, more: Sequence[Any], words: Words) -> Item:
    """A measure, and how its 'rounded' was said: behind a comma it may be meant for several."""
    after = any(is_tuple(p) and p[0] == "rounding" and p[2] for p in more)
    how = AFTER if after else ""
    return Item("measure", (name, rounded(value.text, more), how), words, value.used)


def _measured(parts: list[Any], _: Words) -> list[Item]:
    """Measures side by side, and perhaps one 'rounded' for all of them."""
    items: list[Item] = [item for part in parts if not is_tuple(part) for item in items_of(part)]
    everywhere = [part for part in parts if is_tuple(part)]
    if not everywhere:
        return items
    return [
        replace(item, args=(item.args[0], rounded(item.args[1], everywhere), ALL)) for item in items
    ]


def _group_value(parts: list[Any], words: Words) -> Keys:
    """`the month of ordered_on as month`: a column that is made for the group."""
    value: Value = parts[0]
    name = parts[1] if len(parts) > 1 else value.text.partition("(")[0].removeprefix("trunc_")
    made = Item("derive", (name, value), words, value.used)
    return Keys((Value(name, ((name, words),), column=name),), (made,))


def _group(keys: Keys, words: Words) -> list[Item]:
    return [*keys.made, Item("group", keys.names, words, used_in(keys.names))]


def _grouped(parts: list[Any], words: Words) -> list[Item]:
    keys = next(p for p in parts if isinstance(p, Keys))
    measures: Any = next(p for p in parts if is_list(p))
    return [*_group(keys, words), *measures]


def _grouped_counts(parts: list[Any], words: Words) -> list[Item]:
    """`count the events of each device: all_events, and high_events for those with …`."""
    noun = next(p for p in parts if is_noun(p))
    keys = next(p for p in parts if isinstance(p, Keys))
    measures = [
        Item(
            "measure",
            (name, f"count_if({such.text})" if such else "count()", ""),
            at,
            (*counted(noun), *used(such)),
        )
        for name, such, at in (p for p in parts if is_tuple(p) and not is_noun(p))
    ]
    return [*_group(keys, words), *measures]
