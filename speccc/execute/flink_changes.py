"""The rows that a job over streams has written, told apart by their keys."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from speccc.diagnostics import InternalError
from speccc.execute.scripts import ScriptError
from speccc.types.cells import read_cell
from speccc.types.parse import parse_type

#: What stands around a row that comes, and one that goes, as Flink writes changes.
_COMES = '{"before":null,"after":', ',"op":"c"}'
_GOES = '{"before":', ',"after":null,"op":"d"}'

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows, each a line of JSON, by their keys."""

    lines: Mapping[Key, str]

    def __len__(self) -> int:
        return len(self.lines)

    def onto(self, sink: Mapping[str, Any], file: Path) -> list[str]:
        """The lines of a sink after it got these rows, in the order of their keys.

        `append` leaves a row that is there as it is, `merge` puts the new one in its place. Raises
        ScriptError for a file with other rows than such.
        """
        try:
            old = _keyed(sink, _lines(file)) if file.exists() else Keyed({})
        except (OSError, ValueError) as error:
            what = "it holds rows that are not those of this sink"
            raise ScriptError("io", f"sink '{sink['name']}': {what} ({error})") from None
        both = (self, old) if sink["mode"] == "append" else (old, self)
        together = {**both[0].lines, **both[1].lines}
        return [together[key] for key in sorted(together)]


def lines_of(folder: Path) -> Iterator[str]:
    """The lines of the files that Flink wrote to a folder."""
    for part in sorted(folder.rglob("*")):
        if part.is_file() and not part.name.startswith((".", "_")):
            with part.open(encoding="utf-8") as file:
                yield from (line.rstrip("\n") for line in file)


def repeated(source: Mapping[str, Any], copy: Path) -> int:
    """How many rows of a copy of a source share their key with another."""
    if not source["key"]:
        return 0
    types = [(part["path"], parse_type(part["type"])[0], part["format"]) for part in source["key"]]
    counts = Counter(
        tuple(
            None if (text := _text(row, path)) is None else read_cell(text, type, format)
            for path, type, format in types
        )
        for row in map(json.loads, _lines(copy))
    )
    return sum(number for number in counts.values() if number > 1)


def kept(sink: Mapping[str, Any], folder: Path) -> Keyed:
    """The rows that are there after all changes. Raises ScriptError for two of one key."""
    lines = list(lines_of(folder))
    if sink["changes"]:
        lines = list(_after(lines))
    found = _keyed(sink, lines)
    if len(found) < len(lines):
        what = f"{len(lines) - len(found)} row(s) share their key with another"
        raise ScriptError("contract", f"sink '{sink['name']}': {what}")
    return found


def _after(changes: Iterable[str]) -> Iterator[str]:
    """The rows that come and do not go."""
    counts: Counter[str] = Counter()
    for change in changes:
        for (before, behind), number in ((_COMES, 1), (_GOES, -1)):
            if change.startswith(before) and change.endswith(behind):
                counts[change[len(before) : -len(behind)]] += number
                break
        else:
            raise InternalError(f"no change of a row: {change}")
    return counts.elements()


def _keyed(sink: Mapping[str, Any], lines: Iterable[str]) -> Keyed:
    """Raises ValueError for a line that has no key."""
    types = [(part["path"], parse_type(part["type"])[0]) for part in sink["key"]]
    found: dict[Key, str] = {}
    for line in lines:
        row = cast("dict[str, Any]", json.loads(line, parse_float=str, parse_int=str))
        texts = [_text(row, path) for path, _ in types]
        pairs = zip(texts, types, strict=True)
        key = tuple(None if text is None else read_cell(text, type) for text, (_, type) in pairs)
        if None in key:
            raise ValueError("a row without its key")
        found[key] = line
    return Keyed(found)


def _lines(file: Path) -> list[str]:
    """No other sign than that of a new line ends one."""
    return [line for line in file.read_text("utf-8").split("\n") if line]


def _text(row: object, path: Iterable[str]) -> str | None:
    """The value at the end of a way; None if there is none."""
    value = row
    for part in path:
        value = cast("dict[str, Any]", value).get(part) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
