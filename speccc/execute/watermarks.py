"""Watermarks: how far the rows of an incremental source have been read into a file sink.

A sink's watermarks lie beside its file, `.FILE.watermarks.json`, and are written after it: a run
that is killed in between is repeated, and its rows are merged once more. A watermark without its
file counts for nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

Entry = Mapping[str, Any]

#: How a watermark is read, by the type of its column.
_MOMENTS = {"date": dt.date.fromisoformat, "timestamp": dt.datetime.fromisoformat}
_FIRST = {"date": dt.date.min, "timestamp": dt.datetime(1, 1, 1)}


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Those of one unit: `entries` is `incremental` of its recipe; paths start at `root`."""

    entries: tuple[Entry, ...]
    root: Path

    def params(self) -> dict[str, str]:
        """The params that cut the sources, by name; a source that is read whole has none."""
        found = {entry["param"]: self._since(entry) for entry in self.entries}
        return {name: text for name, text in found.items() if text is not None}

    def _since(self, entry: Entry) -> str | None:
        recorded = self._recorded(entry)
        if recorded is None:
            return None
        moment = _MOMENTS[entry["type"]](recorded)
        try:
            return str(moment - dt.timedelta(seconds=entry["lookback_seconds"]))
        except OverflowError:
            return str(_FIRST[entry["type"]])

    def _recorded(self, entry: Entry) -> str | None:
        """The least watermark of the sinks; None if one has none."""
        found = [_read(_path(self.root, sink)).get(entry["source"]) for sink in entry["sinks"]]
        return None if None in found else min(cast("list[str]", found), default=None)

    def record(self, read: Mapping[str, str], cut: Mapping[str, str]) -> None:
        """Notes how far each source was `read`, in the run whose params were `cut`.

        A run that began later than the last one ended has left rows out: it moves no watermark.
        Raises OSError.
        """
        for entry in self.entries:
            old, new = self._recorded(entry), read.get(entry["source"])
            since = cut.get(entry["param"])
            gap = since is not None and (old is None or _later(entry, since, old))
            if new is None or gap or (old is not None and not _later(entry, new, old)):
                continue
            for sink in entry["sinks"]:
                path = _path(self.root, sink)
                _write(path, {**_read(path), entry["source"]: new})


def _later(entry: Entry, one: str, other: str) -> bool:
    moment = _MOMENTS[entry["type"]]
    return moment(one) > moment(other)


def _path(root: Path, sink: Entry) -> Path:
    file = root / sink["path"]
    return file.with_name(f".{file.name}.watermarks.json")


def _read(path: Path) -> dict[str, str]:
    """The watermarks in a file, by source; none if it does not read, or its sink is gone."""
    about = path.with_name(path.name.removeprefix(".").removesuffix(".watermarks.json"))
    try:
        found: object = json.loads(path.read_bytes()) if about.exists() else {}
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in _items(found) if _reads(v)}


def _items(found: object) -> Iterable[tuple[str, str]]:
    return cast("dict[str, str]", found).items() if isinstance(found, dict) else ()


def _reads(text: object) -> bool:
    try:
        dt.datetime.fromisoformat(str(text))
    except ValueError:
        return False
    return True


def _write(path: Path, marks: Mapping[str, str]) -> None:
    staged = path.with_name(f"{path.name}.staged")
    with staged.open("w", encoding="utf-8") as file:
        file.write(json.dumps(marks, indent=2, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
