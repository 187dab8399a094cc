"""A few rows of each source that show what all of them show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row

Rows = Mapping[str, Sequence[Row]]

#: What may be shown of a sink, and how little is enough: the richer is tried first.
LEVELS = ("all kinds of values", "values", "rows")
#: How often rows may be left out on trial before a level is given up.
_TRIALS = 300
#: With how many rows of each source the search may start, if they are enough.
_HEADS = (100, 1000)

#: A sink has rows; or a column of it has a value, a NULL, a true or a false.
Feature = tuple[str, str, str]


def features(pipeline: Pipeline, sinks: Mapping[str, Sequence[Row]], level: str) -> set[Feature]:
    """What the rows of the sinks show, as far as a level looks."""
    found = {(name, "", "rows") for name, rows in sinks.items() if rows}
    if level == "rows":
        return found
    for sink in pipeline.sinks:
        for row in sinks[sink.name]:
            for column, value in zip(sink.columns, row, strict=True):
                kind = _kind(value)
                if level == "all kinds of values" or kind != "null":
                    shown = kind if level == "all kinds of values" else "value"
                    found.add((sink.name, column.name, shown))
    return found


def _kind(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value)
        case _:
            return "value"


def choose(rows: Rows, limit: int, holds: Callable[[Rows], bool]) -> dict[str, list[Row]] | None:
    """At most `limit` rows of each source, in their order, for which `holds`, which it does for
    all of them; None if none are found.

    Rows are left out in halves, in quarters, and so on, as long as it holds; of the source with
    the most rows first.
    """
    trials = _Trials(holds)
    start = next(h for h in _heads(rows, limit) if trials.holds(h))
    chosen = {name: list(found) for name, found in start.items()}
    for name in sorted(chosen, key=lambda name: -len(chosen[name])):

        def fewer(kept: list[Row], name: str = name) -> bool:
            return trials.holds({**chosen, name: kept})

        chosen[name] = _fewer(chosen[name], limit, fewer)
    return chosen if all(len(found) <= limit for found in chosen.values()) else None


def _heads(rows: Rows, limit: int) -> Iterator[Rows]:
    """The first rows of each source, more and more of them; all at last."""
    for head in (limit, *(head for head in _HEADS if head > limit)):
        yield {name: found[:head] for name, found in rows.items()}
    yield rows


@dataclass(slots=True)
class _Trials:
    """Asks whether something holds, but only so often; after that nothing does."""

    ask: Callable[[Rows], bool]
    left: int = _TRIALS

    def holds(self, rows: Rows) -> bool:
        self.left -= 1
        return self.left >= 0 and self.ask(rows)


def _fewer(rows: list[Row], limit: int, holds: Callable[[list[Row]], bool]) -> list[Row]:
    """The rows without as many as it takes; more than `limit` if it does not hold without them."""
    size = max(len(rows) // 2, 1)
    while len(rows) > limit:
        before, at = len(rows), 0
        while at < len(rows) > limit:
            kept = rows[:at] + rows[at + size :]
            if holds(kept):
                rows = kept
            else:
                at += size
        if size == 1 and len(rows) == before:
            break
        size = max(size // 2, 1)
    return rows
