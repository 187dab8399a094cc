"""Params, sources and the columns that sources and sinks declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from speccc.analyse.rejects import free_of_broken_rules
from speccc.analyse.writing import writing_hint
from speccc.connectors.catalogue import CONNECTORS, LATER
from speccc.diagnostics import Reporter, did_you_mean
from speccc.diagnostics.codes import connectors, names, steps, types
from speccc.ir.rel import Binding, EventTime, Parameter, Source, SourceColumn
from speccc.lang.names import is_reserved, why_reserved
from speccc.spec import models
from speccc.spec.document import SourceMap
from speccc.types import Column, Kind, Schema
from speccc.types.cells import read_cell
from speccc.types.durations import parse_duration
from speccc.types.parse import TypeTextError, parse_type
from speccc.types.zones import ZONES

_TOKEN = re.compile(r"YYYY|MM|DD|HH|mm|ss")


@dataclass(frozen=True, slots=True)
class Declarations:
    """Reads declarations of one spec; everything wrong goes to the reporter."""

    marks: SourceMap
    reporter: Reporter

    def params(self, spec: models.SpecModel) -> dict[str, Parameter]:
        """The params by name. One that is wrong keeps its type where that is known."""
        found: dict[str, Parameter] = {}
        for name, declared in (spec.params or {}).items():
            place = ("params", name)
            if is_reserved(name):
                span = self.marks.key(*place)
                why = why_reserved(name)
                self.reporter.add(names.RESERVED_NAME.at(span, name=name, what="param", note=why))
            model = models.ParamModel(type=declared) if isinstance(declared, str) else declared
            at = place if isinstance(declared, str) else (*place, "type")
            parameter = self._param(name, model, at, place)
            if parameter is not None:
                found[name] = parameter
        return found

    def _param(
        self,
        name: str,
        model: models.ParamModel,
        at: tuple[str | int, ...],
        place: tuple[str | int, ...],
    ) -> Parameter | None:
        try:
            kind, nullable = parse_type(model.type)
        except TypeTextError as error:
            span = self.marks.value(*at)
            self.reporter.add(types.BAD_TYPE.at(span, problem=str(error), note=error.hint))
            return None
        if not nullable:
            self.reporter.add(steps.PARAM_NOT_NULL.at(self.marks.value(*at)))
        value = None
        if model.default is not None:
            value = read_cell(model.default, kind)
            if value is None:
                span = self.marks.value(*place, "default")
                note = writing_hint(model.default, kind)
                self.reporter.add(
                    types.BAD_LITERAL.at(span, text=model.default, type=kind, note=note)
                )
        return Parameter(name, kind, value, model.description or "", self.marks.key(*place))

    def columns(
        self, declared: Mapping[str, str | models.ColumnModel], *place: str | int
    ) -> tuple[SourceColumn, ...] | None:
        """The columns declared at `place`; None if one is wrong."""
        found: list[SourceColumn] = []
        seen: dict[str, str] = {}
        for name, value in declared.items():
            span = self.marks.key(*place, name)
            if is_reserved(name):
                why = why_reserved(name)
                self.reporter.add(names.RESERVED_NAME.at(span, name=name, what="column", note=why))
                continue
            if name.lower() in seen:
                note = f"'{seen[name.lower()]}' differs in case only"
                self.reporter.add(names.COLUMN_EXISTS.at(span, name=name, note=note))
                continue
            seen[name.lower()] = name
            column = self._column(name, value, *place, name)
            if column is not None:
                found.append(column)
        return tuple(found) if len(found) == len(declared) else None

    def _column(
        self, name: str, value: str | models.ColumnModel, *place: str | int
    ) -> SourceColumn | None:
        short = isinstance(value, str)
        model = models.ColumnModel(type=value) if isinstance(value, str) else value
        try:
            kind, nullable = parse_type(model.type)
        except TypeTextError as error:
            span = self.marks.value(*place) if short else self.marks.value(*place, "type")
            self.reporter.add(types.BAD_TYPE.at(span, problem=str(error), note=error.hint))
            return None
        before = len(self.reporter.diagnostics)
        if model.format is not None:
            self._format(model.format, kind.kind, *place, "format")
        if model.zone is not None:
            self._zone(model.zone, kind.kind, *place, "zone")
        if len(self.reporter.diagnostics) > before:
            return None
        path = (name,) if model.path is None else model.path
        return SourceColumn(
            name,
            kind,
            nullable,
            (path,) if isinstance(path, str) else tuple(path),
            model.format or "",
            model.zone or "",
            tuple(sorted(set(model.tags or ()))),
            model.description or "",
            self.marks.value(*place, "path"),
        )

    def _format(self, format: str, kind: Kind, *place: str | int) -> None:
        span = self.marks.value(*place)
        if kind not in (Kind.DATE, Kind.TIMESTAMP):
            self.reporter.add(steps.COLUMN_OPTION.at(span, option="format", type=kind))
            return
        tokens = _TOKEN.findall(format)
        problem = ""
        if len(tokens) != len(set(tokens)):
            problem = "a token stands twice"
        elif not {"YYYY", "MM", "DD"} <= set(tokens):
            problem = "YYYY, MM and DD are needed"
        elif kind is Kind.DATE and len(tokens) > 3:
            problem = "a date has no time"
        elif re.search(r"[A-Za-z0-9]", _TOKEN.sub("", format).replace("T", "", 1)):
            problem = "only the tokens may be letters or digits"
        if problem:
            self.reporter.add(steps.BAD_FORMAT.at(span, format=format, problem=problem))

    def _zone(self, zone: str, kind: Kind, *place: str | int) -> None:
        span = self.marks.value(*place)
        if kind is not Kind.TIMESTAMP:
            self.reporter.add(steps.COLUMN_OPTION.at(span, option="zone", type=kind))
        elif zone not in ZONES:
            near = did_you_mean(zone, sorted(ZONES))
            note = near.split("? ")[0] + "?" if near.startswith("did") else ""
            self.reporter.add(steps.BAD_ZONE.at(span, zone=zone, note=note))

    def source(
        self, name: str, model: models.SourceModel, inherited: tuple[SourceColumn, ...] | None
    ) -> Source | None:
        """A source; `inherited` are the columns of the pipeline's sink that it reads."""
        place = ("sources", name)
        columns = inherited
        if inherited is None and model.columns is not None:
            columns = self.columns(model.columns, *place, "columns")
        elif inherited is None:
            self._no_columns(name, model)
        before = len(self.reporter.diagnostics)
        if columns is None:
            return None
        self.key(model.key or (), schema_of(columns), *place, "key")
        clock = None
        if model.event_time is not None:
            clock = self._event_time(model.event_time, columns, *place, "event_time")
        if model.on_error == "quarantine":
            span = self.marks.value(*place, "on_error")
            free_of_broken_rules([c.name for c in columns], self.reporter, span)
        if len(self.reporter.diagnostics) > before:
            return None
        binding = Binding(model.connector, model.options or {}) if model.connector else None
        return Source(
            name,
            columns,
            tuple(model.key or ()),
            model.on_error,
            binding,
            model.description or "",
            event_time=clock,
            span=self.marks.key(*place),
        )

    def _event_time(
        self, model: models.EventTimeModel, columns: Iterable[SourceColumn], *place: str
    ) -> EventTime | None:
        known = {column.name: column for column in columns}
        clock, lateness = known.get(model.column), parse_duration(model.max_lateness)
        if clock is None or clock.type.kind is not Kind.TIMESTAMP:
            span = self.marks.value(*place, "column")
            self.reporter.add(steps.EVENT_TIME.at(span, name=model.column))
        if lateness is None:
            span = self.marks.value(*place, "max_lateness")
            self.reporter.add(steps.BAD_DURATION.at(span, text=model.max_lateness))
        return None if clock is None or lateness is None else EventTime(clock.name, lateness)

    def _no_columns(self, name: str, model: models.SourceModel) -> None:
        """Reports a source without columns; where its connector is misspelt, that."""
        connector = model.connector
        if connector is None or connector in CONNECTORS or connector in LATER:
            span = self.marks.key("sources", name)
            self.reporter.add(steps.SOURCE_COLUMNS.at(span, name=name))
        else:
            span = self.marks.value("sources", name, "connector")
            note = did_you_mean(connector, tuple(CONNECTORS))
            self.reporter.add(connectors.UNKNOWN_CONNECTOR.at(span, name=connector, note=note))

    def key(self, key: Sequence[str], schema: Schema, *place: str | int) -> None:
        """Reports columns of a key, which stands at `place`, that are not there, stand twice or
        cannot be compared exactly.
        """
        for position, name in enumerate(key):
            span = self.marks.value(*place, position)
            if name not in schema:
                note = did_you_mean(name, schema.names)
                self.reporter.add(names.UNKNOWN_COLUMN.at(span, name=name, note=note))
            elif name in key[:position]:
                self.reporter.add(names.DUPLICATE_ITEM.at(span, name=name))
            elif schema[name].type.kind is Kind.FLOAT64:
                self.reporter.add(types.FLOAT_KEY.at(span, name=name))


def schema_of(columns: tuple[SourceColumn, ...]) -> Schema:
    """The columns as the steps see them."""
    return Schema(
        tuple(
            Column(c.name, c.type, c.nullable, tags=c.tags, description=c.description)
            for c in columns
        )
    )
