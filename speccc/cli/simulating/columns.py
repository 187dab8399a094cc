"""What is made up for a column: from its type, and from what the spec says of its values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from speccc.cli.simulating.chance import Dice
from speccc.ir.expr import Value
from speccc.ir.rel import SourceColumn
from speccc.types import Kind, Type
from speccc.types.cells import Cell, print_cell

#: Shares of the values of a column: NULL, if it may be; those that the spec itself has.
_NULL, _KNOWN = 0.05, 0.5
#: So many values that are not the spec's own, of a kind that groups and joins are made of.
_INTEGERS, _TEXTS = 100, 20
#: Whole digits of a decimal: sums of them stay far from an overflow.
_WHOLE_DIGITS = 3
_DAYS, _MICROSECONDS = 7, 3_600_000_000
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The event time of a source: shares of its records are late by more than `lateness`
    microseconds, or by less.
    """

    column: str
    lateness: int
    late: float = 0
    disorder: float = 0


@dataclass(frozen=True, slots=True)
class Throw:
    """For a value of the record with this number, from 0, which is due at this moment."""

    dice: Dice
    number: int
    moment: dt.datetime


Maker = Callable[[Throw], Value]


def event_time(clock: Clock) -> Maker:
    """When the record is due, or before, as the clock says: in milliseconds, as streams count.

    What is late is so by up to twice the lateness, and a second.
    """
    lateness = clock.lateness // 1000

    def make(throw: Throw) -> Value:
        dice, at = throw.dice, throw.moment
        if dice.often(clock.late):
            behind = lateness + 1 + dice.below(lateness + 1000)
        elif dice.often(clock.disorder):
            behind = dice.below(lateness + 1)
        else:
            behind = 0
        whole = at.replace(microsecond=at.microsecond // 1000 * 1000)
        return whole - dt.timedelta(milliseconds=behind)

    return make


def counted(column: SourceColumn, word: str, turn: tuple[int, int]) -> Maker | None:
    """Another value for each record; None if the type has too few. Texts begin with `word`.

    `turn`: its place among sources whose values are to differ, and how many these are.
    """
    place, number = turn
    match column.type.kind:
        case Kind.INT64:
            return lambda throw: throw.number * number + place + 1
        case Kind.TEXT:
            return lambda throw: f"{word}_{throw.number * number + place + 1}"
        case _:
            return None


def made_up(column: SourceColumn, word: str, known: Sequence[Cell], reads_as: Type | None) -> Maker:
    """NULL, one of the values that the spec itself knows of, or any of a few.

    `reads_as`: as what a step reads the texts of the column, if one does.
    """
    others = _of_type(column.type, word)
    if reads_as is not None and column.type.kind is Kind.TEXT:
        others = _texts(_of_type(reads_as, word))
    timed = column.type.kind in (Kind.DATE, Kind.TIMESTAMP)  # those of the spec are long ago
    values = () if timed else known

    def make(throw: Throw) -> Value:
        dice = throw.dice
        if column.nullable and dice.often(_NULL):
            return None
        if values and dice.often(_KNOWN):
            return dice.pick(values)
        return others(throw)

    return make


def _texts(make: Maker) -> Maker:
    def text(throw: Throw) -> Value:
        value = make(throw)
        return None if value is None else print_cell(value)

    return text


def _of_type(type: Type, word: str) -> Maker:
    match type.kind:
        case Kind.BOOL:
            return lambda throw: bool(throw.dice.below(2))
        case Kind.INT64:
            return lambda throw: 1 + throw.dice.below(_INTEGERS)
        case Kind.FLOAT64:
            return lambda throw: throw.dice.below(100_000) / 100
        case Kind.DECIMAL:
            digits = min(type.precision - type.scale, _WHOLE_DIGITS) + type.scale
            bound, scale = 10**digits, type.scale
            return lambda throw: Decimal(throw.dice.below(bound)).scaleb(-scale)
        case Kind.TEXT:
            return lambda throw: f"{word}_{1 + throw.dice.below(_TEXTS)}"
        case Kind.DATE:
            return lambda throw: throw.moment.date() - dt.timedelta(throw.dice.below(_DAYS))
        case Kind.TIMESTAMP:
            return lambda throw: throw.moment - throw.dice.below(_MICROSECONDS) * _MICROSECOND
        case _:
            assert_never(type.kind)
