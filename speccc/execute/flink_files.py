"""The files that Flink reads and writes in place of a run's sources and sinks.

A table of files in Flink is a folder, and it reads csv by place. So it is given copies that hold
just what is declared, and what it has written becomes one file for each sink.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from speccc.execute.readers import read_raw
from speccc.types.raw import JsonNumber

#: A row as its file has it.
Raw = Mapping[str, object]

#: How Flink calls a file of a sink: the task that wrote it, and its number there.
_PART = re.compile(r"part-.*-(\d+)-(\d+)")


def copied(source: Mapping[str, Any], root: Path, place: Path, limit: int | None) -> int:
    """Writes what is declared of a source's file to a place, at most `limit` rows; their number.

    Raises Failure (E0906) for a file that is not there, or not of its format; ContractError.
    """
    options = {"path": source["path"], **source["options"]}
    raw = read_raw(source["connector"], options, root)
    paths = list(dict.fromkeys(tuple(column["path"]) for column in source["columns"]))
    rows = itertools.islice(raw.rows, limit)
    if source["connector"] == "csv":
        names = [name for (name,) in paths]
        _check_columns(source["name"], names, raw.columns or ())
        return _write_csv(place, names, rows, str(options.get("delimiter", ",")))
    return _write_json(place, paths, rows)


class ContractError(Exception):
    """A file lacks a declared column."""


def _check_columns(source: str, wanted: Iterable[str], found: Iterable[str]) -> None:
    missing = [name for name in wanted if name not in set(found)]
    if missing:
        shown = ", ".join(f"'{name}'" for name in missing)
        raise ContractError(f"source '{source}': no column {shown}")


def _write_csv(place: Path, names: Sequence[str], rows: Iterable[Raw], delimiter: str) -> int:
    """Writes a header and the rows; their number."""
    number = 0
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(names)
        for number, row in enumerate(rows, start=1):  # noqa: B007 - it is the last one that counts
            writer.writerow([row[name] for name in names])
    return number


def _write_json(place: Path, paths: Sequence[tuple[str, ...]], rows: Iterable[Raw]) -> int:
    """JSON lines in which every value is a text; their number."""
    number = 0
    with place.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows, start=1):  # noqa: B007
            copy: dict[str, Any] = {}
            for path in paths:
                _put(copy, path, _text(_at(row, path)))
            file.write(json.dumps(copy, ensure_ascii=False) + "\n")
    return number


def _at(row: Raw, path: Iterable[str]) -> object:
    value: Any = row
    for part in path:
        value = cast("Raw", value).get(part) if isinstance(value, dict) else None
    return value


def _put(row: dict[str, Any], path: tuple[str, ...], value: str | None) -> None:
    *way, last = path
    for part in way:
        row = row.setdefault(part, {})
    row[last] = value


def _text(value: object) -> str | None:
    match value:
        case None | JsonNumber() | str():
            return value
        case bool():
            return "true" if value else "false"
        case _:
            return json.dumps(value, ensure_ascii=False)


def counted(folder: Path) -> int:
    """The number of lines in the files of a folder that Flink wrote."""
    number = 0
    for part in folder.iterdir():
        with part.open("rb") as lines:
            number += sum(1 for _ in lines)
    return number


def collected(folder: Path, place: Path) -> None:
    """Puts the files of a folder that Flink wrote into one file of lines."""
    with place.open("wb") as file:
        for part in sorted(folder.iterdir(), key=_order):
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, file)


def _order(part: Path) -> tuple[int, ...]:
    found = _PART.fullmatch(part.name)
    return tuple(map(int, found.groups())) if found else ()
