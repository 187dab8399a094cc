"""The tables that a request may be about: from files."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from speccc.cli.commands.import_ import read_inferred
from speccc.cli.drafting.tags import Tagged
from speccc.cli.importing.infer import Column
from speccc.cli.importing.table import RawFile
from speccc.cli.session import Session
from speccc.lang.naming import source_name
from speccc.translate.model import InputColumn, InputTable
from speccc.translate.privacy.profile import MOST_ROWS, Values, facts, scrubbed, tells

#: A column with more values than these is not one of kinds or states.
MOST_VALUES = 100


def from_csv(
    session: Session,
    root: Path,
    file: Path,
    *,
    samples: bool = False,
    tagged: Tagged = MappingProxyType({}),
) -> InputTable:
    """A CSV file's columns, with facts about their values, and a few rows of them if asked.

    Of columns that the project has `tagged` as personal or secret no value is told.

    Raises Failure: E0806, E0808.
    """
    place = session.folder / file
    raw, inferred = read_inferred(place, file)
    shown = Path(os.path.relpath(place.absolute(), root)).as_posix()
    options: dict[str, Any] = {"path": shown}
    if inferred.delimiter != ",":
        options["delimiter"] = inferred.delimiter
    values = [Values(column.values, column.empty) for column in raw.columns]
    known = tagged.get(PurePosixPath(shown).as_posix(), {})
    columns = tuple(
        _column(c, v, tuple(sorted(known.get(h.header, ()))))
        for h, c, v in zip(raw.columns, inferred.columns, values, strict=True)
    )
    rows = _samples(place, raw, columns, values) if samples else []
    name = source_name(file.stem)
    return InputTable(name, columns, "csv", options, inferred.key, tuple(rows))


def _column(column: Column, values: Values, tags: tuple[str, ...]) -> InputColumn:
    type = column.type if column.nullable else f"{column.type} not null"
    path = (column.path,) if column.path is not None else ()
    told = facts(column.path or column.name, type, tags, values)
    few = values.counts if len(values.counts) <= MOST_VALUES else ()
    return InputColumn(
        column.name, type, path, column.format, tags, facts=told, values=frozenset(few)
    )


def _samples(
    place: Path, raw: RawFile, columns: Sequence[InputColumn], values: Sequence[Values]
) -> list[dict[str, str]]:
    """The first rows, by the columns' names, of those columns that may be told."""
    names = {h.header: c.name for h, c in zip(raw.columns, columns, strict=True)}
    told = [
        c.name
        for h, c, v in zip(raw.columns, columns, values, strict=True)
        if tells(h.header, c.type, c.tags, v)
    ]
    with place.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=raw.delimiter)
        rows = [
            {names[h]: text for h, text in row.items()}
            for row, _ in zip(reader, range(MOST_ROWS), strict=False)
        ]
    return scrubbed(rows, told)
