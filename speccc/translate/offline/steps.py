"""Sentences about columns and checks, and the table of all that become steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.cells import cell_rules
from speccc.translate.offline.choosing import case_rules
from speccc.translate.offline.groups import group_rules
from speccc.translate.offline.inputs import input_rules
from speccc.translate.offline.kinds import kind_rules
from speccc.translate.offline.parts import (
    item_of,
    used_in,
)
from speccc.translate.offline.ranking import ranking_rules
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rounding import is_uneven
from speccc.translate.offline.rows import row_rules
from speccc.translate.offline.rules import (
    Context,
    problem,
    rounded,
    text_of,
    used,
)
from speccc.translate.offline.values import Item, Problem, Value, is_tuple
from speccc.translate.offline.windows import window_rules


def step_rules(context: Context) -> dict[str, Rule]:
    """The rules of steps. A group and its measures are items of their own, put together later."""
    return {
        **_columns(),
        **row_rules(context),
        **kind_rules(context),
        **group_rules(context),
        **window_rules(),
        **ranking_rules(),
        **input_rules(context),
        **_checks(),
    }


def _columns() -> dict[str, Rule]:
    return {
        "derive": _derived,
        "assignment": _assignment,
        **cell_rules(),
        "plain": lambda parts, words: Item(
            "derive", _assignment(parts, words), words, used_in(parts)
        ),
        **case_rules(),
        "change": item_of("set"),
        "round_to": lambda parts, _: parts,
        "rounded_column": lambda parts, words: Item(
            "set",
            (parts[0], Value(f"round({parts[0].text}, {text_of(parts[1])})", parts[0].used)),
            words,
            used(parts[0]),
        ),
        "treat": _treat,
        "fill": _fills,
        "filling": _fill,
        "rename": lambda parts, words: Item("rename", tuple(parts), words, used_in(parts)),
        "pair": lambda parts, _: tuple(parts),
        "select": item_of("select"),
        "drop": item_of("drop"),
    }


def _assignment(parts: list[Any], _: Words) -> Any:
    name, value, *more = parts
    after = any(part[2] for part in more)
    return name, replace(value, text=rounded(value.text, more), rounded_after=after)


def _derived(parts: list[Any], words: Words) -> Any:
    """New columns, and perhaps one 'rounded' for all of them."""
    everywhere = [p for p in parts if p[0] == "rounding"]
    made: list[tuple[str, Value]] = [p for p in parts if p not in everywhere]
    if everywhere:
        made = [(name, replace(v, text=rounded(v.text, everywhere))) for name, v in made]
    elif made[-1][1].rounded_after and any(is_uneven(v.text) for _, v in made[:-1]):
        question = "is only the last of these rounded, or all of them?"
        return problem(codes.NOT_SAID, words, question=question)
    return [Item("derive", p, words, used_in(p)) for p in made]


def _treat(parts: list[Any], words: Words) -> Any:
    """What a gap counts as, from the start: also for what was said before."""
    *names, value = parts
    found = _fill([tuple(v for some in names for v in some), value], words)
    return replace(found, kind="treat") if isinstance(found, Item) else found


def _fills(parts: list[Any], words: Words) -> Any:
    """One gap after the other."""
    if parts and all(isinstance(p, Item) for p in parts):
        return parts
    return _fill(parts, words)


def _fill(parts: list[Any], words: Words) -> Item | Problem:
    first, value = parts
    columns: Any = first if is_tuple(first) else (first,)
    if not value.literal:
        return problem(
            codes.NOT_SAID, words, question=f"is '{value.text}' a literal that fills every gap?"
        )
    return Item("fill", (columns, value), words, used_in(columns))


def _checks() -> dict[str, Rule]:
    return {
        "rules": lambda parts, words: [
            Item("expect", part.args, words, part.used) for part in parts
        ],
        "unique": lambda parts, words: Item(
            "expect", ("unique", tuple(v.text for v in parts[0])), words, used_in(parts)
        ),
        "not_null": lambda parts, words: Item(
            "expect", ("not_null", tuple(v.text for v in parts[0])), words, used_in(parts)
        ),
        "check": lambda parts, words: Item(
            "expect", ("check", parts[-1].text), words, parts[-1].used
        ),
    }
