"""The sources of a spec: each becomes a scan; one that puts rows aside two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from speccc.analyse.declarations import Declarations, schema_of
from speccc.analyse.incremental import read_incremental, since
from speccc.analyse.rejects import rejected_schema
from speccc.analyse.relations import Relations
from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import names, types
from speccc.ir.rel import Node, Parameter, Pipeline, Scan, ScanRejected, Source, SourceColumn
from speccc.spec import models
from speccc.types import TEXT, Schema


@dataclass(frozen=True, slots=True)
class Sources:
    """Reads the sources of one spec into `relations`; everything wrong goes to the reporter.

    An incremental source adds its hidden parameter to `params`.
    """

    relations: Relations
    declarations: Declarations
    upstream: Mapping[str, Pipeline]
    params: dict[str, Parameter]

    def read(self) -> tuple[Source, ...]:
        """Those that are as they should be, in order."""
        found: list[Source] = []
        for name, model in self.relations.spec.model.sources.items():
            source = self._source(name, model)
            if source is None:
                self.relations.broken(name)
            else:
                found.append(source)
                self._scan(source)
        return tuple(found)

    def _source(self, name: str, model: models.SourceModel) -> Source | None:
        inherited = None
        if ("sources", name) in self.relations.spec.broken:
            return None
        if model.connector == "pipeline":
            inherited = self._inherited(name, model)
            if inherited is None:
                return None
        source = self.declarations.source(name, model, inherited)
        if source is None or model.incremental is None:
            return source
        declared = read_incremental(name, model.incremental, source.columns, self.declarations)
        return replace(source, incremental=declared)

    def _scan(self, source: Source) -> None:
        scan = Node(
            source.name,
            Scan(source.name),
            schema_of(source.columns),
            source.name,
            f"sources.{source.name}",
            (source.key,) if source.key else (),
            source.description,
            source.span,
        )
        self.relations.nodes.append(scan)
        rows = self._since(source, scan) if source.incremental is not None else scan
        self.relations.named[source.name] = rows
        if source.on_error == "quarantine":
            self._put_aside(source, scan)

    def _since(self, source: Source, scan: Node) -> Node:
        parameter, node = since(source, scan, self.relations.free_id(f"{source.name}_since"))
        if parameter.name in self.params:
            span = self.declarations.marks.key("params", parameter.name)
            other = f"the param that source '{source.name}' reads its new rows by"
            self.declarations.reporter.add(
                names.DUPLICATE_NAME.at(span, name=parameter.name, other=other)
            )
        self.params[parameter.name] = parameter
        self.relations.nodes.append(node)
        return node

    def _put_aside(self, source: Source, scan: Node) -> None:
        """The rows that break the contract of `source`, as texts."""
        texts = Schema(tuple(replace(c, type=TEXT, nullable=True) for c in scan.schema))
        node = replace(
            scan,
            id=self.relations.free_id(f"{source.name}_rejected"),
            op=ScanRejected(source.name),
            schema=rejected_schema(texts),
            keys=(),
        )
        self.relations.nodes.append(node)
        self.relations.put_aside(source.name, node)

    def _inherited(self, name: str, model: models.SourceModel) -> tuple[SourceColumn, ...] | None:
        """The columns of the sink that the source reads: all, or those it declares."""
        marks, reporter = self.declarations.marks, self.declarations.reporter
        wanted = (model.options or {}).get("sink")
        span = marks.value("sources", name, "options", "sink")
        pipeline_name, _, sink_name = str(wanted).partition(".")
        pipeline = self.upstream.get(pipeline_name)
        known = [f"{p.name}.{s.name}" for p in self.upstream.values() for s in p.sinks]
        sinks = {s.name: s for s in pipeline.sinks} if pipeline is not None else {}
        if sink_name not in sinks:
            note = did_you_mean(str(wanted), known)
            reporter.add(names.UNKNOWN_SINK.at(span, name=wanted, note=note))
            return None
        offered = {c.name: c for c in sinks[sink_name].columns}
        if model.columns is None:
            return tuple(offered.values())
        declared = self.declarations.columns(model.columns, "sources", name, "columns")
        for column in declared or ():
            place = marks.key("sources", name, "columns", column.name)
            if column.name not in offered:
                note = did_you_mean(column.name, tuple(offered))
                reporter.add(names.UNKNOWN_COLUMN.at(place, name=column.name, note=note))
            elif offered[column.name].type != column.type:
                problem = f"the sink '{wanted}' gives {offered[column.name].type}"
                reporter.add(types.BAD_TYPE.at(place, problem=problem))
        if declared is None:
            return None
        return tuple(
            replace(c, path=made.path, tags=tuple(sorted({*c.tags, *made.tags})))
            if (made := offered.get(c.name)) is not None
            else c
            for c in declared
        )
