"""Percentiles of measured times, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

_SHARES = (50, 95, 99)


def percentiles(measured: Iterable[tuple[float, int]]) -> Mapping[str, float]:
    """Of seconds, and how often each was measured: at least one. `max` is the most."""
    found = sorted(measured)
    total = sum(number for _, number in found)
    ranks = {f"p{share}": -(-total * share // 100) for share in _SHARES} | {"max": total}
    return {name: round(1000 * _at(found, rank), 3) for name, rank in ranks.items()}


def _at(found: Sequence[tuple[float, int]], rank: int) -> float:
    """The value of this rank, counted from 1."""
    passed = accumulate(number for _, number in found)
    return next(value for (value, _), upto in zip(found, passed, strict=True) if upto >= rank)
