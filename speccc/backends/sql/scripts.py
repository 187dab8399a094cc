"""A pipeline as four scripts: setup, sources, pipeline, sinks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from jinja2 import Environment
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Glot

from speccc.backends.api import Artefact
from speccc.backends.sql import trees
from speccc.backends.sql.broken import Finding, rows_of
from speccc.backends.sql.checks import Checks
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.contract import Marks, contract, stored
from speccc.backends.sql.dialects.duckdb import reading as files
from speccc.backends.sql.dialects.duckdb.helpers import ROOT
from speccc.backends.sql.dialects.duckdb.writing import Writing, file_to_write, writing
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.printing import printed
from speccc.backends.sql.statements import Layout
from speccc.backends.sql.templating import environment, templates
from speccc.diagnostics import InternalError
from speccc.ir.rel import Binding, Parameter, Pipeline, Sink, Source
from speccc.types import Kind
from speccc.types.cells import print_cell

SETUP, SOURCES, PIPELINE, SINKS = (
    "01_setup.sql",
    "02_sources.sql",
    "03_pipeline.sql",
    "04_sinks.sql",
)
_TEMPLATES = (*(f"{name}.j2" for name in (SETUP, SOURCES, PIPELINE, SINKS)), "macros.j2")

_SAYS = {
    SETUP: "What the other scripts use: the folder of the data, own functions, parameters.\n"
    "The scripts share one session. In the project's root: cat 0*.sql | duckdb\n"
    "Another folder, or a value for a parameter, is set before:\n"
    "cat 0*.sql | duckdb -cmd \"SET VARIABLE _root = '/data'\"",
    SOURCES: "Reads every source and checks its contract, before anything is computed.",
    PIPELINE: "One table or common table expression for each step, and what is checked.",
    SINKS: "Writes every sink, once all rows are there and checked. The folders must exist.",
}


_SOURCE_TEXTS = templates(__package__ or "", _TEMPLATES)


class Scripts:
    """The scripts of one pipeline in one dialect."""

    def __init__(self, engine: Engine, pipeline: Pipeline) -> None:
        self._engine = engine
        self._pipeline = pipeline
        self.layout = Layout(engine, pipeline)
        self._checks = Checks(engine, self.layout)
        self._seen: list[exp.Expr] = []

    def artefacts(self) -> tuple[Artefact, ...]:
        """Setup comes first and is written last: it defines what the others turned out to use."""
        sources = self._script(SOURCES, sources=[self._source(s) for s in self._pipeline.sources])
        blocks = list(self._blocks())
        expects = any(block["rules"] for block in blocks)
        steps = self._script(PIPELINE, blocks=blocks, expects=expects)
        errors = [e for s in self._pipeline.sinks for e in self._empty_texts(s)]
        writes = [self._sink(s) for s in self._pipeline.sinks]
        sinks = self._script(SINKS, errors=errors, sinks=writes)
        params = [self._param(p) for p in self._pipeline.params]
        self._seen += _trees_in(params)
        setup = self._script(SETUP, root=ROOT, helpers=self._helpers(), params=params)
        return setup, sources, steps, sinks

    def query(self, sink: Sink) -> str:
        """The rows of a sink, in its order if it has one, in the columns of its relation."""
        relation = self.layout.where(sink.input)
        columns = [trees.column(c.name) for c in sink.columns]
        select = exp.select(*columns).from_(trees.table(relation))
        return printed(self._in_order(select, sink), self._engine.glot)

    def _in_order(self, select: exp.Select, sink: Sink) -> exp.Select:
        schema = self.layout.relations.schema(sink.input)
        keys = Expressions(self._engine, schema).order(sink.order)
        return select.order_by(*keys) if keys else select

    def _script(self, name: str, **parts: Any) -> Artefact:
        unit = {
            "name": self._pipeline.name,
            "description": comment_lines(self._pipeline.description),
            "file": comment_lines(self._pipeline.file)[0],
            "digest": self._pipeline.digest,
        }
        template = _environment(self._engine.glot).get_template(f"{name}.j2")
        self._seen += _trees_in(list(parts.values()))
        text = template.render(unit=unit, says=_SAYS[name].splitlines(), **parts)
        return Artefact(name, text.rstrip("\n") + "\n")

    def _helpers(self) -> list[dict[str, Any]]:
        """The functions that the scripts call and define, each after those it uses."""
        found: dict[str, dict[str, Any]] = {}

        def visit(tree: exp.Expr) -> None:
            for call in tree.find_all(exp.Anonymous):
                name = str(call.this)
                helper = self._engine.helper(name)
                if helper is None or name in found:
                    continue
                body = trees.fill(helper.body, self._engine.glot)
                visit(body)
                found[name] = {
                    "name": name,
                    "params": helper.params,
                    "body": body,
                    "says": helper.says,
                }

        for tree in [*self._seen, trees.call("COUNTED")]:
            visit(tree)
        return [found[name] for name in found]

    def _param(self, param: Parameter) -> dict[str, Any]:
        """The text that was given, or the default's, read as the parameter's type."""
        given = trees.fill("CAST(_a AS TEXT)", self._engine.glot, _variable(param.name))
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

    def _source(self, source: Source) -> dict[str, Any]:
        read, names = files.reading(source, _bound(source)), files.names_variable(source)
        columns = [trees.column(c.name) for c in source.columns]
        return {
            "name": source.name,
            "stored": stored(source),
            "description": comment_lines(source.description),
            "path": str(_bound(source).options.get("path", "")),
            "paths": [(c.name, c.path[0]) for c in source.columns],
            "fault": read.fault,
            "names": read.names,
            "names_variable": names,
            "column_fault": trees.call("COLUMN_FAULT", _variable(names), trees.column("name")),
            "select": read.select,
            "view": exp.select(*columns).from_(trees.table(stored(source))),
            "problems": [found.problem() for found in self._contract(source)],
        }

    def _contract(self, source: Source) -> Iterable[Finding]:
        connector = _bound(source).connector
        marks = Marks(
            lambda c: files.may_not_read(c, connector),
            unread="_a IS NOT NULL",
            read="_a IS NULL",
            row="ROWID",
            first_row="FIRST_ROW(MIN(_a))",
            first_cell="FIRST_CELL(MIN(ROWID), ARG_MIN(_a, ROWID))",
        )
        return contract(self._engine.glot, source, marks)

    def _blocks(self) -> Iterable[dict[str, Any]]:
        """What a node asks of its inputs, the node's table, what it expects of its rows."""
        for node in self._pipeline.nodes:
            errors, rules = self._checks.errors(node), self._checks.rules(node)
            table = self.layout.table(node)
            parts = [
                {"name": part.name, "comment": comment_lines(part.description), "body": part.body}
                for part in (table.parts if table else ())
            ]
            if errors or parts or rules:
                yield {"errors": errors, "parts": parts, "rules": rules, "step": node.step}

    def _writing(self, sink: Sink) -> Writing:
        return writing(sink.columns, self.layout.relations.schema(sink.input), _bound(sink))

    def _empty_texts(self, sink: Sink) -> Iterable[exp.Expr]:
        rows = trees.table(self.layout.where(sink.input))
        for name in self._writing(sink).no_empty_text:
            empty = exp.EQ(this=trees.column(name), expression=trees.text(""))
            before = f"sink '{sink.name}', column '{name}': an empty text in "
            after = "; csv cannot tell it from NULL"
            yield Finding(before, after, rows_of(rows, [empty])).error("contract")

    def _sink(self, sink: Sink) -> dict[str, Any]:
        how = self._writing(sink)
        binding = _bound(sink)
        select = exp.select(*how.selected).from_(trees.table(self.layout.where(sink.input)))
        return {
            "description": comment_lines(sink.description),
            "select": self._in_order(select, sink),
            "path": file_to_write(binding),
            "options": how.options,
        }


@cache
def _environment(glot: type[Glot]) -> Environment:
    def print_tree(tree: exp.Expr) -> str:
        return printed(tree, glot)

    return environment(_SOURCE_TEXTS, print_tree)


def _trees_in(part: Any) -> list[exp.Expr]:
    """Every tree in a template's data, in order."""
    match part:
        case exp.Expr():
            return [part]
        case dict():
            values = cast("dict[str, Any]", part).values()
            return [tree for value in values for tree in _trees_in(value)]
        case list() | tuple():
            values = cast("list[Any]", part)
            return [tree for value in values for tree in _trees_in(value)]
        case _:
            return []


def _variable(name: str) -> exp.Expr:
    return trees.call("GETVARIABLE", trees.text(name))


def _bound(end: Source | Sink) -> Binding:
    if end.binding is None:
        raise InternalError(f"'{end.name}' is not bound")
    return end.binding
