"""What is known of a column's every value, where an operator leaves the column as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from speccc.ir.rel import (
    Convert,
    GroupBy,
    Join,
    Op,
    Project,
    Runs,
    Scan,
    ScanRejected,
    Union,
    Window,
)
from speccc.ir.timing import Numbers
from speccc.types import Schema

T = TypeVar("T")


def carried(op: Op, before: Sequence[Mapping[str, T]], schema: Schema) -> dict[str, T]:
    """What is still known after an operator: by column of its `schema`, of what is known of the
    columns of each input. Nothing of what a Project makes.
    """
    known = _carried(op, before)
    return {name: known[name] for name in schema.names if name in known}


def _carried(op: Op, before: Sequence[Mapping[str, T]]) -> Mapping[str, T]:
    match op:
        case Project() | Scan() | ScanRejected() | Numbers() | Join(kind="full"):
            return {}
        case Convert(conversions=conversions):
            return _without(before[0], {c.column for c in conversions})
        case Window(items=items):
            return _without(before[0], {item.name for item in items})
        case GroupBy(by=by) | Runs(by=by):
            return {name: before[0][name] for name in by if name in before[0]}
        case Union():
            first, *others = before
            return {
                n: known for n, known in first.items() if all(o.get(n) == known for o in others)
            }
        case Join(kind="inner" | "cross", take=take):
            taken = {t.name: before[1][t.column] for t in take if t.column in before[1]}
            return {**before[0], **taken}
        case _:
            return before[0]


def _without(known: Mapping[str, T], names: set[str]) -> Mapping[str, T]:
    return {name: what for name, what in known.items() if name not in names}
