"""When a pipeline is to run. Of cron, what every scheduler reads alike, and nothing more.

A number, `*`, `a-b`, `*/n`, `a-b/n`, lists of these with commas; months and weekdays by their
English names too. Sunday is 0. As everywhere, a day is one that fits the day *or* the weekday where
both are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from speccc.diagnostics import Reporter, did_you_mean
from speccc.diagnostics.codes import steps
from speccc.ir.rel import Parameter
from speccc.spec.document import SpecFile
from speccc.types import Kind
from speccc.types.zones import ZONES

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
#: The most days that a month has.
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ITEM = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of cron: its numbers, and their names if they have any."""

    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("weekday", 0, 6, _WEEKDAYS),
)


class CronError(ValueError):
    """A text that is no cron expression, or one that never comes."""


@dataclass(frozen=True, slots=True)
class Cron:
    """`text` is the expression with single blanks; the rest is when it comes, in local time."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]

    @property
    def earliest(self) -> tuple[int, int]:
        """Hour and minute at which it comes first on a day."""
        return min(self.hours), min(self.minutes)


def read_cron(text: str) -> Cron:
    """The expression in `text`. Raises CronError with what is wrong with it."""
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise CronError(f"'{text}' does not have five fields")
    read = [_values(field, part) for field, part in zip(_FIELDS, parts, strict=True)]
    minutes, hours, days, months, _ = read
    if parts[4] == "*" and all(min(days) > _DAYS[month - 1] for month in months):
        raise CronError(f"'{text}' never comes: no such month has a day {min(days)}")
    return Cron(" ".join(parts), minutes, hours)


def is_run_date(param: Parameter) -> bool:
    """Whether a schedule fills it in: with the day on which a run is due, in its zone."""
    return param.name == "run_date" and param.type.kind is Kind.DATE


def check_schedule(spec: SpecFile, params: Iterable[Parameter], reporter: Reporter) -> None:
    """Reports a time that never comes, an unknown zone, and params that nobody could give."""
    schedule, marks = spec.model.schedule, spec.marks
    if schedule is None:
        return
    try:
        read_cron(schedule.cron)
    except CronError as error:
        reporter.add(steps.BAD_SCHEDULE.at(marks.value("schedule", "cron"), problem=str(error)))
    if schedule.timezone not in ZONES:
        near = did_you_mean(schedule.timezone, sorted(ZONES))
        note = near.split("? ")[0] + "?" if near.startswith("did") else ""
        span = marks.value("schedule", "timezone")
        reporter.add(steps.BAD_ZONE.at(span, zone=schedule.timezone, note=note))
    for param in params:
        if param.default is None and not is_run_date(param):
            span = marks.key("params", param.name)
            reporter.add(steps.SCHEDULE_PARAM.at(span, name=param.name))


def _values(field: _Field, text: str) -> frozenset[int]:
    found: set[int] = set()
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise CronError(f"{field.name} '{item}' does not read")
        whole, ranged = match["first"] == "*", match["last"] is not None
        if match["step"] and not (whole or ranged):
            raise CronError(f"{field.name} '{item}': a step follows * or a range")
        if whole and ranged:
            raise CronError(f"{field.name} '{item}' does not read")
        first = field.first if whole else _number(field, match["first"])
        last = field.last if whole else _number(field, match["last"]) if ranged else first
        step = int(match["step"] or 1)
        if first > last:
            raise CronError(f"{field.name} '{item}': a range goes upwards")
        if not 1 <= step <= field.last:
            raise CronError(f"{field.name} '{item}': a step is 1 to {field.last}")
        found |= set(range(first, last + 1, step))
    return frozenset(found)


def _number(field: _Field, text: str) -> int:
    if text.upper() in field.names:
        return field.names.index(text.upper()) + field.first
    if not text.isdecimal() or not field.first <= int(text) <= field.last:
        sunday = "; Sunday is 0" if field.name == "weekday" and text == "7" else ""
        raise CronError(f"{field.name} '{text}' is not {field.first} to {field.last}{sunday}")
    return int(text)
