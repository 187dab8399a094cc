"""Brings records to their sources when they are due, and measures what came of it."""

from __future__ import annotations

import datetime as dt
import signal
import time
from array import array
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from speccc.cli.simulating.records import Records
from speccc.cli.simulating.texts import physical_columns, physical_row
from speccc.cli.simulating.traffic import SECOND, Traffic
from speccc.execute.producers import Producer
from speccc.ir.rel import Row

_MICROSECOND = dt.timedelta(microseconds=1)
#: So many records are written together, if they are due together.
_TOGETHER = 1000
#: Seconds between two words about how far it is, and between two looks at whether to stop.
_TELL = 0.1


@dataclass(slots=True)
class Stop:
    """Whether somebody wants it to end."""

    asked: bool = False


@dataclass(slots=True)
class Counts:
    """The records of a source. Out of order are those whose event time is before that of one
    that came earlier; late those that are so by more than the lateness of its clock.
    """

    records: int = 0
    bytes: int = 0
    disordered: int = 0
    late: int = 0


@dataclass(slots=True)
class Measured:
    """`seconds` it took; how many records were written in each of them; and, if it waited, the
    seconds between the moment at which each record was due and that at which it was written.
    `written`: the moments at which records were there, in seconds since 1970, and how many.
    """

    sources: dict[str, Counts]
    seconds: float = 0
    by_second: Counter[int] = field(default_factory=Counter[int])
    delays: array[float] = field(default_factory=lambda: array("d"))
    written: list[tuple[float, int]] = field(default_factory=list[tuple[float, int]])
    interrupted: bool = False

    @property
    def records(self) -> int:
        return sum(counts.records for counts in self.sources.values())


class Feed:
    """A source that gets records: those that were made and are not written yet are held."""

    def __init__(self, records: Records, producer: Producer) -> None:
        self.counts = Counts()
        self._records, self._producer = records, producer
        self._columns = physical_columns(records.source)
        self._held: list[list[object]] = []
        self._newest: dt.datetime | None = None
        names = [column.name for column in records.source.columns]
        self._clock = None if records.clock is None else names.index(records.clock.column)

    @property
    def name(self) -> str:
        return self._records.source.name

    def make(self, number: int, moment: dt.datetime) -> None:
        """Makes the record with this number. Raises Failure (E0986)."""
        row = self._records.make(number, moment)
        source, typed = self._records.source, self._producer.typed
        self._held.append(physical_row(source, row, self._columns, typed=typed))
        self._look_at_time(row)

    def write(self) -> None:
        """Writes what is held. Raises Failure (E0906)."""
        held, self._held = self._held, []
        self.counts.bytes += self._producer.write(held)
        self.counts.records += len(held)

    def _look_at_time(self, row: Row) -> None:
        clock = self._records.clock
        if clock is None or self._clock is None:
            return
        time = row[self._clock]
        assert isinstance(time, dt.datetime)
        if self._newest is None or time >= self._newest:
            self._newest = time
            return
        self.counts.disordered += 1
        self.counts.late += self._newest - time > clock.lateness * _MICROSECOND


def produce(
    feeds: Sequence[Feed],
    traffic: Traffic,
    start: dt.datetime,
    tell: Callable[[Measured], None],
    stop: Stop,
    *,
    wait: bool = True,
) -> Measured:
    """Gives every feed a record whenever one is due, until all are written or it is to stop.

    `start` is the moment of the first record in the time of the data. Without `wait` all are
    written as fast as that goes. Raises Failure (E0906, E0986).
    """
    measured = Measured({feed.name: feed.counts for feed in feeds})
    began, told = time.monotonic(), 0.0
    held: list[int] = []

    def since() -> float:
        return time.monotonic() - began

    def write() -> None:
        nonlocal told
        for feed in feeds:
            feed.write()
        measured.seconds = since()
        measured.written.append((time.time(), len(held) * len(feeds)))
        measured.by_second[int(measured.seconds)] += len(held) * len(feeds)
        if wait:
            measured.delays.extend(measured.seconds - due / SECOND for due in held)
        held.clear()
        if measured.seconds - told >= _TELL:
            told = measured.seconds
            tell(measured)

    for number, due in enumerate(traffic.dues()):
        if len(held) == _TOGETHER or (wait and held and due / SECOND > since()):
            write()
        while wait and not stop.asked and (ahead := due / SECOND - since()) > 0:
            time.sleep(min(ahead, _TELL))
        if stop.asked:
            break
        for feed in feeds:
            feed.make(number, start + due * _MICROSECOND)
        held.append(due)
    write()
    tell(measured)
    measured.interrupted = stop.asked
    return measured


@contextmanager
def stopped_by_interrupt() -> Generator[Stop]:
    """Ctrl-C asks to stop, instead of ending what goes on in the middle of a record."""
    stop = Stop()

    def ask(_number: int, _frame: object) -> None:
        stop.asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
