"""Chance from a seed, and the dirt that people and systems leave in text."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")

LAST_DAY = date(2026, 1, 31)

#: ASCII only, as speccc's own `upper`: so that a cleaned text meets its twins.
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Dice:
    """Everything rests on `random()`, whose sequence Python guarantees for a seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random

    def often(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        return low + int(self._random() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self._random() * len(values))]

    def early(self, values: Sequence[T]) -> T:
        """One of the values, the first ones more often than the last."""
        return values[int(self._random() ** 2 * len(values))]

    def money(self, low: int, high: int) -> Decimal:
        """An amount with cents, small ones more often than large ones."""
        cents = low * 100 + int(self._random() ** 3 * (high - low) * 100)
        return Decimal(cents).scaleb(-2)

    def day(self, back: int) -> date:
        """One of the `back` days that end with the last day."""
        return LAST_DAY - timedelta(days=self.between(0, back - 1))

    def moment(self, back: int) -> datetime:
        """A second of one of those days."""
        return datetime.combine(self.day(back), time()) + timedelta(seconds=self.between(0, 86_399))

    def shuffled(self, values: Sequence[T]) -> list[T]:
        order = sorted((self._random(), i) for i in range(len(values)))
        return [values[i] for _, i in order]

    def typed(self, text: str) -> str:
        """The text as somebody may have typed it: other capitals, blanks around it."""
        dirty = self.early([text, text, text, text.translate(_UPPER), text.translate(_LOWER)])
        if self.often(0.12):
            dirty = self.pick(["{} ", " {}", "  {}", "{}  "]).format(dirty)
        return dirty
