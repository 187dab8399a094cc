"""Watermarks: how far the rows of an incremental source have been read into each sink."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

#: One of `incremental` in a recipe, and one of its `sinks`.
Entry = Mapping[str, Any]
Place = Mapping[str, Any]

#: How a watermark is read, by the type of its column, and where time begins.
_READS = {"date": dt.date.fromisoformat, "timestamp": dt.datetime.fromisoformat}
_FIRST = {"date": dt.date.min, "timestamp": dt.datetime(1, 1, 1)}


class Store(Protocol):
    """Keeps the watermarks of a sink beside its data: a text for each clock, `source.column`."""

    def read(self, sink: Place) -> dict[str, str]:
        """None of them if the sink is not there."""
        ...

    def write(self, sink: Place, marks: Mapping[str, str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Those of one unit: `entries` is `incremental` of its recipe."""

    entries: tuple[Entry, ...]
    store: Store

    def params(self) -> dict[str, str]:
        """The params that cut the sources, by name; a source that is read whole has none."""
        found = {entry["param"]: self._since(entry) for entry in self.entries}
        return {name: text for name, text in found.items() if text is not None}

    def record(
        self,
        read: Mapping[str, str],
        given: Mapping[str, str],
        wanted: Callable[[Place], bool] = lambda _: True,
    ) -> None:
        """Notes how far each source was `read` in the run that was `given` these params, for the
        `wanted` sinks.

        A run that began later than the last one ended has left rows out: it moves no watermark.
        """
        for entry in self.entries:
            old, new = self._recorded(entry), read.get(entry["source"])
            since = given.get(entry["param"], _first(entry))
            gap = _later(entry, since, _first(entry) if old is None else old)
            if new is None or gap or (old is not None and not _later(entry, new, old)):
                continue
            for sink in filter(wanted, entry["sinks"]):
                self.store.write(sink, {**self.store.read(sink), _clock(entry): new})

    def _since(self, entry: Entry) -> str | None:
        recorded = self._recorded(entry)
        if recorded is None:
            return None
        moment = _READS[entry["type"]](recorded)
        try:
            return str(moment - dt.timedelta(seconds=entry["lookback_seconds"]))
        except OverflowError:
            return _first(entry)

    def _recorded(self, entry: Entry) -> str | None:
        """The least watermark of the sinks; None if one has none."""
        found = [self.store.read(sink).get(_clock(entry)) for sink in entry["sinks"]]
        known = [text for text in found if text is not None and _is_moment(entry, text)]
        if not known or len(known) < len(found):
            return None
        return min(known, key=_READS[entry["type"]])


def whole(entries: Iterable[Entry]) -> dict[str, str]:
    """The params with which every incremental source is read whole."""
    return {entry["param"]: _first(entry) for entry in entries}


def _clock(entry: Entry) -> str:
    """Whose watermark it is: of another column nothing has been read yet."""
    return f"{entry['source']}.{entry['column']}"


def _first(entry: Entry) -> str:
    return str(_FIRST[entry["type"]])


def _later(entry: Entry, one: str, other: str) -> bool:
    if not _is_moment(entry, one):  # the run says so itself: it is a param
        return False
    moment = _READS[entry["type"]]
    return moment(one) > moment(other)


def _is_moment(entry: Entry, text: str) -> bool:
    try:
        moment = _READS[entry["type"]](text)
    except ValueError:
        return False
    return not (isinstance(moment, dt.datetime) and moment.tzinfo)


@dataclass(frozen=True, slots=True)
class FileStore:
    """The watermarks of a file sink lie beside it, in `.FILE.watermarks.json`.

    They are written after the file: a run that is killed in between is repeated, and its rows are
    merged once more. Relative paths start at `root`.
    """

    root: Path

    def read(self, sink: Place) -> dict[str, str]:
        file = self.root / sink["place"]["path"]
        try:
            found: object = json.loads(_beside(file).read_bytes()) if file.exists() else {}
        except (OSError, ValueError, RecursionError):
            return {}
        marks = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
        return {clock: text for clock, text in marks.items() if isinstance(text, str)}

    def write(self, sink: Place, marks: Mapping[str, str]) -> None:
        """Raises OSError."""
        path = _beside(self.root / sink["place"]["path"])
        partial = path.with_name(f"{path.name}.partial")
        try:
            with partial.open("w", encoding="utf-8") as file:
                file.write(json.dumps(marks, indent=2, sort_keys=True) + "\n")
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.watermarks.json")
