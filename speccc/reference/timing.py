"""Windows of time and unbroken runs of rows, as their definitions say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import cast

from speccc.ir.expr import OrderKey
from speccc.ir.rel import GroupBy, NodeId, Numbers, Row, Runs, Session, TimeWindow
from speccc.reference.expressions import Names, column
from speccc.reference.grouping import group_by
from speccc.reference.tables import Table
from speccc.reference.values import RunError

#: All windows of a fixed length are aligned to this.
_EPOCH = dt.datetime(1970, 1, 1)

Bounds = tuple[dt.datetime, dt.datetime]


def timed(
    op: TimeWindow | Session | Runs | Numbers,
    table: Callable[[NodeId], Table],
    params: Names,
    step: str,
) -> list[Row]:
    """The rows of an operator about time; `table` gives those it reads. Raises RunError."""
    match op:
        case TimeWindow():
            return time_windows(op, table(op.input), step)
        case Session():
            return sessions(op, table(op.input), step)
        case Runs():
            return runs(op, table(op.input), params, step)
        case Numbers():
            return [(number,) for number in range(op.count)]


def time_windows(op: TimeWindow, table: Table, step: str) -> list[Row]:
    """Each row once for each window that holds it, then the window's start and end.

    Raises RunError where one of those would leave the years 1 to 9999.
    """
    made: list[Row] = []
    for row, (time,) in zip(table.rows, table.values([op.time]), strict=True):
        if isinstance(time, dt.datetime):
            try:
                made += [(*row, *bounds) for bounds in _holding(op, time)]
            except OverflowError:
                raise _out_of_range(step) from None
    return made


def _holding(op: TimeWindow, time: dt.datetime) -> Iterator[Bounds]:
    """The windows that hold a time."""
    size, every = dt.timedelta(seconds=op.size), dt.timedelta(seconds=op.every)
    since = time - _EPOCH
    if op.kind == "hop":
        start = since // every * every  # the last one that starts at this time or before
        while start + size > since:
            yield _EPOCH + start, _EPOCH + (start + size)
            start -= every
    else:
        start = since // size * size
        for steps in range(1, op.size // op.every + 1):
            if start + steps * every > since:
                yield _EPOCH + start, _EPOCH + (start + steps * every)


def sessions(op: Session, table: Table, step: str) -> list[Row]:
    """Each row that has a time, then the start and the end of its session.

    Raises RunError where the end would leave the years 1 to 9999.
    """
    gap, made = dt.timedelta(seconds=op.gap), list[Row]()
    timed = Table(table.names, [r for r in table.rows if r[table.position[op.time]] is not None])
    for group in timed.groups(op.by).values():
        rows = group.sorted([OrderKey(op.time)])
        times = [cast("dt.datetime", time) for (time,) in rows.values([op.time])]
        begun = [0, *(at for at in range(1, len(times)) if times[at] - times[at - 1] > gap)]
        for first, behind in zip(begun, [*begun[1:], len(times)], strict=True):
            try:
                bounds = times[first], times[behind - 1] + gap
            except OverflowError:
                raise _out_of_range(step) from None
            made += [(*row, *bounds) for row in rows.rows[first:behind]]
    return made


def runs(op: Runs, table: Table, params: Names, step: str) -> list[Row]:
    """One row for each run. Raises RunError where the condition or a measure overflows."""
    place = f"step '{step}', the condition"
    made: list[Row] = []
    for key, group in table.groups(op.by).items():
        rows = group.sorted(op.order)
        run: list[Row] = []
        found: list[list[Row]] = [run]
        for row, holds in zip(rows.rows, column(op.holds, rows.scopes(params), place), strict=True):
            if holds is True:
                run.append(row)
            elif run:
                found.append(run := [])
        measured = GroupBy(op.input, (), op.measures)
        for run in filter(None, found):
            [values] = group_by(measured, Table(table.names, run), params, step)
            made.append((*key, *values))
    return made


def _out_of_range(step: str) -> RunError:
    return RunError("overflow", f"step '{step}': a window's start or end is out of range")
