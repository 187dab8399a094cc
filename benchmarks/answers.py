"""Are two answers the same rows? Floats may differ in their last bits, rows in their order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_TOLERANCE = 1e-9
_NUMBERS = (int, float, Decimal)


def difference(found: Sequence[tuple[Any, ...]], due: Sequence[tuple[Any, ...]]) -> str | None:
    """The first difference in words; None if there is none."""
    if len(found) != len(due):
        return f"{len(found)} rows instead of {len(due)}"
    for row, right in zip(sorted(found, key=_rank), sorted(due, key=_rank), strict=True):
        if len(row) != len(right) or not all(map(_equal, row, right)):
            return f"{row!r} instead of {right!r}"
    return None


def _rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers last, and rounded: their last bits do not decide between rows."""
    return (
        [str(cell) for cell in row if not isinstance(cell, _NUMBERS)],
        [round(float(cell), 4) for cell in row if isinstance(cell, _NUMBERS)],
    )


def _equal(cell: Any, right: Any) -> bool:
    if isinstance(cell, _NUMBERS) and isinstance(right, _NUMBERS):
        return math.isclose(cell, right, rel_tol=_TOLERANCE)
    return cell == right
