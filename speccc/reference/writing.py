"""What a sink holds after a run: the rows that were there, and those that are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from speccc.ir.rel import Row, Sink
from speccc.reference.expressions import rows
from speccc.reference.tables import Table
from speccc.reference.values import RunError


def write(sink: Sink, existing: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    """The rows of a sink that held `existing` and is given `new`, in its file's order.

    Both in the sink's columns. A bag, except as far as `sink.file_order` says; the order of the
    partitions of `mode: partition`, which are files of their own, means nothing.
    """
    names = tuple(column.name for column in sink.columns)
    match sink.mode:
        case "replace":
            result = list(new)
        case "merge":
            result = [*_without(names, sink.key, existing, new), *new]
        case "append":
            result = [*existing, *_without(names, sink.key, new, existing)]
        case "partition":
            result = [*_without(names, sink.by, existing, new), *new]
        case _:
            assert_never(sink.mode)
    return list(Table(names, result).sorted(sink.file_order).rows)


def _without(
    names: tuple[str, ...], by: Sequence[str], some: Sequence[Row], others: Sequence[Row]
) -> list[Row]:
    """The rows of `some` whose values of `by` (NULLs equal) are not among those of `others`."""
    known = set(Table(names, others).values(by))
    mine = Table(names, some).values(by)
    return [row for row, values in zip(some, mine, strict=True) if values not in known]


def check_key(sink: Sink, new: Sequence[Row]) -> None:
    """Raises RunError if two of the rows share the sink's key, or one has a NULL in it."""
    table = Table(tuple(column.name for column in sink.columns), new)
    for name in sink.key:
        missing = sum(value is None for (value,) in table.values([name]))
        if missing:
            place = f"sink '{sink.name}', column '{name}'"
            raise RunError("contract", f"{place}: NULL in {rows(missing)}, but part of the key")
    counts = Counter(table.values(sink.key))
    twice = sum(count for count in counts.values() if count > 1)
    if twice:
        what = f"the key ({', '.join(sink.key)}) is not unique in {rows(twice)}"
        raise RunError("contract", f"sink '{sink.name}': {what}")
