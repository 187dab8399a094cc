"""Lengths of time as Flink's intervals."""

from __future__ import annotations

from sqlglot import exp

from speccc.types.durations import UNITS

#: Flink (2.3.0) computes with three digits: of seconds, or of days.
_DIGITS = 3
MOST_SECONDS = 10**_DIGITS * UNITS["day"] - 1


def length(seconds: int) -> exp.Expr:
    """That of a window, in the largest unit that it is whole in. It is not computed with."""
    unit = next(unit for unit in reversed(UNITS) if seconds % UNITS[unit] == 0)
    number = seconds // UNITS[unit]
    return exp.var(f"INTERVAL '{number}' {unit.upper()}{_digits(number)}")


def interval(seconds: int, fraction: str = "") -> exp.Expr:
    """What a time is moved by, at most MOST_SECONDS, and a `fraction` of a second (`.001`)."""
    digits = len(fraction) - 1
    if seconds < 10**_DIGITS:
        precision = f"({max(2, len(str(seconds)))}, {digits})" if fraction else _digits(seconds)
        return exp.var(f"INTERVAL '{seconds}{fraction}' SECOND{precision}")
    days, rest = divmod(seconds, UNITS["day"])
    minutes, second = divmod(rest, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{fraction}"
    to = f"SECOND({digits})" if fraction else "SECOND"
    return exp.var(f"INTERVAL '{days} {clock}' DAY{_digits(days)} TO {to}")


def _digits(number: int) -> str:
    """How many there are, if it is not the two that Flink expects."""
    return f"({len(str(number))})" if number > 99 else ""
