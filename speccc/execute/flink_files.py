"""The files that Flink reads and writes in place of a run's sources and sinks.

A table of files in Flink is a folder, and it reads csv by place. So it is given copies that hold
just what is declared, and what it has written becomes one file for each sink.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
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
    rows = list(itertools.islice(raw.rows, limit))
    if source["connector"] == "csv":
        names = [name for (name,) in paths]
        _check_columns(source["name"], names, raw.columns or ())
        _write_csv(place, names, rows, str(options.get("delimiter", ",")))
    else:
        _write_json(place, paths, rows)
    return len(rows)


class ContractError(Exception):
    """A file lacks a declared column."""


def _check_columns(source: str, wanted: Iterable[str], found: Iterable[str]) -> None:
    missing = [name for name in wanted if name not in set(found)]
    if missing:
        shown = ", ".join(f"'{name}'" for name in missing)
        raise ContractError(f"source '{source}': no column {shown}")


def _write_csv(place: Path, names: Sequence[str], rows: Iterable[Raw], delimiter: str) -> None:
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([row[name] for name in names] for row in rows)


def _write_json(place: Path, paths: Sequence[tuple[str, ...]], rows: Iterable[Raw]) -> None:
    """JSON lines in which every value is a text."""
    with place.open("w", encoding="utf-8") as file:
        for row in rows:
            copy: dict[str, Any] = {}
            for path in paths:
                _put(copy, path, _text(_at(row, path)))
            file.write(json.dumps(copy, ensure_ascii=False) + "\n")


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


def collected(folder: Path, place: Path) -> int:
    """The files of a folder that Flink wrote as one file of lines; the number of lines."""
    number = 0
    with place.open("wb") as file:
        for part in sorted(folder.iterdir(), key=_order):
            with part.open("rb") as lines:
                for line in lines:
                    file.write(line)
                    number += 1
    return number


def _order(part: Path) -> tuple[int, ...]:
    found = _PART.fullmatch(part.name)
    return tuple(map(int, found.groups())) if found else ()
