"""Figures that stand beside others: shares, comparisons, and those of the rows before."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.described import thing_value
from speccc.translate.offline.figures import entry_of, with_digits
from speccc.translate.offline.moments import day_column
from speccc.translate.offline.nouns import counted, is_noun
from speccc.translate.offline.parts import used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, slug, text_of
from speccc.translate.offline.values import Described, Item, Problem, Rows, Value


def relating_rules(context: Context) -> dict[str, Rule]:
    """The rules of figures that are told by others."""

    def share(parts: list[Any], words: Words) -> list[Item]:
        """Of the figure before it: of each of what the parts say, or of all."""
        by: list[Value] = []
        for part in parts:
            if isinstance(part, str):
                by.append(Value(part, ((part, words),), column=part))
            elif isinstance(part, Value):
                by.append(part)
            elif not is_noun(part):
                by.append(thing_value(part, words))
        nouns = tuple(used for part in parts if is_noun(part) for used in counted(part))
        return [Item("share", tuple(by), words, nouns)]

    def moving(parts: list[Any], words: Words) -> Any:
        value, count, noun, by, _, *digits = parts
        order = day_column(context, words)
        if isinstance(order, Problem):
            return order
        names = tuple(item.args[0] for item in by)
        text = f"avg({value.text}) over (last {text_of(count)} rows)"
        text = with_digits(text, text_of(digits[0])) if digits else text
        source = (*used_in((names, order)), *value.used, *counted(noun))
        return Item("window", (f"average_{slug(value.text)}", text, names, ((order, ""),)), words,
                    source)  # fmt: skip

    def compared(parts: list[Any], words: Words) -> list[Item]:
        """`districts in which more requests are open than closed`."""
        thing = entry_of(parts, words).args[0]
        first, second = (p for p in parts if isinstance(p, Value))
        sign = next(p for p in parts if p in (">", "<"))
        names = [slug(condition.text) for condition in (first, second)]
        made = [Item("measure", (name, f"count_if({condition.text})", False), words, condition.used)
                for name, condition in zip(names, (first, second), strict=True)]  # fmt: skip
        test = Value(f"{names[0]} {sign} {names[1]}", tuple((name, words) for name in names))
        return [Item("group", (thing,), words, thing.used), *made,
                Item("filter", (test, None), words, test.used, "left")]  # fmt: skip

    def percentage(parts: list[Any], words: Words) -> Any:
        """`percentage of orders with a coupon`."""
        told: Described = parts[0]
        if told.thing or told.condition is None or told.noun is None:
            return problem(codes.NOT_UNDERSTOOD, words, words=context.text[words.start : words.end])
        text = f"100 * count_if({told.condition.text}) / count()"
        said = context.text[words.start : words.end]
        source = (*told.condition.used, *counted(told.noun))
        return [Item("measure", (slug(said), text, False), words, source)]

    def newest(parts: list[Any], words: Words) -> Any:
        """`only the newest reading of each device counts`."""
        way, noun, of = parts
        order = day_column(context, words)
        if way not in ("newest", "oldest"):
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        if isinstance(order, Problem):
            return order
        column = of if isinstance(of, Value) else thing_value(of, words)
        key = (order, "desc" if way == "newest" else "")
        source = ((Rows(noun[0]), noun[1]), *used_in((column, order)))
        return Item("dedupe", ((column,), (key,)), words, source)

    def top_things(parts: list[Any], words: Words) -> list[Item]:
        """`the three regions with the most orders`."""
        count, of, noun = parts
        column = of if isinstance(of, Value) else thing_value(of, words)
        name = slug(f"number of {noun[0]}")
        return [
            Item("group", (column,), words, column.used),
            Item("measure", (name, "count()", False), words, counted(noun)),
            Item("first", ("greatest", noun, column), words, (), "left"),
            Item("limit", (text_of(count),), words, (), "left"),
        ]

    return {
        "top_things": top_things,
        "percentage": percentage,
        "newest_of": newest,
        "share_of_all": share,
        "share_of_each": share,
        "moving_over": moving,
        "running": lambda parts, _: parts[0],
        "compared_counts": compared,
        "more": lambda _p, _w: ">",
        "fewer": lambda _p, _w: "<",
        "in_time": lambda _p, _w: "",
    }
