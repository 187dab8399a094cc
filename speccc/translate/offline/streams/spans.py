"""Lengths of time, as words and as a spec has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speccc.translate.offline.tokens import Kind, Token

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_UNITS = {"s": "seconds", "sec": "seconds", "second": "seconds", "min": "minutes",
          "minute": "minutes", "h": "hours", "hr": "hours", "hour": "hours", "day": "days",
          "hourly": "hours", "daily": "days", "minutely": "minutes"}  # fmt: skip
_HALVES = {"minutes": "30 seconds", "hours": "30 minutes", "days": "12 hours"}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `10 minutes`."""

    text: str

    @property
    def seconds(self) -> int:
        """How many seconds it has."""
        number, unit = self.text.split()
        return int(number) * _SECONDS[unit]


def span_of(tokens: Sequence[Token]) -> Span | None:
    """The length that words say; None for what has no fixed length: a month, half a second."""
    said = tokens[-1].word
    unit = _UNITS.get(said) or _UNITS.get(said.removesuffix("s"))
    number = next((t.text for t in tokens[:-1] if t.kind is not Kind.SIGN), "1")
    if unit is None or number == "0":
        return None
    if number == "half":
        return Span(_HALVES[unit]) if unit in _HALVES else None
    return Span(f"{'1' if number == 'one' else number} {unit}")
