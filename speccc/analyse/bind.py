"""Where data lies for a target: a profile's bindings put into a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, TypeVar

from speccc.connectors import http, jdbc
from speccc.connectors.catalogue import CONNECTORS, LATER, Connector, Option
from speccc.connectors.databases import is_file
from speccc.connectors.forms import Fault
from speccc.connectors.reach import elsewhere
from speccc.connectors.references import is_reference, names_in
from speccc.connectors.written import Written, written_twice
from speccc.diagnostics import Code, Reporter, Span, did_you_mean
from speccc.diagnostics.codes import connectors as codes
from speccc.diagnostics.codes import names, remote, steps, streams
from speccc.ir.rel import Binding, Pipeline, Sink, Source
from speccc.spec.document import SpecFile, TargetFile
from speccc.types.durations import parse_duration

_End = TypeVar("_End", Source, Sink)

#: By connector, what does not fit of options that are right by themselves.
_TOGETHER: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Fault]]] = {
    "http": http.faults_together,
    "jdbc": jdbc.faults_together,
}


@dataclass(frozen=True, slots=True)
class Binder:
    """Binds pipelines for one target. `pipelines` and `specs` are all there are, by name."""

    target: TargetFile
    pipelines: Mapping[str, Pipeline]
    specs: Mapping[str, SpecFile]
    reporter: Reporter

    def bind(self, pipeline: Pipeline) -> Pipeline | None:
        """The pipeline with every source and sink bound; None if one is wrong (and reported).

        What is wrong in a spec is wrong for each target, though a reporter tells it once.
        """
        own = replace(self, reporter=Reporter())
        sources = tuple(own._bound(pipeline, s) for s in pipeline.sources)
        sinks = tuple(own._bound(pipeline, s) for s in pipeline.sinks)
        own._check_places(pipeline, sinks)
        for diagnostic in own.reporter.diagnostics:
            self.reporter.add(diagnostic)
        if own.reporter.diagnostics:
            return None
        return replace(pipeline, sources=sources, sinks=sinks)

    def check_connection(self) -> None:
        """Reports a database file out of the project. Where the environment says it may be."""
        model = self.target.model
        path = model.connection or ""
        if path and is_file(model.dialect or "") and not [*names_in(path)] and leaves_project(path):
            self._add(codes.BAD_PATH, self.target.marks.value("connection"), path=path)

    def check_streaming(self) -> None:
        """Reports streams on a target that has none, and lengths of time that are none."""
        model = self.target.model
        if model.streaming is None:
            return
        if model.backend != "flink":
            span = self.target.marks.key("streaming")
            self._add(streams.NO_STREAMS, span, backend=model.backend)
        for key in ("checkpoint_interval", "state_ttl"):
            text = getattr(model.streaming, key)
            if text is not None and not parse_duration(text):
                span = self.target.marks.value("streaming", key)
                self._add(steps.BAD_DURATION, span, text=text)

    def check_addresses(self) -> None:
        """Reports bindings of nothing."""
        known = [f"{p.name}.{x.name}" for p in self.pipelines.values()
                 for x in (*p.sources, *p.sinks)]  # fmt: skip
        for address in self.target.model.bind or {}:
            name = address.partition(".")[0]
            if address not in known and (name in self.pipelines or name not in self.specs):
                span = self.target.marks.key("bind", address)
                note = did_you_mean(address, known)
                self.reporter.add(codes.UNKNOWN_ADDRESS.at(span, address=address, note=note))

    def _bound(self, pipeline: Pipeline, end: _End) -> _End:
        return replace(end, binding=self._binding(pipeline, end))

    def _binding(self, pipeline: Pipeline, end: Source | Sink) -> Binding | None:
        kind = "sources" if isinstance(end, Source) else "sinks"
        address = f"{pipeline.name}.{end.name}"
        given = (self.target.model.bind or {}).get(address)
        if given is not None:
            binding = Binding(given.connector, given.options or {})
            place = _Place(self.target, ("bind", address))
        elif end.binding is not None:
            binding = end.binding
            place = _Place(self.specs[pipeline.name], (kind, end.name))
        else:
            span = self.specs[pipeline.name].marks.key(kind, end.name)
            self.reporter.add(
                codes.UNBOUND.at(
                    span, what=kind[:-1], address=address, target=self.target.model.name
                )
            )
            return None
        if not self._check(binding, place, kind):
            return None
        if isinstance(end, Sink) and not self._check_mode(end, binding, place):
            return None
        if binding.connector == "pipeline":
            return self._upstream(binding, place)
        return binding

    def _upstream(self, binding: Binding, place: _Place) -> Binding | None:
        """The place that the sink of another pipeline is bound to."""
        pipeline_name, _, sink_name = str(binding.options["sink"]).partition(".")
        pipeline = self.pipelines.get(pipeline_name)
        sinks = {s.name: s for s in pipeline.sinks} if pipeline is not None else {}
        if pipeline is None or sink_name not in sinks:
            span = place.value("options", "sink")
            self.reporter.add(names.UNKNOWN_SINK.at(span, name=binding.options["sink"]))
            return None
        found = self._binding(pipeline, sinks[sink_name])
        if found is not None and sinks[sink_name].mode == "partition" and "path" in found.options:
            span = place.value("options", "sink")
            self._add(codes.READS_PARTITIONS, span, sink=binding.options["sink"])
            return None
        return found

    def _check(self, binding: Binding, place: _Place, kind: str) -> bool:
        """Whether connector and options are possible."""
        before = len(self.reporter.diagnostics)
        connector = CONNECTORS.get(binding.connector)
        if connector is None:
            span = place.value("connector")
            if binding.connector in LATER:
                self._add(codes.LATER_CONNECTOR, span, name=binding.connector)
            else:
                note = did_you_mean(binding.connector, tuple(CONNECTORS))
                self._add(codes.UNKNOWN_CONNECTOR, span, note, name=binding.connector)
            return False
        if kind == "sinks" and not connector.writes:
            self._add(codes.NOT_WRITABLE, place.value("connector"), name=connector.name)
        self._check_options(connector, binding, place, kind)
        return len(self.reporter.diagnostics) == before

    def _check_options(
        self, connector: Connector, binding: Binding, place: _Place, kind: str
    ) -> None:
        before = len(self.reporter.diagnostics)
        known = tuple(o.name for o in connector.options)
        for name, value in binding.options.items():
            option = connector.option(name)
            span = place.value("options", name)
            if option is None:
                note = did_you_mean(name, known)
                key = place.key("options", name)
                self._add(codes.UNKNOWN_OPTION, key, note, connector=connector.name, name=name)
                continue
            if kind == "sinks" and option.reads_only:
                wanted = "left out: a sink is written as a whole"
                self._add(codes.BAD_OPTION, span, name=name, wanted=wanted)
                continue
            if not self._check_variables(option, value, place):
                continue
            faults = [*option.form(value)]
            for fault in faults:
                at = place.value("options", name, *fault.path)
                full = ".".join(map(str, (name, *fault.path)))
                self._add(codes.BAD_OPTION, at, name=full, wanted=fault.wanted)
            if not faults and option.path and leaves_project(str(value)):
                self._add(codes.BAD_PATH, span, path=value)
        if len(self.reporter.diagnostics) == before:
            self._check_together(binding, place)
        for option in connector.options:
            if option.required and option.name not in binding.options:
                self._add(
                    codes.MISSING_OPTION, place.value(), connector=connector.name, name=option.name
                )

    def _check_mode(self, sink: Sink, binding: Binding, place: _Place) -> bool:
        """Whether the connector has the sink's mode, and names a folder for partitions."""
        modes = CONNECTORS[binding.connector].modes
        if sink.mode not in modes:
            where = f"to {binding.connector}"
            known = ", ".join(modes)
            span = place.value("connector")
            self._add(
                codes.SINK_MODE, span, name=sink.name, mode=sink.mode, where=where, known=known
            )
            return False
        path = binding.options.get("path")
        if sink.mode == "partition" and isinstance(path, str) and _is_file(path):
            span, folder = place.value("options", "path"), PurePosixPath(path).with_suffix("")
            self._add(codes.PARTITION_FOLDER, span, name=sink.name, path=path, folder=folder)
            return False
        return True

    def _check_together(self, binding: Binding, place: _Place) -> None:
        """What options that are right by themselves are together."""
        faults_together = _TOGETHER.get(binding.connector)
        for fault in faults_together(binding.options) if faults_together else ():
            span = place.value("options", *fault.path)
            name = ".".join(map(str, fault.path))
            self._add(codes.BAD_OPTION, span, name=name, wanted=fault.wanted)
        secrets = http.plain_secrets(binding.options) if binding.connector == "http" else ()
        for option, name in secrets:
            span = place.value("options", option, name)
            self._add(remote.PLAIN_SECRET_IN, span, name=f"{option}.{name}")

    def _check_variables(self, option: Option, value: object, place: _Place) -> bool:
        """Whether what it says of the environment is allowed here, and there is no plain secret."""
        span = place.value("options", option.name)
        names = [*names_in(value)]
        if option.credential and not is_reference(value):
            self._add(remote.PLAIN_SECRET, span, name=option.name)
        elif names and not option.variable:
            self._add(remote.NO_VARIABLES_HERE, span, name=option.name)
        elif names and isinstance(place.file, SpecFile):
            self._add(remote.VARIABLE_IN_SPEC, span, variable=names[0])
        else:
            return True
        return False

    def _check_places(self, pipeline: Pipeline, sinks: tuple[Sink, ...]) -> None:
        """No two sinks of a pipeline write one place, nor one into the partitions of another."""
        places = [written for sink in sinks if (written := _written(sink)) is not None]
        for first, second in written_twice(places, self.target.model.dialect or ""):
            span = self.specs[pipeline.name].marks.key("sinks", second.who)
            self._add(codes.SAME_PLACE, span, first=first.who, second=second.who, path=second.shown)

    def _add(self, code: Code, span: Span, note: str = "", **params: object) -> None:
        self.reporter.add(code.at(span, note=note, **params))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a binding is written: in a spec or in a target profile."""

    file: SpecFile | TargetFile
    path: tuple[str, ...]

    def value(self, *path: str | int) -> Span:
        return self.file.marks.value(*self.path, *path)

    def key(self, *path: str) -> Span:
        return self.file.marks.key(*self.path, *path)


def _written(sink: Sink) -> Written[str] | None:
    """What a sink writes; None if that is not known."""
    if sink.binding is None:
        return None
    connector, options = sink.binding.connector, sink.binding.options
    path, there = options.get("path"), elsewhere(connector, options)
    if not (isinstance(path, str) or there):
        return None
    table = str(options.get("name")) if connector == "table" else None
    return Written(sink.name, path, table, there, folder=sink.mode == "partition")


_ENDINGS = frozenset((".csv", ".json", ".jsonl", ".ndjson", ".parquet"))


def _is_file(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in _ENDINGS


def leaves_project(path: str) -> bool:
    """Whether a path is empty, absolute (on any system), or goes upwards; or whether that depends
    on the system, for a backslash is a part of a name here and leads into a folder there.
    """
    windows = PureWindowsPath(path)
    parts = {*PurePosixPath(path).parts, *windows.parts}
    upwards = path.startswith(("/", "~")) or bool(windows.anchor) or ".." in parts
    return not path or upwards or "\\" in path
