"""What every command shares: where it works, and how it talks."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, TextIO

import click

from speccc.diagnostics import Diagnostic, Reporter


class Exit(IntEnum):
    """The exit codes. `CHANGES` only under `--detailed-exitcode` and from `drift`."""

    OK = 0
    ERROR = 1
    CHANGES = 2
    UNFORMATTED = 3
    USAGE = 64
    INTERRUPTED = 130


ERROR_FORMATS = ("text", "json", "github")


@dataclass
class Session:
    """The options that every command takes, and the two streams it writes to."""

    folder: Path = field(default_factory=Path.cwd)
    error_format: str = "text"
    color: bool | None = None
    debug: bool = False
    #: Where the files named in diagnostics lie; the project's root once it is known.
    root: Path | None = None
    #: Texts that diagnostics point into and that lie in no file, by what they are called.
    texts: dict[str, str] = field(default_factory=dict[str, str])
    _reporter: Reporter = field(default_factory=Reporter)
    _told: bool = False

    def say(self, text: str = "") -> None:
        """Data, to stdout."""
        click.echo(text, color=self._color(sys.stdout))

    def data(self, value: Mapping[str, Any]) -> None:
        """A result for programs, to stdout."""
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))

    def note(self, text: str) -> None:
        """Something said on the way, to stderr."""
        click.echo(text, err=True, color=self._color(sys.stderr))

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keeps diagnostics until `flush`, each once."""
        for diagnostic in diagnostics:
            self._reporter.add(diagnostic)

    def diagnostics_as_data(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Prints the JSON document of diagnostics to stdout, as the result; stderr gets none."""
        from speccc.diagnostics import render
        from speccc.diagnostics.model import in_order

        found = in_order(diagnostics)
        click.echo(render.render_json(found, self.sources(found)).rstrip("\n"))
        self._told = True

    def flush(self) -> None:
        """Prints what was reported, in the chosen format, to stderr."""
        found = self._reporter.diagnostics
        if not found and (self._told or self.error_format != "json"):
            return
        from speccc.diagnostics import render
        from speccc.diagnostics.model import in_order

        found = in_order(found)
        sources = self.sources(found)
        match self.error_format:
            case "json":
                text = render.render_json(found, sources)
            case "github":
                text = render.render_github(found)
            case _:
                text = render.render_text(found, sources, color=self._color(sys.stderr))
        click.echo(text.rstrip("\n"), err=True, color=True)

    def sources(self, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
        """The texts that diagnostics point into, as far as they can be read."""
        found: dict[str, str] = {}
        for diagnostic in diagnostics:
            span = diagnostic.span
            if span is not None and span.file in self.texts:
                found[span.file] = self.texts[span.file]
            elif span is not None and span.file not in found:
                path = (self.root or self.folder) / span.file
                if path.is_file():
                    found[span.file] = path.read_bytes().decode("utf-8", errors="replace")
        return found

    def _color(self, stream: TextIO) -> bool:
        if self.color is not None:
            return self.color
        if os.environ.get("NO_COLOR"):
            return False
        return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def interactive() -> bool:
    """Whether somebody is there to answer a question."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")
