"""A text under parsing: its places, and the errors found in it."""

from __future__ import annotations

from collections.abc import Callable

from speccc.diagnostics import Code, Reporter, Span

#: Maps a half-open range of characters of the text to its place in the file.
Locate = Callable[[int, int], Span]


class Stop(Exception):
    """Parsing cannot go on; what is wrong has been reported. Never leaves this package."""


class Source:
    """The text of one expression or item, with the way to report errors in it."""

    def __init__(self, text: str, locate: Locate, reporter: Reporter) -> None:
        self.text = text
        self.locate = locate
        self.failed = False
        self._reporter = reporter

    def report(self, code: Code, start: int, end: int, *, note: str = "", **params: object) -> None:
        """Adds a diagnostic about the characters from `start` up to `end`."""
        self.failed = True
        self._reporter.add(code.at(self.locate(start, end), note=note, **params))

    def stop(self, code: Code, start: int, end: int, *, note: str = "", **params: object) -> Stop:
        """Reports, and gives the exception to raise."""
        self.report(code, start, end, note=note, **params)
        return Stop()

    def quote(self, start: int, end: int) -> str:
        """A piece of the text for use in a hint, on one line and not too long."""
        piece = self.text[start:end].strip()
        return "…" if "\n" in piece or len(piece) > 60 else piece
