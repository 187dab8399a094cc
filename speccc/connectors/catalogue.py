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
    name: str
    doc: str
    options: tuple[Option, ...]
    reads: bool = True
    writes: bool = True

    def option(self, name: str) -> Option | None:
        return next((o for o in self.options if o.name == name), None)


_PATH = Option("path", "The file, relative to the project's root.", required=True, path=True)

CONNECTORS = {
    c.name: c
    for c in (
        Connector(
            "csv",
            "A CSV file with a header line, UTF-8, quoted as in RFC 4180; an empty field is NULL.",
            (_PATH, Option("delimiter", "One character; default ','.")),
        ),
        Connector("parquet", "A Parquet file.", (_PATH,)),
        Connector("json", "JSON lines: one object a line.", (_PATH,)),
        Connector(
            "pipeline",
            "The sink of another pipeline, wherever the target binds it.",
            (Option("sink", "pipeline.sink", required=True),),
            writes=False,
        ),
    )
}

#: Connectors of the design that this version does not build.
LATER = ("table", "topic", "sheet", "excel", "http")
