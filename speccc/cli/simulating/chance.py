"""Chance that follows from a seed and a place, and from nothing that came before."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

_T = TypeVar("_T")


class Dice:
    """Thrown for one value: the same seed and place give the same throws, on every machine."""

    __slots__ = ("_left",)

    def __init__(self, *place: str | int) -> None:
        text = "\0".join(map(str, place))
        self._left = int.from_bytes(blake2b(text.encode(), digest_size=32).digest(), "big")

    def below(self, bound: int) -> int:
        """A number from 0 to before `bound`. The few throws of a value do not use it up."""
        self._left, thrown = divmod(self._left, bound)
        return thrown

    def often(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.below(1_000_000) < share * 1_000_000

    def pick(self, values: Sequence[_T]) -> _T:
        return values[self.below(len(values))]
