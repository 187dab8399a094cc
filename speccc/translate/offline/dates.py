"""Conditions on days and years: `opened in 2024 or earlier`, `ordered_on since 2025-03-01`."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.comparing import compare, is_day
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, text_of, used
from speccc.translate.offline.values import Problem, Value

_SIGNS = {"on_before": "<", "on_after": ">", "on_day": "=", "on_since": ">=", "on_until": "<="}


def date_rules(context: Context) -> dict[str, Rule]:
    """The rules of days. What happened is a column of dates, as `opened` is `opened_on`."""

    def in_year(parts: list[Any], words: Words) -> Value | Problem:
        column, year, *more = parts
        if not is_day(context, column):
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        sign = more[0] if more else "="
        return Value(f"year({column.text}) {sign} {text_of(year)}", used(column))

    def in_month(parts: list[Any], words: Words) -> Value | Problem:
        column, month, year = parts
        if not is_day(context, column):
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        text = f"year({column.text}) = {text_of(year)} and month({column.text}) = {month}"
        return Value(text, used(column), frozenset(("and",)))

    def timed(parts: list[Any], words: Words) -> Value | Problem:
        column, (kind, *values) = parts
        if kind == "on_year":
            return in_year([column, *values], words)
        if kind == "on_month":
            return in_month([column, *values], words)
        if kind == "on_between":
            return context.rules["between"]([column, *values], words)
        return compare(context, column, _SIGNS[kind], values[0], words)

    kinds = ("on_year", "on_month", "on_between", *_SIGNS)
    return {
        "happened": _happened,
        "in_year": in_year,
        "in_month": in_month,
        "or_before": lambda _p, _w: "<=",
        "or_after": lambda _p, _w: ">=",
        "since": lambda parts, words: compare(context, parts[0], ">=", parts[1], words),
        "timed": timed,
        **{kind: _of_kind(kind) for kind in kinds},
        **{f"m{n:02}": _month(n) for n in range(1, 13)},
    }


def _happened(parts: list[Any], words: Words) -> Value:
    name = parts[0].value.column
    return Value(name, ((name, words),), column=name)


def _of_kind(kind: str) -> Rule:
    return lambda parts, _: (kind, *parts)


def _month(number: int) -> Rule:
    return lambda _parts, _words: str(number)
