"""Whether two answers are the same rows, whatever their columns are called."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from speccc.ir.expr import Value
from speccc.ir.rel import Row

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Rows:
    """What a sink gets. `ordered`: the spec says in which order."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool


def difference(
    due: Rows, found: Rows, fixed: Collection[str] = (), *, extra: bool = False
) -> str | None:
    """How `found` differs from what is due, in a few words; None if it is the same.

    Columns in `fixed` have these names; the others are matched by their values. With `extra` there
    may be more columns.
    """
    if len(due.rows) != len(found.rows):
        return f"{len(found.rows)} rows, not {len(due.rows)}"
    missing = [name for name in due.names if name in fixed and name not in found.names]
    if missing:
        return f"no column '{missing[0]}'"
    if len(found.names) != len(due.names) and not (extra and len(found.names) > len(due.names)):
        return f"{len(found.names)} columns, not {len(due.names)}"
    if due.ordered and not found.ordered and len(due.rows) > 1:
        return "the rows are not in order"
    return None if _matched(due, found, fixed, ()) else "other rows"


def close(a: Value, b: Value) -> bool:
    """Whether two values are the same: numbers by value, floats nearly; a date is its midnight."""
    a, b = _plain(a), _plain(b)
    if _is_number(a) and _is_number(b):
        if isinstance(a, float) or isinstance(b, float):
            near = math.isclose(float(a), float(b), rel_tol=_TOLERANCE)  # pyright: ignore[reportArgumentType]
            return near or (a != a and b != b)  # noqa: PLR0124 (NaN)
        return a == b
    return type(a) is type(b) and a == b


def _plain(value: Value) -> Value:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _matched(due: Rows, found: Rows, fixed: Collection[str], taken: tuple[int, ...]) -> bool:
    """Whether the columns due after the first ones, which are at `taken`, can be found.

    After each column the rows that are there so far are compared, so that few ways are tried.
    """
    at = len(taken)
    if at == len(due.names):
        return True
    name = due.names[at]
    places = [found.names.index(name)] if name in fixed else range(len(found.names))
    for place in places:
        if place not in taken:
            columns = (*taken, place)
            part = [row[: at + 1] for row in due.rows]
            same = _same(part, _cut(found.rows, columns), ordered=due.ordered)
            if same and _matched(due, found, fixed, columns):
                return True
    return False


def _cut(rows: Sequence[Row], columns: Sequence[int]) -> list[Row]:
    return [tuple(row[at] for at in columns) for row in rows]


def _same(due: Sequence[Row], found: Sequence[Row], *, ordered: bool) -> bool:
    if ordered:
        return all(map(_alike, due, found))
    left = list(found)
    for row in due:
        at = next((at for at, other in enumerate(left) if _alike(row, other)), None)
        if at is None:
            return False
        del left[at]
    return True


def _alike(a: Row, b: Row) -> bool:
    return all(map(close, a, b))
