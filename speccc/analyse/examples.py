"""The examples of a spec: tables typed by the columns they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal as OneOf

from speccc.analyse.tables import Cell, TableError, read_table
from speccc.analyse.writing import writing_hint
from speccc.diagnostics import Code, Reporter, Span, did_you_mean
from speccc.diagnostics.codes import names, steps, types
from speccc.ir.expr import Value
from speccc.ir.rel import Example, Expected, Given, Node, Parameter, Row, Sink, Source
from speccc.spec import models
from speccc.spec.document import SourceMap
from speccc.types import TEXT, Column, Schema
from speccc.types.cells import read_cell
from speccc.types.raw import UnreadCell

_Place = tuple[str | int, ...]
#: What a table is for: `given` keeps the contract of a source, `dirty` need not (its source puts
#: rows aside), and `then` may name rows that are not there.
_Use = OneOf["given", "dirty", "then"]


@dataclass(frozen=True, slots=True)
class Examples:
    """Reads the examples of one checked pipeline; everything wrong goes to the reporter."""

    marks: SourceMap
    reporter: Reporter
    params: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    relations: Mapping[str, Node]
    sinks: Mapping[str, Sink]
    ids: Mapping[str, Node]

    def read(self, examples: Sequence[models.ExampleModel]) -> tuple[Example, ...]:
        return tuple(self._example(e, ("examples", i)) for i, e in enumerate(examples))

    def _example(self, model: models.ExampleModel, place: _Place) -> Example:
        span = self.marks.value(*place)
        params = self._params(model, place)
        given: list[Given] = []
        for name, text in model.given.items():
            table = self._given(name, text, (*place, "given", name))
            if table is not None:
                given.append(table)
        strange = [name for name in model.given if name not in self.sources]
        for name in self.sources:
            if name not in model.given and not get_close_matches(name, strange, n=1):
                self._add(steps.EXAMPLE_GIVEN, self.marks.key(*place, "given"), name=name)
        then: list[Expected] = []
        for name, text in model.then.items():
            expected = self._then(name, text, (*place, "then", name))
            if expected is not None:
                then.append(expected)
        return Example(model.name, params, tuple(given), tuple(then), span)

    def _add(self, code: Code, span: Span, note: str = "", **params: object) -> None:
        self.reporter.add(code.at(span, note=note, **params))

    def _params(self, model: models.ExampleModel, place: _Place) -> tuple[tuple[str, Value], ...]:
        values: list[tuple[str, Value]] = []
        given = model.params or {}
        for name, text in given.items():
            param = self.params.get(name)
            if param is None:
                note = did_you_mean(name, tuple(self.params))
                span = self.marks.key(*place, "params", name)
                self._add(names.UNKNOWN_PARAM, span, note, name=name)
                continue
            value = read_cell(text, param.type)
            if value is None:
                span = self.marks.value(*place, "params", name)
                note = writing_hint(text, param.type)
                self._add(types.BAD_LITERAL, span, note, text=text, type=param.type)
            values.append((name, value))
        for name, param in self.params.items():
            if param.default is None and name not in given:
                span = self.marks.value(*place)
                note = f"add params: {{{name}: …}} to the example"
                self._add(steps.EXAMPLE_TABLE, span, note, problem=f"the param '{name}' is missing")
        return tuple(values)

    def _given(self, name: str, text: str, place: _Place) -> Given | None:
        source = self.sources.get(name)
        if source is None:
            note = did_you_mean(name, tuple(self.sources))
            self._add(
                steps.EXAMPLE_RELATION, self.marks.key(*place), note, name=name, what="source"
            )
            return None
        schema = self.relations[name].schema
        dirty = source.on_error == "quarantine"
        read = self._table(text, schema, place, "dirty" if dirty else "given")
        if read is None:
            return None
        columns, rows = read
        missing = [c.name for c in schema if c.name not in columns and not c.nullable]
        if missing and not dirty:
            problem = f"the column '{missing[0]}' is not null and must be given"
            self._add(steps.EXAMPLE_TABLE, self.marks.value(*place), problem=problem)
            return None
        positions = [columns.index(n) if n in columns else -1 for n in schema.names]
        full = tuple(tuple(None if p < 0 else row[p] for p in positions) for row in rows)
        return Given(name, full)

    def _then(self, name: str, text: str, place: _Place) -> Expected | None:
        key = self.marks.key(*place)
        sink = self.sinks.get(name)
        node = self.ids.get(sink.input) if sink is not None else self.relations.get(name)
        if node is None or name in self.sources:
            known = (*self.sinks, *(n for n in self.relations if n not in self.sources))
            note = did_you_mean(name, known)
            self._add(steps.EXAMPLE_RELATION, key, note, name=name, what="sink or step")
            return None
        read = self._table(text, node.schema, place, "then")
        if read is None:
            return None
        columns, rows = read
        ordered = sink is not None and bool(sink.order)
        return Expected(name, node.id, columns, rows, ordered, self.marks.value(*place))

    def _table(
        self, text: str, schema: Schema, place: _Place, use: _Use
    ) -> tuple[tuple[str, ...], tuple[Row, ...]] | None:
        """The columns that the header names, and the typed rows."""
        try:
            header, *lines = read_table(text) or [[]]
        except TableError as error:
            span = self.marks.within(error.start, error.end, *place)
            self._add(steps.EXAMPLE_TABLE, span, problem=str(error))
            return None
        columns = self._header(header, schema, place)
        if columns is None:
            return None
        rows: list[Row] = []
        for number, line in enumerate(lines, start=1):
            row = self._row(line, number, columns, place, use)
            if row is not None:
                rows.append(row)
        if len(rows) < len(lines):
            return None
        return tuple(c.name for c in columns), tuple(rows)

    def _header(
        self, header: Sequence[Cell], schema: Schema, place: _Place
    ) -> tuple[Column, ...] | None:
        if not header:
            span = self.marks.value(*place)
            self._add(steps.EXAMPLE_TABLE, span, problem="the table has no header line")
            return None
        columns: list[Column] = []
        for cell in header:
            span = self.marks.within(cell.start, max(cell.end, cell.start + 1), *place)
            name = cell.text or ""
            if name not in schema:
                note = did_you_mean(name, schema.names)
                self._add(names.UNKNOWN_COLUMN, span, note, name=name)
            elif any(c.name == name for c in columns):
                self._add(names.DUPLICATE_ITEM, span, name=name)
            else:
                columns.append(schema[name])
        return tuple(columns) if len(columns) == len(header) else None

    def _row(
        self,
        line: Sequence[Cell],
        number: int,
        columns: tuple[Column, ...],
        place: _Place,
        use: _Use,
    ) -> Row | None:
        if len(line) != len(columns):
            span = self.marks.within(line[0].start, line[-1].end, *place)
            problem = f"row {number} has {len(line)} cells, the header has {len(columns)}"
            self._add(steps.EXAMPLE_TABLE, span, problem=problem)
            return None
        values: list[Value] = []
        failed = False
        for cell, column in zip(line, columns, strict=True):
            value = None if cell.text is None else read_cell(cell.text, column.type)
            problem = note = ""
            if cell.text is not None and value is None and use == "dirty":
                value = UnreadCell(cell.text)
            elif cell.text is not None and value is None:
                problem = f"'{cell.text}' does not read as {column.type}"
                note = writing_hint(cell.text, column.type)
            elif value is None and use == "given" and not column.nullable:
                problem = "the column is not null"
                note = "give it a value"
                if column.type == TEXT:
                    note += '; the empty text is ""'
            if problem:
                span = self.marks.within(cell.start, max(cell.end, cell.start + 1), *place)
                self._add(
                    steps.EXAMPLE_VALUE, span, note, row=number, column=column.name, problem=problem
                )
                failed = True
            values.append(value)
        return None if failed else tuple(values)
