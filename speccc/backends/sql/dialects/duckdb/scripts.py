"""DuckDB's scripts: files are read and written by DuckDB itself, and checks raise errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sqlglot import exp

from speccc.backends.api import Artefact
from speccc.backends.sql import trees
from speccc.backends.sql.aside import rejected_recipe, views
from speccc.backends.sql.broken import Finding, rows_of
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.contract import Marks, contract, stored, unreadable
from speccc.backends.sql.dialects.duckdb import keeping
from speccc.backends.sql.dialects.duckdb import reading as files
from speccc.backends.sql.dialects.duckdb.helpers import ROOT
from speccc.backends.sql.dialects.duckdb.tables import column_type, duckdb_table, live
from speccc.backends.sql.dialects.duckdb.writing import Writing, file_to_write, writing
from speccc.backends.sql.engine import variable
from speccc.backends.sql.printing import printed
from speccc.backends.sql.scripts import PIPELINE, SETUP, SINKS, SOURCES, Scripts, bound, scripts_of
from speccc.backends.sql.tables.sinks import key_findings, table_parts
from speccc.ir.rel import Parameter, Sink, Source
from speccc.types import Kind
from speccc.types.cells import print_cell

#: What the head of the setup says besides, if there are tables.
_ATTACHED = """
The tables are those of a database that is attached before:
cat 0*.sql | duckdb -cmd "ATTACH 'shop.duckdb' AS db\""""


