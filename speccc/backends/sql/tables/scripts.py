"""The scripts of a dialect whose sources and sinks are tables; a check is a query."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import count
from typing import Any, ClassVar

from sqlglot import exp

from speccc.backends.api import Artefact
from speccc.backends.sql import trees
from speccc.backends.sql.aside import judged, puts_aside, rejected_recipe, views, words
from speccc.backends.sql.broken import problem
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.contract import Marks, contract, stored, unreadable
from speccc.backends.sql.printing import printed
from speccc.backends.sql.scripts import PIPELINE, SETUP, SINKS, SOURCES, Scripts, bound, scripts_of
from speccc.backends.sql.tables.model import TableName, Tables, table_name, table_tree
from speccc.backends.sql.tables.sinks import key_findings, table_parts
from speccc.ir.rel import Parameter, Sink, Source, SourceColumn
from speccc.types import TEXT, Kind
from speccc.types.cells import print_cell

#: The one row of all parameters, and the texts that were given for them.
PARAMS, GIVEN = "__params", "__given"
#: What the rules of expectations found.
EXPECTATIONS = "__expectations"
RAW = "raw"


def parameter(name: str) -> exp.Expr:
    """The value of a parameter, which the setup script has read as its type."""
    return exp.Subquery(this=exp.select(trees.column(name)).from_(trees.table(PARAMS)))


class TableScripts(Scripts):
    """The scripts of one pipeline over tables."""

    says: ClassVar[Mapping[str, str]] = {
        SETUP: "The parameters, read as their types; those given are rows of the table __given.\n"
        "All scripts share one session and one transaction, from here to the last sink.\n"
        "A SELECT is a check: each row that it gives is something wrong, and the run ends there.",
        SOURCES: "Reads every source and checks its contract, before anything is computed.",
        PIPELINE: "One table or common table expression for each step, and what is checked.",
        SINKS: "Writes every sink, once all rows are there and checked. A table that is not there\n"
        "is made; one that is there must be as its sink says.",
    }
    templates: ClassVar[Mapping[str, str]] = scripts_of(__package__ or "")
    #: What shows the rows of a source without its marks.
    view: ClassVar[str] = "VIEW"
    #: Whether that has an index on the source's key, from which the planner learns that it is one.
    indexed: ClassVar[bool] = False

    @property
    @abstractmethod
    def tables(self) -> Tables:
        """What the dialect says of its tables."""

    @cached_property
    def _marks(self) -> Marks:
        return Marks(
            self.tables.may_not_read,
            unread="_a IS NOT NULL",
            read="_a IS NULL",
            first_cell="SUCH_AS(MIN(_a))",
        )

    def script(
        self, name: str, parts: Mapping[str, Any], template: str = "", says: str = ""
    ) -> Artefact:
        """Every template knows how columns of text are declared."""
        given = {"text_type": self.engine.declared(TEXT), "kind_of_view": self.view}
        return super().script(name, {**parts, **given}, template, says)

    def setup(self) -> dict[str, Any]:
        """The parameters as columns of one row, and what is asked of them."""
        return {"params": [self._param(p) for p in self.pipeline.params]}

    def sources(self) -> dict[str, Any]:
        """Each table: its columns, its typed rows, and what its contract asks."""
        found = [self._source(source) for source in self.pipeline.sources]
        problems = [
            finding.error("contract", raises=False)
            for source in self.pipeline.sources
            for finding in contract(self.engine.glot, source, self._marks)
        ]
        return {"sources": found, "problems": problems}

    def sinks(self) -> dict[str, Any]:
        """Each table: what must hold before, how it is made, and how it is filled."""
        errors = [
            finding.error("contract", raises=False)
            for sink in self.pipeline.sinks
            for finding in key_findings(self, sink)
        ]
        return {"errors": errors, "sinks": [self._sink(s) for s in self.pipeline.sinks]}

    def recipe(self) -> dict[str, Any]:
        """Sources with their types, sinks with the queries of their rows."""
        return {
            "sources": [self._source_recipe(source) for source in self.pipeline.sources],
            "sinks": [self._sink_recipe(sink) for sink in self.pipeline.sinks],
        }

    def table(self, end: Source | Sink) -> TableName:
        """The table that a source reads or a sink writes."""
        return table_name(bound(end), self.tables.schema)

    def _source_recipe(self, source: Source) -> dict[str, Any]:
        columns = [
            {"name": c.name, "type": str(c.type), "stored": self.engine.declared(c.type)}
            for c in source.columns
        ]
        lenient = [c.name for c in source.columns if self.tables.may_not_read(c)]
        marks = {name: unreadable(name) for name in lenient if source.on_error == "set_null"}
        return {
            "name": source.name,
            "relation": self.engine.relation(source.name),
            "columns": columns,
            "lenient": marks,
            **self._copies(source),
            "rejected": rejected_recipe(self.engine, source),
        }

    def _copies(self, source: Source) -> dict[str, Any]:
        """The queries of what only looks like a view, for a runner that changes the rows below."""
        if self.view == "VIEW":
            return {}
        made = views(self.engine, source)
        return {"copies": [(name, printed(query, self.engine.glot)) for name, query in made]}

    def _sink_recipe(self, sink: Sink) -> dict[str, Any]:
        schema = self.layout.relations.schema(sink.input)
        types = [str(schema[column.name].type) for column in sink.columns]
        live = printed(self._live_names(self.table(sink)), self.engine.glot)
        return {"name": sink.name, "query": self.query(sink), "types": types, "live": live}

    def _param(self, param: Parameter) -> dict[str, Any]:
        """The text that was given, or the default's, read as the parameter's type."""
        own = exp.EQ(this=trees.column("name"), expression=trees.text(param.name))
        rows = exp.select(trees.column("value")).from_(trees.table(GIVEN)).where(own)
        given: exp.Expr = exp.Subquery(this=rows)
        if param.default is not None:
            given = trees.call("COALESCE", given, trees.text(print_cell(param.default)))
        value = self.engine.convert(given, TEXT, param.type, "try")
        said = trees.text(f"parameter '{param.name}' has no value that reads as {param.type}")
        null = trees.fill("_a IS NULL", self.engine.glot, trees.column(param.name))
        check = exp.select(*problem("param", said)).from_(trees.table(PARAMS)).where(null)
        return {
            "description": comment_lines(param.description),
            "value": trees.alias(value, param.name),
            "check": check,
        }

    def _blocks(self) -> Iterable[dict[str, Any]]:
        """As everywhere, with the rules numbered: a table has no order."""
        number = count(1)
        for block in super()._blocks():
            rules = [_with_number(rule, next(number)) for rule in block["rules"]]
            yield {**block, "rules": rules}

    def _source(self, source: Source) -> dict[str, Any]:
        table = self.table(source)
        return {
            "name": source.name,
            "relation": self.engine.relation(source.name),
            "stored": stored(source),
            "description": comment_lines(source.description),
            "table": table.said,
            "live": self._live_names(table),
            "wanted": [(c.name, c.path[0]) for c in source.columns],
            "select": self._marked(source, table),
            "views": views(self.engine, source),
            "index": self._index(source),
        }

    def _index(self, source: Source) -> tuple[str, ...]:
        """The columns of a source's key if they can be in an index: texts are too long for one."""
        kinds = {column.name: column.type.kind for column in source.columns}
        texts = [name for name in source.key if kinds[name] is Kind.TEXT]
        return source.key if self.indexed and not texts else ()

    def _live_names(self, table: TableName) -> exp.Expr:
        live = self.tables.live(table)
        return live.select(live.selects[0].copy(), append=False)

    def _marked(self, source: Source, table: TableName) -> exp.Expr:
        """Every column as its type and, where a value may not read, the text that did not."""
        physical, typed = self.tables.physical, self.tables.typed
        raw: list[exp.Expr] = []
        read: list[exp.Expr] = []
        marks: list[exp.Expr] = []
        for column in source.columns:
            cell = trees.column(column.name, RAW)
            raw.append(trees.alias(physical(column, trees.column(column.path[0])), column.name))
            read.append(trees.alias(typed(column, cell), column.name))
            if self.tables.may_not_read(column):
                read.append(trees.alias(cell.copy(), _raw(column)))
                given, value = trees.column(_raw(column)), trees.column(column.name)
                shown = trees.text("") if column.hidden else self.tables.shown(given.copy())
                mark = trees.call("UNREADABLE", given, value, shown)
                marks.append(trees.alias(mark, unreadable(column.name)))
            if puts_aside(source):
                text = self.tables.words(column, trees.column(column.path[0]))
                raw.append(trees.alias(text, words(column.name)))
                read.append(trees.column(words(column.name), RAW))
                marks.append(trees.column(words(column.name)))
        rows = exp.select(*raw).from_(table_tree(table))
        rows = exp.select(*read).from_(_derived(rows, RAW))
        columns = [trees.column(c.name) for c in source.columns]
        marked = exp.select(*columns, *marks).from_(_derived(rows, "read"))
        if not puts_aside(source):
            return marked
        return judged(self.engine, source, self.tables.may_not_read, marked)

    def _sink(self, sink: Sink) -> dict[str, Any]:
        table = self.table(sink)
        made = table_parts(self, sink, table, self.tables.live(table), self.tables.column_type)
        return {**made, "lock": self.tables.lock(table)}


def _with_number(rule: exp.Expr, number: int) -> exp.Expr:
    assert isinstance(rule, exp.Select)
    return rule.select(trees.number(number))


def _raw(column: SourceColumn) -> str:
    """The column with a physical value, beside that with the typed one."""
    return f"_raw_{column.name}"


def _derived(rows: exp.Expr, name: str) -> exp.Expr:
    return exp.Subquery(this=rows, alias=exp.TableAlias(this=trees.name(name)))
