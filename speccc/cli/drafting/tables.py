"""The tables that a request may be about: from files, and from the project."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from speccc.cli.commands.import_ import read_inferred
from speccc.cli.importing.infer import Column, Inferred
from speccc.cli.importing.table import RawFile
from speccc.cli.session import Session
from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.ir.rel import Sink, Source
from speccc.lang.naming import source_name
from speccc.spec.document import SpecFile
from speccc.translate.model import InputColumn, InputTable
from speccc.translate.privacy.profile import Values, facts, scrubbed, tells

#: A column with more values than these is not one of kinds or states.
MOST_VALUES = 100


def from_csv(session: Session, root: Path, file: Path, *, samples: bool) -> InputTable:
    """A CSV file's columns, with facts about their values, and a few rows of them if asked.

    Raises Failure: E0806, E0808.
    """
    place = session.folder / file
    raw, inferred = read_inferred(place, file)
    shown = Path(os.path.relpath(place.absolute(), root)).as_posix()
    options: dict[str, Any] = {"path": shown}
    if inferred.delimiter != ",":
        options["delimiter"] = inferred.delimiter
    values = [Values(column.values, column.empty) for column in raw.columns]
    columns = [_column(c, v) for c, v in zip(inferred.columns, values, strict=True)]
    rows = _samples(place, raw, inferred, values) if samples else []
    name = source_name(file.stem)
    return InputTable(name, tuple(columns), "csv", options, inferred.key, tuple(rows))


def of_project(specs: Mapping[str, SpecFile]) -> Iterator[InputTable]:
    """The sources of the project's pipelines, and their sinks as what other pipelines may read."""
    for pipeline in check(specs, Reporter()).values():
        for source in pipeline.sources:
            binding = source.binding
            if binding is not None and binding.connector != "pipeline":
                yield _end(source, binding.connector, binding.options, source.key)
        for sink in pipeline.sinks:
            if sink.mode != "partition":
                address = {"sink": f"{pipeline.name}.{sink.name}"}
                yield _end(sink, "pipeline", address, sink.key)


def _end(
    end: Source | Sink, connector: str, options: Mapping[str, Any], key: tuple[str, ...]
) -> InputTable:
    columns = tuple(
        InputColumn(
            c.name,
            str(c.type) if c.nullable else f"{c.type} not null",
            () if c.path == (c.name,) else c.path,
            c.format,
            c.tags,
            c.description,
        )
        for c in end.columns
    )
    return InputTable(end.name, columns, connector, options, key)


def _column(column: Column, values: Values) -> InputColumn:
    type = column.type if column.nullable else f"{column.type} not null"
    path = (column.path,) if column.path is not None else ()
    told = facts(column.path or column.name, type, (), values)
    few = values.counts if len(values.counts) <= MOST_VALUES else ()
    return InputColumn(column.name, type, path, column.format, facts=told, values=frozenset(few))


def _samples(
    place: Path, raw: RawFile, inferred: Inferred, values: list[Values]
) -> list[dict[str, str]]:
    """The first rows, by the columns' names, of those columns that may be told."""
    names = {header.header: c.name for header, c in zip(raw.columns, inferred.columns, strict=True)}
    told = [
        c.name
        for c, v in zip(inferred.columns, values, strict=True)
        if tells(c.path or c.name, c.type, (), v)
    ]
    with place.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=raw.delimiter)
        rows = [
            {names[h]: text for h, text in row.items()}
            for row, _ in zip(reader, range(100), strict=False)
        ]
    return scrubbed(rows, told)
