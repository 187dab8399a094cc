"""Physical rows: what a file format gives, before any column is read as its declared type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class JsonNumber(str):
    """The literal text of a JSON number: its digits are read by the column's type, not before."""

    __slots__ = ()


class UnreadCell(str):
    """A cell of an example that does not read as its column's type, and need not."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RawTable:
    """The rows of one file.

    `columns` are the physical columns of a header or schema, in order; None where the format has
    none (JSON lines), so that no column can be missing. A csv cell is a text, or None if empty; a
    JSON value is a text, a bool, a JsonNumber, None, a dict or a list; parquet gives Python's own
    values.
    """

    columns: tuple[str, ...] | None
    rows: Sequence[Mapping[str, object]]
