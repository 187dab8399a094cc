"""Pauses between rows that follow each other: `the longest pause between two sessions of each
player`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.described import thing_value
from speccc.translate.offline.moments import day_column
from speccc.translate.offline.naming import forms
from speccc.translate.offline.nouns import counted, is_noun
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, slug, text_of
from speccc.translate.offline.values import Described, Item, Problem, Value, is_tuple

_SECONDS = {"hour": 3600, "minute": 60}


def pause_rules(context: Context) -> dict[str, Rule]:
    """The rules of pauses. A pause is an item that becomes several steps."""

    def pause(parts: list[Any], words: Words) -> Any:
        said = context.text[words.start : words.end]
        if any(getattr(p, "type", "") == "NUMBER" and text_of(p) != "2" for p in parts):
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        figure = next((p for p in parts if p in _FIGURES), "avg")
        order = _order(context, "start" in parts, words)
        if isinstance(order, Problem):
            return order
        of: Value = next(p for p in parts if isinstance(p, Value))
        nouns = [p for p in parts if is_noun(p)]
        unit, whole = next((p[1:] for p in parts if is_tuple(p) and p[0] == "pause"), ("", False))
        unit = unit or ("day" if "days" in said.lower().split() else "")
        length = _length(context, order, unit, whole=whole)
        if not length:
            return problem(codes.NOT_SAID, words, "add 'in hours'", question="in which unit?")
        source = (*of.used, *order.used, *(u for noun in nouns for u in counted(noun)))
        return Item("pause", (figure, of, order, length), words, source)

    return {
        "pause": pause,
        "pause_average": pause,
        "whom": lambda parts, _: parts[0],
        "whom_column": lambda parts, _: parts[0],
        "whom_thing": lambda parts, words: thing_value(parts[0], words),
        "start_of": lambda _p, _w: "start",
        "pause_whole": _whole,
        "pause_parts": lambda parts, _: ("pause", parts[0], False),
        "not_begun": lambda _p, _w: "floor",
        "period_unit": lambda parts, _: parts[0],
    }


_FIGURES = ("max", "min", "avg", "median")


def _whole(parts: list[Any], words: Words) -> Any:
    if "floor" not in parts:
        question = "does a part of one at the end count as nothing, or as one?"
        return problem(codes.NOT_SAID, words, "add 'rounded down'", question=question)
    return ("pause", parts[0], True)


def _order(context: Context, start: bool, words: Words) -> Value | Problem:
    """The column that says when; of several the one that says when it started, if that is said."""
    name = context.near.day("started")
    if start and name:
        return Value(name, ((name, words),), column=name)
    return day_column(context, words)


def _length(context: Context, order: Value, unit: str, *, whole: bool) -> str:
    """How long it is since the row before; empty if it is not clear in what: days between moments
    may be days of the calendar, or 24 hours.
    """
    type = context.types.get(order.column, "").split(" ")[0]
    if type == "date":
        days = f"days_between(lag({order.text}), {order.text})"
        return days if unit in ("", "day") else ""
    if unit not in _SECONDS:
        return ""
    seconds = f"seconds_between(lag({order.text}), {order.text})"
    return f"div({seconds}, {_SECONDS[unit]})" if whole else f"{seconds} / {_SECONDS[unit]}"


def with_pauses(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """The items, with each pause as its steps. Who has no pause, for there is but one row, is left
    out if the request says so, and asked about if it says nothing.
    """
    pauses = [item for item in items if item.kind == "pause"]
    if not pauses:
        return [*items]
    found: list[Item] = []
    single = [item for item in items if _of_single(item, pauses[0])]
    if not single or len(pauses) > 1:
        question = "what becomes of those with a single row, who have no pause?"
        work.question(codes.NOT_SAID, pauses[-1].words, "say that they are left out",
                      question=question)  # fmt: skip
    for item in items:
        if item in single:
            continue
        found += _steps(item, single) if item.kind == "pause" else [item]
    return found


def _of_single(item: Item, pause: Item) -> bool:
    """Whether it leaves out whoever has one row only."""
    told = item.args[1] if item.kind == "remove" and len(item.args) > 1 else None
    if not isinstance(told, Described) or told.count is None:
        return False
    sign, number, noun = told.count
    nouns = {name.lower() for name, _ in pause.used}
    once = (sign, number) in (("=", "1"), ("<", "2"), ("<=", "1"))
    return once and told.thing == pause.args[1].text and bool({noun[0].lower()} & _all(nouns))


def _all(nouns: set[str]) -> set[str]:
    return {form for noun in nouns for form in forms(noun)}


def _steps(item: Item, single: Sequence[Item]) -> list[Item]:
    figure, of, order, length = item.args
    pause = Value("pause", (("pause", item.words),), column="pause")
    there = Value("pause is not null", pause.used)
    words = single[0].words if single else item.words
    name = slug(f"{figure}_pause")
    return [
        Item("window", ("pause", length, (of,), ((order, ""),)), item.words, item.used),
        Item("filter", (there, None), words, pause.used),
        Item("group", (of,), item.words, of.used),
        Item("measure", (name, f"{figure}(pause)", False), item.words, pause.used),
    ]
