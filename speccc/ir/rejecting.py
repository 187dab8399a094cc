"""Sources that put rows aside: which rows break the contract, what they hold, and why."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row, Scan, ScanRejected, Source
from speccc.types import Schema, Type
from speccc.types.cells import print_cell
from speccc.types.raw import UnreadCell


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of a source: typed those that keep its contract, texts and `broken_rules` those
    that do not.
    """

    accepted: Sequence[Row]
    rejected: Sequence[Row] = ()


def taken(source: Source, given: Mapping[str, Sequence[Row]]) -> Read:
    """What a source gives of typed rows (under its name) and of rows that are rejected already
    (under `NAME.rejected`). If it puts rows aside, that happens to those that break its contract;
    an `UnreadCell` is a value that did not read.
    """
    rows = given[source.name]
    if source.on_error != "quarantine":
        return Read(rows)
    unread = [[isinstance(value, UnreadCell) for value in row] for row in rows]
    types = [column.type for column in source.columns]
    texts = [tuple(map(_printed, row, types)) for row in rows]
    read = sorted_out(source, rows, unread, texts)
    return Read(read.accepted, (*given.get(f"{source.name}.rejected", ()), *read.rejected))


def scanned(
    pipeline: Pipeline, given: Mapping[str, Sequence[Row]]
) -> dict[str, tuple[Schema, Sequence[Row]]]:
    """The typed rows that a run reads of each source, and those it puts aside as `NAME.rejected`,
    with their columns. A source that is not `given` is empty.
    """
    found: dict[str, tuple[Schema, Sequence[Row]]] = {}
    for node in pipeline.nodes:
        if isinstance(node.op, Scan | ScanRejected):
            name = node.op.source
            read = taken(pipeline.source(name), {name: (), **given})
            if isinstance(node.op, Scan):
                found[name] = node.schema, read.accepted
            else:
                found[f"{name}.rejected"] = node.schema, read.rejected
    return found


def _printed(value: Value, type: Type) -> Value:
    """A typed value as text: a decimal with all digits of its scale."""
    if isinstance(value, Decimal):
        return f"{value:.{type.scale}f}"
    return None if value is None else print_cell(value)


def sorted_out(
    source: Source,
    rows: Sequence[Row],
    unread: Sequence[Sequence[bool]],
    texts: Sequence[Row],
) -> Read:
    """Rows of all columns, which of their values did not read, and their texts in the data."""
    shared = _shared(source, rows, unread)
    accepted: list[Row] = []
    rejected: list[Row] = []
    for at, row in enumerate(rows):
        broken: list[str] = []
        for column, value, bad in zip(source.columns, row, unread[at], strict=True):
            if bad:
                broken.append(f"read: {column.name} as {column.type}")
            elif value is None and not column.nullable:
                broken.append(f"not_null: {column.name}")
        if at in shared:
            broken.append(f"unique: {', '.join(source.key)}")
        if broken:
            rejected.append((*texts[at], ", ".join(broken)))
        else:
            accepted.append(row)
    return Read(accepted, rejected)


def _shared(source: Source, rows: Sequence[Row], unread: Sequence[Sequence[bool]]) -> set[int]:
    """The rows that share their key with another; one whose key did not read does not count."""
    names = tuple(c.name for c in source.columns)
    at_key = [names.index(name) for name in source.key]
    if not at_key:
        return set()
    known = {
        at: tuple(row[k] for k in at_key)
        for at, row in enumerate(rows)
        if not any(unread[at][k] for k in at_key)
    }
    counts = Counter(known.values())
    return {at for at, key in known.items() if counts[key] > 1}


def text_of(physical: object, *, json: bool) -> Value:
    """What stands in the data, as text. A list or an object of JSON is only named, and what is
    no value of the language's types is NULL.
    """
    match physical:
        case str():
            return str(physical)
        case float():
            return print_cell(physical) if math.isfinite(physical) else None
        case dt.datetime():
            return print_cell(physical) if physical.tzinfo is None else None
        case bool() | int() | Decimal() | dt.date():
            return print_cell(physical)
        case Mapping():
            return "{…}" if json else None
        case list():
            return "[…]" if json else None
        case _:
            return None
