"""Are the rows of an engine those of the answer?

The type that the compiler gave a column says how its cells are compared: bit for bit, but float64
within a relative 1e-9, since the last bits of a sum of them depend on the order of addition. No
cell is rounded first: the answers have all their digits. Rows are a bag, but in a file what they
are sorted by comes in the order of the answer; rows that tie there may stand in any order.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.conformance.data import Answer

TOLERANCE = 1e-9
Row = tuple[Any, ...]

#: What a text says, by type.
FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "int64": int,
    "decimal": Decimal,
    "float64": float,
    "date": dt.date.fromisoformat,
    "text": str,
}
_OF_TYPE: dict[str, type] = {
    "int64": int,
    "decimal": Decimal,
    "float64": float,
    "date": dt.date,
    "text": str,
}


def difference(
    types: Mapping[str, str], rows: Sequence[Row], answer: Answer, order: Sequence[str] = ()
) -> str | None:
    """What is different, in words; None if nothing is. `types` are those of the columns.

    With an `order`, the cells of these columns must also come in the answer's order.
    """
    kinds = [type_.partition("(")[0] for type_ in types.values()]
    for row in rows:
        for cell, kind, name in zip(row, kinds, types, strict=True):
            if cell is not None and type(cell) is not _OF_TYPE[kind]:
                return f"{name}: {cell!r} is no {kind}"
    due = [
        tuple(
            None if cell is None else FROM_TEXT[kind](cell)
            for cell, kind in zip(row, kinds, strict=True)
        )
        for row in answer
    ]
    if len(rows) != len(due):
        return f"{len(rows)} rows instead of {len(due)}"
    places = [list(types).index(name) for name in order]
    found_keys = [tuple(row[place] for place in places) for row in rows]
    due_keys = [tuple(row[place] for place in places) for row in due]
    return _first(found_keys, due_keys, "in the order of the sink, ") or _first(
        sorted(rows, key=_rank), sorted(due, key=_rank)
    )


def _first(found: Sequence[Row], due: Sequence[Row], where: str = "") -> str | None:
    for row, right in zip(found, due, strict=True):
        if not all(map(_equal, row, right)):
            return f"{where}{row!r} instead of {right!r}"
    return None


def _equal(cell: Any, right: Any) -> bool:
    if isinstance(cell, float) and isinstance(right, float):
        return math.isclose(cell, right, rel_tol=TOLERANCE)
    return cell == right


def _rank(row: Row) -> tuple[Any, ...]:
    """Floats last: they do not decide between rows that differ in anything else."""
    exact = [(cell is None, cell) for cell in row if not isinstance(cell, float)]
    return tuple(exact), [cell for cell in row if isinstance(cell, float)]
