"""Periods: of the one column that says when, or of a column that is named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, text_of, used
from speccc.translate.offline.values import Problem, Value


def moment_rules(context: Context) -> dict[str, Rule]:
    """The rules of periods. Each is a condition on a column of days or moments."""

    def within(column: Value | Problem, first: str, after: str) -> Value | Problem:
        """From the first day to the day before `after`; either may be open."""
        if isinstance(column, Problem):
            return column
        tests = [f"{column.text} {sign} {_start(context, column, day)}"
                 for sign, day in ((">=", first), ("<", after)) if day]  # fmt: skip
        return Value(" and ".join(tests), used(column))

    def of(parts: list[Any], words: Words) -> tuple[Value | Problem, list[Any]]:
        """The column that is meant, and what is said of it."""
        if parts and isinstance(parts[0], Value) and parts[0].column:
            if context.types.get(parts[0].column, "date").split()[0] not in ("date", "timestamp"):
                said = context.text[words.start : words.end]
                return problem(codes.NOT_UNDERSTOOD, words, words=said), parts[1:]
            return parts[0], parts[1:]
        return day_column(context, words), parts

    def period(parts: list[Any], words: Words) -> Value | Problem:
        column, told = of(parts, words)
        return within(column, *text_of(told[0]).split("/"))

    def year(parts: list[Any], words: Words) -> Value | Problem:
        column, told = of(parts, words)
        said = text_of(told[0])
        if not (said.isdigit() and 1900 <= int(said) <= 2100):
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        return within(column, f"{said}-01-01", f"{int(said) + 1}-01-01")

    def since(parts: list[Any], words: Words) -> Value | Problem:
        column, told = of(parts, words)
        return within(column, _day(told[0]), "")

    def before(parts: list[Any], words: Words) -> Value | Problem:
        return within(day_column(context, words), "", _day(parts[0]))

    def between(parts: list[Any], words: Words) -> Value | Problem:
        return within(day_column(context, words), _day(parts[0]), _next(_day(parts[1])))

    def through(parts: list[Any], words: Words) -> Value | Problem:
        return within(day_column(context, words), "", _next(_day(parts[0])))

    return {
        "span_in": period,
        "span_year": year,
        "span_since": since,
        "span_between": between,
        "span_before": before,
        "span_through": through,
        "day_moment": lambda parts, _: text_of(parts[0]),
        "column_in": period,
        "column_since": since,
    }


def day_column(context: Context, words: Words) -> Value | Problem:
    """The one column of days or moments; a question if there are several."""
    found = [name for name, type in context.types.items()
             if type.split()[0] in ("date", "timestamp")]  # fmt: skip
    if len(found) > 1:
        found = [name for name in found if name in context.main] or found
    if len(found) == 1:
        return Value(found[0], ((found[0], words),), column=found[0])
    said = context.text[words.start : words.end]
    question = f"which column is meant by '{said}': {', '.join(found) or 'none is a date'}?"
    return problem(codes.NOT_SAID, words, question=question)


def unit_value(context: Context, unit: str, words: Words) -> Value | Problem:
    """What was made of a day for a group, by its unit; none if a column is called so."""
    if {unit, f"{unit}s"} & {*context.types}:
        return problem(codes.NOT_UNDERSTOOD, words, words=unit)
    return Value(unit, ((unit, words),), column=unit)


def _day(told: Any) -> str:
    return told if isinstance(told, str) else text_of(told)


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _start(context: Context, column: Value, day: str) -> str:
    if context.types.get(column.column, "").startswith("timestamp"):
        return f"timestamp '{day} 00:00:00'"
    return f"date '{day}'"
