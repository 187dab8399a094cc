"""A pipeline over streams as scripts: sources, sinks, one statement set; and how to run them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from speccc.analyse.reading import columns_read
from speccc.backends.api import Artefact, Streaming
from speccc.backends.flink.engine import FLINK
from speccc.backends.flink.limits import stream_limits
from speccc.backends.flink.printing import declared, printer, unit_of, views
from speccc.backends.flink.reading import file_table
from speccc.backends.flink.scripts import bound
from speccc.backends.flink.streams.fields import avro_schema
from speccc.backends.flink.streams.lookups import asked_by
from speccc.backends.flink.streams.relations import StreamRelations
from speccc.backends.flink.streams.settings import KEYED, settings
from speccc.backends.flink.streams.sinks import StreamSink, stream_sink
from speccc.backends.flink.streams.sources import CLOCK_COLUMN, StreamSource, stream_source
from speccc.backends.flink.streams.tables import KEYED as KEYED_TABLES
from speccc.backends.sql import trees
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.statements import Layout
from speccc.backends.sql.templating import environment, templates
from speccc.connectors.references import names_in
from speccc.ir.rel import Pipeline, Scan, Sink, Source

SOURCES, SINKS, PIPELINE, CONFIG = (
    "01_sources.sql",
    "02_sinks.sql",
    "03_pipeline.sql",
    "config.yaml",
)
_TEXTS = templates("speccc.backends.flink", ("macros.j2",)) | templates(
    __package__ or "", (f"{name}.j2" for name in (SOURCES, SINKS, PIPELINE, CONFIG))
)
_SAYS = {
    SOURCES: "Tables over the streams, each with its clock, and a view of each source's typed rows "
    "that are in time.",
    SINKS: "Tables that are written.",
    PIPELINE: "One view or common table expression for each step; one job writes all sinks.",
    CONFIG: "",
}


class StreamScripts:
    """The scripts of one pipeline."""

    def __init__(self, pipeline: Pipeline, streaming: Streaming) -> None:
        self._pipeline = pipeline
        self._layout = Layout(FLINK, pipeline, StreamRelations)
        self._settings = settings(streaming)
        if any(bound(sink).connector in KEYED_TABLES for sink in pipeline.sinks):
            self._settings |= KEYED
        self._environment = environment(_TEXTS, printer(pipeline.params))
        read = columns_read(pipeline.nodes, pipeline.sinks)
        scans = {n.op.source: read[n.id] for n in pipeline.nodes if isinstance(n.op, Scan)}
        self._sources = {
            s.name: stream_source(s, bound(s), scans.get(s.name, ()), asked_by(pipeline, s.name))
            for s in pipeline.sources
        }
        self._sinks = {s.name: self._sink(s) for s in pipeline.sinks}

    def artefacts(self) -> tuple[Artefact, ...]:
        """The scripts in the order in which they are run, and the configuration."""
        pipeline = self._pipeline
        says = [line for text in stream_limits(pipeline) for line in comment_lines(f"- {text}")]
        sinks = [self._shown(sink) for sink in pipeline.sinks]
        late = list(self._late())
        return (
            self._script(
                SOURCES,
                limits=says,
                params=declared(pipeline.params),
                settings=[*self._settings.items()],
                clock=CLOCK_COLUMN,
                sources=[self._read(source) for source in pipeline.sources],
            ),
            self._script(SINKS, sinks=sinks, late=late),
            self._script(
                PIPELINE, views=list(views(pipeline, self._layout)), sinks=sinks, late=late
            ),
            self._script(CONFIG, settings=[*self._settings.items()]),
            *self._schemas(),
        )

    def _schemas(self) -> Iterator[Artefact]:
        """The schemas of messages in Avro: as Flink makes them of the tables."""
        for name, end in (*self._sources.items(), *self._sinks.items()):
            if end.messages:
                yield Artefact(f"schemas/{name}.avsc", avro_schema(name, end.messages))

    def recipe(self) -> dict[str, Any]:
        """What a runner needs: the scripts, the ends, and the settings."""
        return {
            "scripts": {"setup": SOURCES, "sinks": SINKS, "transform": PIPELINE},
            "settings": self._settings,
            "sources": [_source_recipe(source) for source in self._pipeline.sources],
            "sinks": [self._sink_recipe(sink) for sink in self._pipeline.sinks],
            **self._environment_needed(),
        }

    def _environment_needed(self) -> dict[str, list[str]]:
        """The variables that stand in the options of tables."""
        ends = (*self._pipeline.sources, *self._pipeline.sinks)
        named = {name: None for end in ends for name in names_in(bound(end).options)}
        return {"environment": list(named)} if named else {}

    def _script(self, name: str, **parts: Any) -> Artefact:
        template = self._environment.get_template(f"{name}.j2")
        unit = unit_of(self._pipeline)
        lines = [line for text in _SAYS[name].splitlines() for line in comment_lines(text)]
        text = template.render(unit=unit, says=lines, **parts)
        return Artefact(name, text.rstrip("\n") + "\n")

    def _read(self, source: Source) -> dict[str, Any]:
        read: StreamSource = self._sources[source.name]
        return {
            "name": source.name,
            "file": file_table(source),
            "description": comment_lines(source.description),
            "columns": read.columns,
            "options": read.options,
            "clock": read.clock,
            "behind": read.behind,
            "select": read.select,
        }

    def _late(self) -> list[dict[str, Any]]:
        return [
            {
                "source": comment_lines(source.name)[0],
                "table": late_table(source),
                "column": CLOCK_COLUMN,
                "select": self._sources[source.name].late,
            }
            for source in self._pipeline.sources
            if source.event_time
        ]

    def _sink(self, sink: Sink) -> StreamSink:
        return stream_sink(sink, self._layout.relations.schema(sink.input), bound(sink))

    def _shown(self, sink: Sink) -> dict[str, Any]:
        how = self._sinks[sink.name]
        rows = trees.table(self._layout.where(sink.input))
        return {
            "name": sink.name,
            "description": comment_lines(sink.description),
            "columns": how.columns,
            "key": how.key,
            "options": how.options,
            "select": exp.select(*how.selected).from_(rows),
        }

    def _sink_recipe(self, sink: Sink) -> dict[str, Any]:
        """How its rows are told apart: by the values at these places of a line."""
        physical = {column.name: column for column in sink.columns}
        key = [
            {"path": list(physical[name].path), "type": str(physical[name].type)}
            for name in sink.key
        ]
        changes = self._sinks[sink.name].changes
        return _end_recipe(sink, sink.name) | {"mode": sink.mode, "key": key, "changes": changes}


def _end_recipe(end: Source | Sink, table: str) -> dict[str, Any]:
    """The table over an end and, if it is a file, its path."""
    binding = bound(end)
    path = {"path": str(binding.options["path"])} if "path" in binding.options else {}
    return {"name": end.name, "table": table, "connector": binding.connector, **path}


def _source_recipe(source: Source) -> dict[str, Any]:
    """Also what a copy of its file must be like, where its late rows go, what its key is."""
    known = {column.name: column for column in source.columns}
    key = [
        {"path": list(c.path), "type": str(c.type), "format": c.format}
        for c in (known[name] for name in source.key)
    ]
    columns = [{"path": list(c.path), "type": c.type.kind.value} for c in source.columns]
    late = {"late": late_table(source)} if source.event_time else {}
    end = _end_recipe(source, file_table(source))
    return {**end, "columns": columns, "options": {}, "key": key, **late}


def late_table(source: Source) -> str:
    """The table that gets the times of a source's late rows; no step of a spec is called so."""
    return f"_late_{source.name}"
