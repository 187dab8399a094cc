"""What runs of generated SQL scripts have in common."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from speccc.execute.report import Report

Progress = Callable[[str], None]


class ScriptError(Exception):
    """A script ended with an error: `kind` as in a report."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def script(recipe: Mapping[str, Any], folder: Path, phase: str) -> str:
    """The text of a phase's script."""
    return (folder / recipe["scripts"][phase]).read_text(encoding="utf-8")


def statements(text: str) -> Iterator[str]:
    """The statements of a generated script, without comments. In it a semicolon at the end of a
    line that is no comment ends a statement: no text of a script goes over two lines.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        if line.lstrip().startswith("--") or not line:
            continue
        lines.append(line)
        if line.endswith(";"):
            yield "\n".join(lines)[:-1]
            lines = []


def silent(phase: str) -> None:
    """Nobody wants to know."""


@contextmanager
def timed(report: Report, phase: str, tell: Progress) -> Generator[None]:
    """The seconds of a phase go into the report, however it ends."""
    tell(phase)
    start = time.perf_counter()
    try:
        yield
    finally:
        report["phases"][phase] = round(time.perf_counter() - start, 6)
