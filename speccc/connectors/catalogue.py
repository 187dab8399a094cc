"""The table of connectors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """`path` marks a file path relative to the project: never absolute, never upwards."""

    name: str
    doc: str
    required: bool = False
    path: bool = False


@dataclass(frozen=True, slots=True)
class Connector:
    """`modes`: how a sink can be written there; which of them a target has built is its own."""

    name: str
    doc: str
    options: tuple[Option, ...]
    reads: bool = True
    modes: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        return bool(self.modes)

    def option(self, name: str) -> Option | None:
        return next((o for o in self.options if o.name == name), None)


_PATH = Option("path", "The file, relative to the project's root.", required=True, path=True)
_ALL_MODES = ("replace", "merge", "append", "partition")

CONNECTORS = {
    c.name: c
    for c in (
        Connector(
            "csv",
            "A CSV file with a header line, UTF-8, quoted as in RFC 4180; an empty field is NULL.",
            (_PATH, Option("delimiter", "One character; default ','.")),
            modes=_ALL_MODES,
        ),
        Connector("parquet", "A Parquet file.", (_PATH,), modes=_ALL_MODES),
        Connector("json", "JSON lines: one object a line.", (_PATH,), modes=_ALL_MODES),
        Connector(
            "pipeline",
            "The sink of another pipeline, wherever the target binds it.",
            (Option("sink", "pipeline.sink", required=True),),
        ),
    )
}

#: Connectors of the design that this version does not build.
LATER = ("table", "topic", "sheet", "excel", "http")
