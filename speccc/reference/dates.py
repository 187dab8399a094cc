"""Functions of dates and timestamps. What leaves the years 1 to 9999 raises OverflowError."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from speccc.ir.expr import Value

Day = TypeVar("Day", dt.date, dt.datetime)

_SECOND = dt.timedelta(seconds=1)


def _add_months(day: Day, count: int) -> Day:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def _months(day: dt.date) -> int:
    return day.year * 12 + day.month


def _midnight(day: Day) -> Day:
    if isinstance(day, dt.datetime):
        return day.replace(hour=0, minute=0, second=0, microsecond=0)
    return day


def _quarter(day: dt.date) -> int:
    return (day.month + 2) // 3


def _trunc_quarter(day: Day) -> Day:
    return _midnight(day).replace(month=3 * _quarter(day) - 2, day=1)


def _trunc_week(day: dt.date) -> dt.date:
    return _midnight(day) - dt.timedelta(days=day.weekday())


def _add_days(day: dt.date, count: int) -> dt.date:
    return day + dt.timedelta(days=count)


def _add_seconds(time: dt.datetime, count: int) -> dt.datetime:
    return time + dt.timedelta(seconds=count)


def _seconds_between(start: dt.datetime, end: dt.datetime) -> int:
    return (end - start) // _SECOND


_OF_DAYS: dict[str, Callable[[dt.date, dt.date], Value]] = {
    "days_between": lambda start, end: (end - start).days,
    "months_between": lambda start, end: _months(end) - _months(start),
}
_OF_DAY: dict[str, Callable[[dt.date], Value]] = {
    "trunc_year": lambda day: _midnight(day).replace(month=1, day=1),
    "trunc_quarter": _trunc_quarter,
    "trunc_month": lambda day: _midnight(day).replace(day=1),
    "trunc_week": _trunc_week,
    "trunc_day": _midnight,
    "year": lambda day: day.year,
    "quarter": _quarter,
    "month": lambda day: day.month,
    "week": lambda day: day.isocalendar().week,
    "day": lambda day: day.day,
    "day_of_week": lambda day: day.isoweekday(),
    "day_of_year": lambda day: day.timetuple().tm_yday,
}
_OF_TIME: dict[str, Callable[[dt.datetime], Value]] = {
    "trunc_hour": lambda time: time.replace(minute=0, second=0, microsecond=0),
    "trunc_minute": lambda time: time.replace(second=0, microsecond=0),
    "hour": lambda time: time.hour,
    "minute": lambda time: time.minute,
    "second": lambda time: time.second,
}
DATES: dict[str, Callable[..., Value]] = {
    "add_days": _add_days,
    "add_months": _add_months,
    "add_seconds": _add_seconds,
    "seconds_between": _seconds_between,
    **_OF_DAYS,
    **_OF_DAY,
    **_OF_TIME,
}
