"""Sentences about when a pipeline runs, and about what every run does anyway."""

from __future__ import annotations

import re
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import problem, text_of
from speccc.translate.offline.values import Item, Problem

_DAYS = {"sun": "0", "mon": "1", "tue": "2", "wed": "3", "thu": "4", "fri": "5", "sat": "6"}
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)

#: What is asked for and every run does anyway, and how.
_GRANTED = {
    "idempotent": "A run can be repeated: the destination holds the same rows afterwards.",
    "logged": "Every run is logged: 'speccc history' and 'speccc logs' show it.",
    "retried": "Calls to other machines that fail for a while are tried again.",
}


def timing_rules() -> dict[str, Rule]:
    """The rules of schedules and of options."""
    return {
        "schedule": _schedule,
        "zone": lambda parts, _: ("zone", text_of(parts[0])),
        "daily": lambda parts, words: _at(parts, words, "* * *"),
        "weekdays": lambda parts, words: _at(parts, words, "* * 1-5"),
        "weekly": lambda parts, words: _at(parts[1:], words, f"* * {parts[0]}"),
        "monthly": lambda parts, words: _at(
            parts[1:], words, f"{re.sub(r'[a-z]+', '', text_of(parts[0]))} * *"
        ),
        "monthly_first": lambda parts, words: _at(parts, words, "1 * *"),
        "hourly": lambda _p, _w: "0 * * * *",
        "minutes": lambda parts, words: _every(text_of(parts[0]), 60, "*/{} * * * *", words),
        "hours": lambda parts, words: _every(text_of(parts[0]), 24, "0 */{} * * *", words),
        "cron": lambda parts, _: text_of(parts[0]),
        "cron_said": _agreeing,
        **{day: _day(number) for day, number in _DAYS.items()},
        **{name: _granted(name) for name in _GRANTED},
    }


def _day(number: str) -> Rule:
    return lambda _parts, _words: number


def _granted(name: str) -> Rule:
    return lambda _parts, words: Item("grant", (_GRANTED[name],), words)


def _schedule(parts: list[Any], words: Words) -> Item:
    zone = parts[1][1] if len(parts) > 1 else ""
    return Item("schedule", (parts[0], zone), words)


def _at(parts: list[Any], words: Words, rest: str) -> str | Problem:
    """Minute and hour before the rest of a cron line."""
    if not parts:
        return problem(codes.NOT_SAID, words, "add 'at 9 AM'", question="at what time?")
    hour, minute, half = _TIME.fullmatch(text_of(parts[0])).groups()  # type: ignore[union-attr]
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= 12:
        return problem(codes.NOT_SAID, words, question=f"is {text_of(parts[0])} a time?")
    if half:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    if hours > 23 or minutes > 59:
        return problem(codes.NOT_SAID, words, question=f"is {text_of(parts[0])} a time?")
    return f"{minutes} {hours} {rest}"


def _every(count: str, of: int, form: str, words: Words) -> str | Problem:
    """Only what divides an hour or a day evenly recurs evenly."""
    if not count.isdigit() or not 0 < int(count) < of or of % int(count):
        question = f"every {count} does not divide {of} evenly: when exactly?"
        return problem(codes.NOT_SAID, words, "write a cron line", question=question)
    return form.format(count)


def _agreeing(parts: list[Any], words: Words) -> str | Problem:
    said, cron = parts[0], text_of(parts[1])
    if said != cron:
        question = f"the words say '{said}', the cron line '{cron}': which?"
        return problem(codes.NOT_SAID, words, question=question)
    return cron
