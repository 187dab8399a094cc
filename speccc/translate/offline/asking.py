"""Questions that name what they are about: how many of each, which have none, how long it took."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lark import Token

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.described import thing_value
from speccc.translate.offline.moments import day_column, unit_value
from speccc.translate.offline.nouns import counted, is_noun
from speccc.translate.offline.parts import used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, items_of, problem, quoted, slug, text_of, used
from speccc.translate.offline.values import Item, Problem, Rows, Value

_SECONDS = {"hour": 3600, "minute": 60}


def asking_rules(context: Context) -> dict[str, Rule]:
    """The rules of questions about each of some things, and about another table."""

    def misread(words: Words) -> Problem:
        return problem(codes.NOT_UNDERSTOOD, words, words=context.text[words.start : words.end])

    def counted_for(parts: list[Any], words: Words) -> list[Item]:
        """`how many orders did every customer place in 2026, and when was the last one`."""
        noun, of, *rest = parts
        count = Item("measure", (slug(f"number of {noun[0]}"), "count()", False), words,
                     counted(noun))  # fmt: skip
        more = [item for part in rest for item in items_of(part)]
        return [Item("group", (of,), words, of.used), count, *more]

    def last_when(parts: list[Any], words: Words) -> list[Item] | Problem:
        """`when was the last one`: by the one column of days."""
        column = day_column(context, words)
        if isinstance(column, Problem):
            return column
        if parts[0] not in ("newest", "oldest"):
            return misread(words)
        text = f"{'max' if parts[0] == 'newest' else 'min'}({column.text})"
        nouns = tuple(u for part in parts if is_noun(part) for u in counted(part))
        name = "last" if parts[0] == "newest" else "first"
        return [Item("measure", (name, text, False), words, (*column.used, *nouns))]

    def parts_between(parts: list[Any], words: Words) -> Value | Problem:
        """`hours between admission and discharge`: of moments, with the part of the last one."""
        unit, first, last = parts
        kinds = {context.types.get(p.column, "").split(" ")[0] for p in (first, last)}
        if kinds != {"timestamp"}:
            return misread(words)
        text = f"seconds_between({first.text}, {last.text}) / {_SECONDS[unit]}"
        return Value(text, used(first, last), frozenset("*"))

    def percentage(parts: list[Any], words: Words) -> list[Item]:
        """`what percentage of the leads was converted`."""
        noun, condition = parts
        name = slug(context.text[words.start : words.end])
        text = f"100 * count_if({condition.text}) / count()"
        source = (*condition.used, *counted(noun))
        return [Item("measure", (name, text, False), words, source)]

    def newest_by(parts: list[Any], words: Words) -> Item | Problem:
        """`only the latest one for each order, by updated_at`."""
        way, *nouns, of, order = parts
        if way not in ("newest", "oldest"):
            return misread(words)
        column = of if isinstance(of, Value) else thing_value(of, words)
        key = (order, "desc" if way == "newest" else "")
        source = (*((Rows(n[0]), n[1]) for n in nouns), *used_in((column, order)))
        return Item("dedupe", ((column,), (key,)), words, source)

    def entry_day(_: list[Any], words: Words) -> list[Item] | Problem:
        """`place and time`: the one column of days or moments."""
        column = day_column(context, words)
        return column if isinstance(column, Problem) else [Item("entry", (column,), words)]

    def bare_sorted(parts: list[Any], words: Words) -> list[Item]:
        """`nickname, alphabetically`: the one column that is shown."""
        used_here = used(parts[0])
        return [
            Item("select", ((parts[0],),), words, used_here, "left"),
            Item("sort", ((parts[0], ""),), words, used_here, "left"),
        ]

    def unit_key(parts: list[Any], words: Words) -> Any:
        """`ordered by device and day`: the day that was made for a group."""
        value = unit_value(context, parts[0], words)
        if isinstance(value, Problem):
            return value
        return value, parts[1] if len(parts) > 1 else ""

    def by_column_of(parts: list[Any], words: Words) -> Item:
        """`per kind of permit`: the noun stands for the rows."""
        column, noun = parts
        nouns = counted(noun)
        value = replace(column, used=(*column.used, *nouns))
        return Item("by", (value,), words, value.used)

    def lacking_as(parts: list[Any], words: Words) -> Item:
        """`players without a country are counted under 'unknown'`."""
        column = next(p for p in parts if isinstance(p, Value))
        text = Value(quoted(text_of(parts[-1])), literal=True)
        nouns = tuple((Rows(p[0]), p[1]) for p in parts if is_noun(p))
        return Item("fill", ((column,), text), words, (*column.used, *nouns), "ignored")

    return {
        "counted_for": counted_for,
        "last_when": last_when,
        "last_or_first": lambda parts, _: parts[0],
        "never_had": lambda parts, _: parts[0],
        "never": _other_table("anti"),
        "never_any": _other_table("anti"),
        "ever": _other_table("semi"),
        "in_but_not": _other_table("anti"),
        "noun_in_but_not": _other_table("anti"),
        "parts_between": parts_between,
        "percentage_sorts": percentage,
        "newest_by": newest_by,
        "entry_day": entry_day,
        "bare_sorted": bare_sorted,
        "unit_key": unit_key,
        "first_sum": _first_of("sum("),
        "first_avg": _first_of("avg("),
        "first_number": _first_of("count"),
        "late": lambda parts, _: parts[0],
        "by_column_of": by_column_of,
        "lacking_as": lacking_as,
        "thing_key": lambda parts, words: (
            thing_value(parts[0], words),
            parts[1] if len(parts) > 1 else "",
        ),
    }


def _first_of(function: str) -> Rule:
    """`highest total first`: by the one figure that is one."""
    return lambda parts, words: Item("first", (parts[0], function), words, (), "left")


def _other_table(kind: str) -> Rule:
    """Rows of one table of which the other has some, or none: both are named."""

    def build(parts: list[Any], words: Words) -> list[Item]:
        tables = [text_of(p) for p in parts if isinstance(p, Token)]
        nouns = [p for p in parts if is_noun(p)]
        first = (tables[0], words) if tables else nouns[0]
        other = (tables[1], words) if tables else (nouns[1:] or [("", words)])[0]
        rows = ((Rows(noun[0]), noun[1]) for noun in (nouns if tables else nouns[:1]))
        return [
            Item("about_table", (first[0],), words),
            Item("matching", (kind, None, other, None), words, tuple(rows)),
        ]

    return build
