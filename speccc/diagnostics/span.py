"""A place in a source file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters. Lines and columns count from 1, in characters.

    `file` is the path as the user would type it, relative to the project where there is one.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """The range from the start of this span to the end of `other` (same file)."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)

    def covers(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return (
            self.file == other.file
            and (self.line, self.column) <= (other.line, other.column)
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )

    def starts(self, other: Span) -> bool:
        """Whether the start of `other` lies within this span."""
        start = (other.line, other.column)
        return self.file == other.file and (self.line, self.column) <= start < (
            self.end_line,
            self.end_column,
        )

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
