"""Bags of rows that must be equal."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.ir.expr import Value
from speccc.ir.rel import Row


def _key(row: Row) -> tuple[tuple[bool, str], ...]:
    return tuple((v is None, str(v + 0.0 if isinstance(v, float) else v)) for v in row)


def _close(a: Value, b: Value, inexact: bool) -> bool:
    if inexact and isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
    return type(a) is type(b) and a == b


def same_bag(got: Sequence[Row], due: Sequence[Row], *, inexact: bool = False) -> bool:
    """Whether two bags of rows are equal; floats nearly so if they are `inexact`."""
    pairs = zip(sorted(got, key=_key), sorted(due, key=_key), strict=False)
    return len(got) == len(due) and all(
        len(g) == len(d) and all(_close(a, b, inexact) for a, b in zip(g, d, strict=True))
        for g, d in pairs
    )
