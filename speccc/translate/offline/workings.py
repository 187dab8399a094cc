"""Figures that a request works out itself, and the rows that stand first by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.described import thing_value
from speccc.translate.offline.figures import unit_text, with_digits
from speccc.translate.offline.moments import day_column
from speccc.translate.offline.naming import forms
from speccc.translate.offline.nouns import counted
from speccc.translate.offline.parts import used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, slug, text_of, used
from speccc.translate.offline.values import Item, Problem, Value, is_tuple

#: What is earned, as a figure is called.
_EARNED = frozenset(
    ("interest", "turnover", "revenue", "income", "profit", "earnings", "sales", "margin",
     "takings", "proceeds")
)  # fmt: skip

#: What leaves other columns than there were.
_NARROWING = frozenset(("select", "shown", "group", "measure", "distinct", "columns", "drop"))


def working_rules(context: Context) -> dict[str, Rule]:
    """The rules of `work out`, of `that earn the most`, and of the unit that is taken of a day."""

    def work_out(parts: list[Any], words: Words) -> Item | Problem:
        value = next(p for p in parts if isinstance(p, Value))
        said = next(p for p in parts if isinstance(p, str))
        digits = next((p[1] for p in parts if is_tuple(p) and p[0] == "rounding"), "")
        name = slug(said)
        if not name or name in context.types:
            return problem(codes.NOT_SAID, words, question="what is the new column called?")
        text = with_digits(value.text, digits) if digits else value.text
        return Item("derive", (name, Value(text, value.used)), words, value.used)

    def earning(parts: list[Any], words: Words) -> Any:
        count, noun, *told = parts
        shown: list[Value] = []
        for column in told[0] if told else ():
            own = context.near.thing(noun[0]) if column is None else column
            if not own:
                return problem(codes.NOT_SAID, words, question="which column is their id?")
            shown.append(own if isinstance(own, Value) else Value(own, ((own, words),)))
        return Item("earning", (text_of(count), noun, tuple(shown)), words, used_in(shown))

    def unit_taken(parts: list[Any], words: Words) -> Item | Problem:
        """`take the month a request was opened in`."""
        unit, _, column = parts
        type = context.types.get(column.text, "").split(" ")[0]
        days = type == "timestamp" or (type == "date" and unit not in ("hour", "minute"))
        if not days or unit in context.types:
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        return Item("derive", (unit, Value(unit_text(unit, column.text, type), used(column))),
                    words, column.used)  # fmt: skip

    def idle(parts: list[Any], words: Words) -> list[Item]:
        """`which carriers moved nothing that was shipped in …`: the other table is not named."""
        table, condition = parts
        matching = ("anti", None, ("", words), condition)
        return [
            Item("read", (None, Item("known", (text_of(table),), words)), words),
            Item("matching", matching, words),
        ]

    def of_all_parents(parts: list[Any], words: Words) -> list[Item] | Problem:
        """`for every customer on the customer list how many orders there have been`."""
        *nouns, entries = (p[0] if is_tuple(p) else p for p in parts)
        column = context.near.thing(nouns[0])
        figures = [item for item in entries if item.kind == "measure"]
        if not column or len(figures) < len(entries) or not {*forms(nouns[0])} & {*forms(nouns[1])}:
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        by = Value(column, ((column, words),), column=column)
        return [
            Item("group", (by,), words, by.used),
            *figures,
            Item("all_parents", ((nouns[0], words),), words),
        ]

    def day_of_way(parts: list[Any], words: Words) -> Any:
        """`the day of the most recent order`."""
        way, noun = parts
        column = day_column(context, words)
        if isinstance(column, Problem) or way not in ("newest", "oldest"):
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        text = f"{'max' if way == 'newest' else 'min'}({column.text})"
        return [Item("measure", (slug(context.text[words.start : words.end]), text, False), words,
                     (*column.used, *counted(noun)))]  # fmt: skip

    return {
        "work_out": work_out,
        "titled": lambda _p, words: context.text[words.start : words.end],
        "earning": earning,
        "theirs": lambda parts, _: [*parts],
        "own_id": lambda _p, _w: None,
        "their_column": lambda parts, _: parts[0],
        "their_thing": lambda parts, words: thing_value(parts[0], words),
        "unit_taken": unit_taken,
        "of_all_parents": of_all_parents,
        "zero_where_none": lambda parts, words: Item("where_none", (text_of(parts[0]),), words),
        "day_of_way": day_of_way,
        "idle": idle,
        "all_columns": lambda _p, words: Item("all_columns", (), words),
    }


def with_earning(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """The items; `that earn the most` by the one figure that was worked out as what is earned. All
    columns are shown anyway, unless something makes others of them.
    """
    found: list[Item] = []
    for item in items:
        if item.kind == "all_columns":
            if any(i.kind in _NARROWING for i in items):
                work.question(codes.NOT_SAID, item.words, question="all columns of which rows?")
        elif item.kind != "earning":
            found.append(item)
        if item.kind != "earning":
            continue
        made = [i.args[0] for i in found if i.kind == "derive"]
        earned = [name for name in made if _EARNED & {*name.split("_")}]
        if len(earned) != 1 or any(i.kind in ("group", "measure") for i in items):
            work.question(codes.NOT_SAID, item.words, question="which figure is earned?")
            continue
        count, noun, shown = item.args
        figure = Value(earned[0], ((earned[0], item.words),), column=earned[0])
        used_here = (*item.used, *figure.used)
        found.append(Item("top", (count, noun, ((figure, "desc"),)), item.words, used_here))
        if shown:
            found.append(Item("select", ((*shown, figure),), item.words, used_here))
    return found


def with_zeros(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """The items, with the number that those of a list get of which there is nothing."""
    lists = [item for item in items if item.kind == "all_parents"]
    none = [item for item in items if item.kind == "where_none"]
    if len(none) != len(lists) or len(lists) > 1:
        question = "what do those get of which there are none?"
        work.question(codes.NOT_SAID, (none or lists)[0].words, question=question)
    return [
        replace(item, args=(*item.args, *none[0].args)) if item in lists and none else item
        for item in items
        if item not in none
    ]
