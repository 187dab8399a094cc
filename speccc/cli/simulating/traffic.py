"""When records are due: a rate, and stretches of time in which it is another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import simulating as codes

SECOND = 1_000_000
_UNITS = {"ms": SECOND // 1000, "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND}
_UNITS["d"] = 24 * _UNITS["h"]
_LENGTH = re.compile(r"([0-9]{1,9})(ms|s|m|h|d)")
_BURST = re.compile(r"([^-:]+)-([^-:]+):([0-9]{1,6})%")


@dataclass(frozen=True, slots=True)
class Burst:
    """From `start` to before `end`, in microseconds, the rate is `percent` of what it is else."""

    start: int
    end: int
    percent: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """`rate` records a second for `duration` microseconds, but for the bursts, in their order."""

    rate: Fraction
    duration: int
    bursts: tuple[Burst, ...] = ()

    def dues(self) -> Iterator[int]:
        """When each record is due, in microseconds from the start; never decreasing."""
        made = Fraction(0)
        for start, end, rate in self._stretches():
            before, made = made, made + (end - start) * rate
            for number in range(ceil(before), ceil(made)):
                yield int(start + (number - before) / rate)

    def total(self) -> int:
        """How many records are due."""
        return ceil(sum(((end - start) * rate for start, end, rate in self._stretches())))

    def beyond(self) -> list[Burst]:
        """The bursts that begin when all is over."""
        return [burst for burst in self.bursts if burst.start >= self.duration]

    def _stretches(self) -> Iterator[tuple[int, int, Fraction]]:
        """Start, end, and records a microsecond."""
        usual, at = self.rate / SECOND, 0
        for burst in self.bursts:
            start, end = (min(moment, self.duration) for moment in (burst.start, burst.end))
            if at < start:
                yield at, start, usual
            if start < end:
                yield start, end, usual * burst.percent / 100
            at = end
        if at < self.duration:
            yield at, self.duration, usual


def read_length(text: str) -> int:
    """The microseconds of `30s`. Raises Failure (E0980)."""
    found = _LENGTH.fullmatch(text)
    if found is None or not int(found[1]):
        raise Failure([codes.DURATION.at(None, text=text)])
    return int(found[1]) * _UNITS[found[2]]


def read_bursts(text: str) -> tuple[Burst, ...]:
    """The stretches of `2m-4m:500%,5m-6m:0%`, in the order of time; none for the empty text.

    Raises Failure (E0981) with all that is wrong.
    """
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    found = [_read_burst(part) for part in parts]
    wrong = [
        codes.TRAFFIC.at(None, text=part, problem=problem)
        for part, problem in zip(parts, found, strict=True)
        if isinstance(problem, str)
    ]
    bursts = sorted((b for b in found if isinstance(b, Burst)), key=lambda burst: burst.start)
    for one, other in pairwise(bursts):
        if other.start < one.end:
            wrong.append(codes.TRAFFIC.at(None, text=text, problem="two stretches overlap"))
            break
    if wrong:
        raise Failure(wrong)
    return tuple(bursts)


def _read_burst(text: str) -> Burst | str:
    """The stretch, or what is wrong with it."""
    found = _BURST.fullmatch(text)
    if found is None:
        return "it does not read as FROM-TO:PERCENT%"
    moments: list[int] = []
    for part in found[1], found[2]:
        length = _LENGTH.fullmatch(part)
        if length is None and part != "0":
            return f"'{part}' is no length of time"
        moments.append(int(length[1]) * _UNITS[length[2]] if length else 0)
    start, end = moments
    return Burst(start, end, int(found[3])) if start < end else "it ends before it begins"