class DuckdbScripts(Scripts):
    """The scripts of one pipeline for DuckDB."""

    says: ClassVar[Mapping[str, str]] = {
        SETUP: "What the other scripts use: the folder of the data, own functions, parameters.\n"
        "The scripts share one session. In the project's root: cat 0*.sql | duckdb\n"
        "Another folder, or a value for a parameter, is set before:\n"
        "cat 0*.sql | duckdb -cmd \"SET VARIABLE _root = '/data'\"",
        SOURCES: "Reads every source and checks its contract, before anything is computed.",
        PIPELINE: "One table or common table expression for each step, and what is checked.",
        SINKS: "Writes every sink, once all rows are there and checked. The folders must exist.",
    }

    templates: ClassVar[Mapping[str, str]] = scripts_of(__package__ or "")

    def _says(self, name: str) -> str:
        tables = any(_in_table(end) for end in (*self.pipeline.sources, *self.pipeline.sinks))
        return super()._says(name) + (_ATTACHED if tables and name == SETUP else "")

    def setup(self) -> dict[str, Any]:
        """Own functions, and the parameters read as their types."""
        return {"root": ROOT, "params": [self._param(p) for p in self.pipeline.params]}

    def sources(self) -> dict[str, Any]:
        """Each file: whether it can be read, its typed rows, and what its contract asks."""
        return {"sources": [self._source(s) for s in self.pipeline.sources]}

    def _blocks(self) -> Iterable[dict[str, Any]]:
        """Those of the steps; at the end what the keys of the sinks ask."""
        yield from super()._blocks()
        found = (
            finding.error("contract")
            for sink in self.pipeline.sinks
            for finding in key_findings(self, sink)
        )
        errors = list(found)
        if errors:
            yield {"errors": errors, "parts": [], "rules": [], "fails": False, "step": ""}

    def sinks(self) -> dict[str, Any]:
        """Each file: what must not be in it, its rows as they go out, and how they are written.

        A file of each partition is written by a script of its own.
        """
        tables = [s for s in self.pipeline.sinks if _in_table(s)]
        files = [s for s in self.pipeline.sinks if not _in_table(s) and s.mode != "partition"]
        return {
            "errors": [e for s in files for e in self._empty_texts(s)],
            "tables": [self._table(s) for s in tables],
            "sinks": [self._sink(s) for s in files],
        }

    def others(self) -> Iterable[Artefact]:
        """What sinks hold that keep rows, and how the file of a partition is written."""
        for sink in (s for s in self.pipeline.sinks if not _in_table(s)):
            if keeping.keeps(sink):
                label = f"sink '{sink.name}'"
                held = self._source(keeping.held(sink), label)
                held["extra"] = keeping.extra_columns(sink)
                says = f"Reads what {label} holds, under its contract. Not for the first run."
                yield self.script(_held_script(sink), {"sources": [held]}, SOURCES, says)
            elif sink.mode == "partition":
                says = (
                    f"Writes one partition of sink '{sink.name}', that of the folder in the\n"
                    f"variable {keeping.part(sink)}, to the file in {keeping.staged(sink)}."
                )
                errors = list(self._empty_texts(sink))
                parts = {"errors": errors, "tables": [], "sinks": [self._partition(sink)]}
                yield self.script(_partition_script(sink), parts, SINKS, says)

    def recipe(self) -> dict[str, Any]:
        """Sources and sinks with their paths, for what the runner does around the scripts."""
        return {
            "sources": [self._source_recipe(source) for source in self.pipeline.sources],
            "sinks": [self._sink_recipe(sink) for sink in self.pipeline.sinks],
        }

    def _source_recipe(self, source: Source) -> dict[str, Any]:
        binding = bound(source)
        columns = [{"name": c.name, "type": self.engine.type_name(c.type)} for c in source.columns]
        lenient = [c for c in source.columns if files.may_not_read(c, binding.connector)]
        marks = {c.name: unreadable(c.name) for c in lenient if source.on_error == "set_null"}
        path = binding.options.get("path")
        return {
            "name": source.name,
            "path": path,
            "columns": columns,
            "lenient": marks,
            "rejected": rejected_recipe(self.engine, source),
        }

    def _sink_recipe(self, sink: Sink) -> dict[str, Any]:
        path = bound(sink).options.get("path")
        recipe = {"name": sink.name, "query": self.query(sink), "path": path}
        if _in_table(sink):
            columns = live(duckdb_table(bound(sink)))
            names = columns.select(columns.selects[0].copy(), append=False)
            return recipe | {"live": printed(names, self.engine.glot)}
        if keeping.keeps(sink):
            recipe["held"] = _held_script(sink)
        elif sink.mode == "partition":
            rows = trees.table(self.layout.where(sink.input))
            folder = trees.alias(keeping.partition(sink), "folder")
            folders = exp.select(folder).from_(rows).distinct().order_by(trees.column("folder"))
            recipe["partition"] = _partition_script(sink)
            recipe["folders"] = printed(folders, self.engine.glot)
            recipe["file"] = keeping.partition_file(sink)
        return recipe

    def _param(self, param: Parameter) -> dict[str, Any]:
        """The text that was given, or the default's, read as the parameter's type."""
        given = trees.fill("CAST(_a AS TEXT)", self.engine.glot, variable(param.name))
        if param.default is not None:
            given = trees.call("COALESCE", given, trees.text(print_cell(param.default)))
        is_text = param.type.kind is Kind.TEXT
        value = given if is_text else trees.call(files.reader(param.type), given)
        problem = f"param: parameter '{param.name}' has no value that reads as {param.type}"
        return {
            "name": param.name,
            "description": comment_lines(param.description),
            "value": trees.call("COALESCE", value, trees.call("ERROR", trees.text(problem))),
        }

    def _source(self, source: Source, label: str = "") -> dict[str, Any]:
        read, names = (
            files.reading(self.engine, source, bound(source)),
            files.names_variable(source),
        )
        return {
            "name": source.name,
            "label": label or f"source '{source.name}'",
            "extra": None,
            "stored": stored(source),
            "description": comment_lines(source.description),
            "path": _said(source),
            "paths": [(c.name, c.path[0]) for c in source.columns],
            "fault": read.fault,
            "asks": read.asks,
            "names": read.names,
            "names_variable": names,
            "column_fault": trees.call("COLUMN_FAULT", variable(names), trees.column("name")),
            "select": read.select,
            "views": views(self.engine, source),
            "problems": [found.problem() for found in self._contract(source, label)],
        }

    def _contract(self, source: Source, label: str) -> Iterable[Finding]:
        connector = bound(source).connector
        marks = Marks(
            lambda c: files.may_not_read(c, connector),
            unread="_a IS NOT NULL",
            read="_a IS NULL",
            row="ROWID",
            first_row="FIRST_ROW(MIN(_a))",
            first_cell="FIRST_CELL(MIN(ROWID), ARG_MIN(_a, ROWID))",
        )
        return contract(self.engine.glot, source, marks, label)

    def _writing(self, sink: Sink) -> Writing:
        return writing(sink.columns, self.layout.relations.schema(sink.input), bound(sink))

    def _empty_texts(self, sink: Sink) -> Iterable[exp.Expr]:
        rows = trees.table(self.layout.where(sink.input))
        for name in self._writing(sink).no_empty_text:
            empty = exp.EQ(this=trees.column(name), expression=trees.text(""))
            before = f"sink '{sink.name}', column '{name}': an empty text in "
            after = "; csv cannot tell it from NULL"
            yield Finding(before, after, rows_of(rows, [empty])).error("contract")

    def _table(self, sink: Sink) -> dict[str, Any]:
        table = duckdb_table(bound(sink))
        schema = exp.Table(this=trees.name(table.schema), db=trees.name(table.database))
        made = table_parts(self, sink, table, live(table), column_type)
        return {**made, "schema": schema}

    def _sink(self, sink: Sink) -> dict[str, Any]:
        where = self.layout.where(sink.input)
        rows = keeping.stored(sink, where) if keeping.keeps(sink) else trees.table(where)
        how, binding = self._writing(sink), bound(sink)
        return {
            "description": comment_lines(sink.description),
            "select": self.in_order(exp.select(*how.selected).from_(rows), sink, of_file=True),
            "path": file_to_write(binding, keeping.staged(sink)),
            "options": how.options,
        }

    def _partition(self, sink: Sink) -> dict[str, Any]:
        how, rows = self._writing(sink), trees.table(self.layout.where(sink.input))
        wanted = exp.EQ(this=keeping.partition(sink), expression=variable(keeping.part(sink)))
        select = exp.select(*how.selected).from_(rows).where(wanted)
        return {
            "description": comment_lines(sink.description),
            "select": self.in_order(select, sink),
            "path": variable(keeping.staged(sink)),
            "options": how.options,
        }


def _said(source: Source) -> str:
    """A source's place in the words of its binding."""
    options = bound(source).options
    return str(options.get("path", options.get("name", "")))


def _in_table(end: Source | Sink) -> bool:
    return bound(end).connector == "table"


def _held_script(sink: Sink) -> str:
    return f"held_{sink.name}.sql"


def _partition_script(sink: Sink) -> str:
    return f"partition_{sink.name}.sql"
