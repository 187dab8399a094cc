"""The small CSV tables of a spec's examples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is None for an empty cell (NULL). `start` and `end` are offsets in the table."""

    text: str | None
    start: int
    end: int


class TableError(ValueError):
    """A line that is no row. `start` and `end` are offsets in the table."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end


def read_table(text: str) -> list[list[Cell]]:
    """The lines of a table as cells, the header first; blank lines are skipped.

    Raises TableError for an unclosed quote or text after a closing one.
    """
    rows: list[list[Cell]] = []
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            rows.append(_read_line(line, offset))
        offset += len(line) + 1
    return rows


def _read_line(line: str, offset: int) -> list[Cell]:
    cells: list[Cell] = []
    position = 0
    while True:
        while position < len(line) and line[position] in " \t":
            position += 1
        cell, position = _read_cell(line, position, offset)
        cells.append(cell)
        if position >= len(line):
            return cells
        position += 1  # the comma


def _read_cell(line: str, start: int, offset: int) -> tuple[Cell, int]:
    """The cell that starts here, and where its comma or the line's end is."""
    if not line.startswith('"', start):
        end = line.find(",", start)
        end = len(line) if end < 0 else end
        text = line[start:end].rstrip(" \t\r")
        return Cell(text or None, offset + start, offset + start + len(text)), end
    parts: list[str] = []
    position = start + 1
    while True:
        quote = line.find('"', position)
        if quote < 0:
            raise TableError("a quote is not closed", offset + start, offset + len(line))
        parts.append(line[position:quote])
        position = quote + 1
        if not line.startswith('"', position):
            break
        parts.append('"')
        position += 1
    end = line.find(",", position)
    end = len(line) if end < 0 else end
    if line[position:end].strip():
        message = "text after a closing quote; a quote inside quotes is doubled"
        raise TableError(message, offset + position, offset + end)
    return Cell("".join(parts), offset + start, offset + position), end
