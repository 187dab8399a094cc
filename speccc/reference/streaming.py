"""What of a source a stream takes: rows in the order in which they come, but for those too late.

The clock of a stream counts milliseconds. It shows the latest time that has come, and a row that is
more than `max_lateness` behind it is late. What the steps make of the rows that are in time is what
they make of a batch of them: the interpreter needs nothing more to know of streams.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from speccc.ir.rel import Row, Source
from speccc.reference.values import RunError


def on_time(source: Source, rows: Sequence[Row]) -> tuple[list[Row], int]:
    """The rows that are in time, and how many are late.

    Raises RunError (contract) for a row without a time, or whose time is finer than the clock.
    """
    if source.event_time is None:
        return list(rows), 0
    place = [column.name for column in source.columns].index(source.event_time.column)
    lateness = dt.timedelta(seconds=source.event_time.max_lateness)
    kept: list[Row] = []
    latest: dt.datetime | None = None
    for row in rows:
        time = row[place]
        if not isinstance(time, dt.datetime) or time.microsecond % 1000:
            what = "a time finer than milliseconds" if time else "a row without a time"
            at = f"source '{source.name}', column '{source.event_time.column}'"
            raise RunError("contract", f"{at}: {what}, which a stream has not")
        if latest is None or latest - time <= lateness:
            kept.append(row)
        latest = time if latest is None else max(latest, time)
    return kept, len(rows) - len(kept)
