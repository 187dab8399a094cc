"""The records of the sources of a pipeline, made one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from speccc.analyse.lineage import Origin, origins
from speccc.backends.documents.pools import joined, pools, read_as, unique_columns
from speccc.cli.simulating.chance import Dice
from speccc.cli.simulating.columns import Clock, Maker, Throw, counted, event_time, made_up
from speccc.cli.simulating.texts import as_read
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import simulating as codes
from speccc.ir.rel import Expect, Pipeline, Row, Source, UniqueRule
from speccc.types import Kind, Type
from speccc.types.cells import Cell

#: So often a record is made again that is one that was there.
_TRIES = 100


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a source: the same seed, number and moment give the same record.

    `apart` are columns in which records differ, with what was there of each.
    """

    source: Source
    clock: Clock | None
    seed: int
    makers: tuple[Maker, ...]
    apart: tuple[tuple[tuple[int, ...], set[Row]], ...]

    def make(self, number: int, moment: dt.datetime) -> Row:
        """The record with this number, which is due at this moment. Numbers go up from 0.

        Raises Failure (E0986) if nothing is left that differs from those before.
        """
        for again in range(_TRIES):
            row = self._row(number, moment, again)
            keys = [tuple(row[at] for at in places) for places, _ in self.apart]
            if all(key not in seen for key, (_, seen) in zip(keys, self.apart, strict=True)):
                for key, (_, seen) in zip(keys, self.apart, strict=True):
                    seen.add(key)
                return row
        names = [self.source.columns[at].name for places, _ in self.apart for at in places]
        columns = ", ".join(f"'{name}'" for name in dict.fromkeys(names))
        source = self.source.name
        raise Failure(
            [codes.KEY_USED_UP.at(None, source=source, columns=columns, records=f"{number:,}")]
        )

    def _row(self, number: int, moment: dt.datetime, again: int) -> Row:
        name, seed = self.source.name, self.seed
        return tuple(
            as_read(
                column, make(Throw(Dice(seed, name, column.name, number, again), number, moment))
            )
            for column, make in zip(self.source.columns, self.makers, strict=True)
        )


def records_of(
    pipeline: Pipeline, sources: Sequence[Source], clocks: Mapping[str, Clock], seed: int
) -> list[Records]:
    """Records for these sources of a bound pipeline; `clocks` by source, of those that have one."""
    says = _Says(pools(pipeline), _words(pipeline), _turns(pipeline), read_as(pipeline))
    return [_records(pipeline, s, clocks.get(s.name), seed, says) for s in sources]


@dataclass(frozen=True, slots=True)
class _Says:
    """What a spec says of the values of its sources: some that are known; with what texts begin;
    the places of sources that share what is unique; as what the steps read texts.
    """

    known: Mapping[Origin, Sequence[Cell]]
    words: Mapping[Origin, str]
    turns: Mapping[str, tuple[int, int]]
    reads_as: Mapping[Origin, Type]


def _records(
    pipeline: Pipeline, source: Source, clock: Clock | None, seed: int, says: _Says
) -> Records:
    words, turn = says.words, says.turns.get(source.name, (0, 1))
    makers: dict[str, Maker] = {}
    if clock is not None:
        makers[clock.column] = event_time(clock)
    columns = {column.name: column for column in source.columns}
    apart: list[tuple[tuple[int, ...], set[Row]]] = []
    for names in unique_columns(pipeline, source):
        free = [columns[name] for name in names if name not in makers]
        timed = any(columns[name].type.kind is Kind.TIMESTAMP for name in names)
        numbered = {
            column.name: maker
            for column in free
            if (maker := counted(column, words[Origin(source.name, column.name)], turn)) is not None
        }
        if numbered and (len(names) == 1 or not timed):
            name = next(iter(numbered))
            makers[name] = numbered[name]
        elif not any(name in makers and name != _name_of(clock) for name in names):
            places = tuple(at for at, name in enumerate(columns) if name in names)
            apart.append((places, set()))
    for column in source.columns:
        if column.name not in makers:
            origin = Origin(source.name, column.name)
            values = [value for value in says.known.get(origin, ()) if value != ""]  # csv has none
            reads_as = says.reads_as.get(origin)
            makers[column.name] = made_up(column, words[origin], values, reads_as)
    return Records(source, clock, seed, tuple(makers[name] for name in columns), tuple(apart))


def _name_of(clock: Clock | None) -> str:
    return "" if clock is None else clock.column


def _turns(pipeline: Pipeline) -> dict[str, tuple[int, int]]:
    """By source, its place among those that an `expect` wants to differ, and how many there are."""
    above, turns = origins(pipeline), dict[str, tuple[int, int]]()
    for node in pipeline.nodes:
        if not isinstance(node.op, Expect):
            continue
        columns = above[node.op.input]
        for rule in (r.rule for r in node.op.rules if isinstance(r.rule, UniqueRule)):
            names = sorted({origin.source for c in rule.columns for origin in columns[c]})
            for place, name in enumerate(names):
                turns.setdefault(name, (place, len(names)))
    return turns


def _words(pipeline: Pipeline) -> dict[Origin, str]:
    """With what the texts of each source column begin: the same in columns that are matched."""
    words = {Origin(s.name, c.name): c.name for s in pipeline.sources for c in s.columns}
    pairs = joined(pipeline)
    for _ in pairs:  # so often at most a word goes on to the next column
        for one, other in pairs:
            words[one] = words[other] = min(words[one], words[other])
    return words
