"""The node tree of a document: what YAML says, before any model. Offsets are into its text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from speccc.diagnostics import Span


class Style(StrEnum):
    """How a scalar is written."""

    PLAIN = "plain"
    SINGLE = "single-quoted"
    DOUBLE = "double-quoted"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `start` to `end` (exclusive) is its source, quotes or block header included."""

    start: int
    end: int
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Mapping:
    """Entries in order, without duplicate keys; `flow` if written in braces."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    flow: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in order; `flow` if written in brackets."""

    start: int
    end: int
    items: tuple[Node, ...]
    flow: bool


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Entry:
    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML text that the loader accepted; its line ends are line feeds."""

    source: Source
    root: Node


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text and the places of its characters."""

    file: str
    text: str
    starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        starts = [0]
        found = self.text.find("\n")
        while found >= 0:
            starts.append(found + 1)
            found = self.text.find("\n", found + 1)
        object.__setattr__(self, "starts", tuple(starts))

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span of the characters from `start` to `end` (exclusive)."""
        return Span(self.file, *self.place(start), *self.place(end))

    def line_of(self, offset: int) -> tuple[int, int]:
        """The offsets of the start and the end (without the line feed) of the line at `offset`."""
        start = self.starts[bisect_right(self.starts, offset) - 1]
        end = self.text.find("\n", start)
        return start, len(self.text) if end < 0 else end
