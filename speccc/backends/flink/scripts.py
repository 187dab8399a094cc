"""A pipeline as five scripts: sources, sinks, pipeline, checks, insert."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from speccc.backends.api import Artefact
from speccc.backends.flink import params
from speccc.backends.flink.engine import FLINK
from speccc.backends.flink.findings import broken_rule, problem, together
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.limits import limits
from speccc.backends.flink.reading import file_table, may_not_read, reading
from speccc.backends.flink.writing import writing
from speccc.backends.sql import trees
from speccc.backends.sql.broken import Finding
from speccc.backends.sql.checks import Checks
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.contract import Marks, contract, stored
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.printing import printed
from speccc.backends.sql.statements import Layout
from speccc.backends.sql.templating import environment, templates
from speccc.diagnostics import InternalError
from speccc.ir.rel import Binding, Pipeline, Sink, Source
from speccc.types.cells import print_cell

SOURCES, SINKS, PIPELINE, CHECKS, INSERT = (
    "01_sources.sql",
    "02_sinks.sql",
    "03_pipeline.sql",
    "04_checks.sql",
    "05_insert.sql",
)
SCRIPTS = (SOURCES, SINKS, PIPELINE, CHECKS, INSERT)
_TEXTS = templates(__package__ or "", (*(f"{name}.j2" for name in SCRIPTS), "macros.j2"))

_SAYS = {
    SOURCES: "Tables over the files, and a view of each source's typed rows.",
    SINKS: "Tables over the folders that are written.",
    PIPELINE: "One view or common table expression for each step.",
    CHECKS: "What must hold before anything is written. If something does not, the last query but\n"
    "one ends with an error, which Flink has only as a text cast to a number.",
    INSERT: "Writes every sink. The checks come before.",
}


@dataclass(frozen=True, slots=True)
class _Findings:
    """`rows` are SELECTs, each of one row with the columns of a finding, or none."""

    about: str
    rows: list[exp.Expr]

    @property
    def comment(self) -> list[str]:
        return comment_lines(self.about)


class Scripts:
    """The scripts of one pipeline."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._layout = Layout(FLINK, pipeline)
        self._checks = Checks(FLINK, self._layout)
        self._values = params.values(pipeline.params)
        self._environment = environment(_TEXTS, self._printed)

    def artefacts(self) -> tuple[Artefact, ...]:
        """The scripts in the order in which they are run."""
        pipeline = self._pipeline
        declared = [
            f"{p.name}: {p.type}" + ("" if p.default is None else f" = {print_cell(p.default)}")
            for p in pipeline.params
        ]
        says = [line for text in limits(pipeline) for line in comment_lines(f"- {text}")]
        return (
            self._script(
                SOURCES,
                limits=says,
                params=[line for text in declared for line in comment_lines(text)],
                sources=[self._source(source) for source in pipeline.sources],
            ),
            self._script(SINKS, sinks=[self._sink(sink) for sink in pipeline.sinks]),
            self._script(PIPELINE, views=list(self._views())),
            self._script(CHECKS, findings=list(self._findings())),
            self._script(INSERT, sinks=[self._sink(sink) for sink in pipeline.sinks]),
        )

    def recipe(self) -> dict[str, Any]:
        """Tables over files with their paths, for what a runner does around the scripts."""
        return {
            "checks": bool(list(self._findings())),
            "sources": [_source_recipe(source) for source in self._pipeline.sources],
            "sinks": [_end_recipe(sink, sink.name) for sink in self._pipeline.sinks],
        }

    def _printed(self, tree: exp.Expr) -> str:
        return params.written(printed(self._plain(tree), Flink), self._values)

    def _plain(self, tree: exp.Expr) -> exp.Expr:
        tree = tree.copy()
        for select in tree.find_all(exp.Select):
            inline_windows(select)
        return tree.transform(self._written_out, copy=False)

    def _written_out(self, node: exp.Expr) -> exp.Expr:
        """What the shared trees call and Flink does not have, in Flink's own words."""
        match node:
            case exp.Anonymous(this="GETVARIABLE"):
                return params.place(node.expressions[0].name)
            case exp.Anonymous(this="COUNTED"):
                number = trees.fill("CAST(_a AS STRING)", Flink, self._plain(node.expressions[0]))
                return trees.call("CONCAT", number, trees.text(" row(s)"))
            case exp.Alias(this=exp.Literal(is_string=True) as text):
                # A literal alone would be a CHAR of its own length.
                node.set("this", trees.fill("CAST(_a AS STRING)", Flink, text))
                return node
            case _:
                return node

    def _script(self, name: str, **parts: Any) -> Artefact:
        unit = {
            "name": self._pipeline.name,
            "description": comment_lines(self._pipeline.description),
            "file": comment_lines(self._pipeline.file)[0],
            "digest": self._pipeline.digest,
        }
        template = self._environment.get_template(f"{name}.j2")
        text = template.render(unit=unit, says=_SAYS[name].splitlines(), **parts)
        return Artefact(name, text.rstrip("\n") + "\n")

    def _source(self, source: Source) -> dict[str, Any]:
        read = reading(source, _bound(source))
        columns = [trees.column(c.name) for c in source.columns]
        return {
            "name": source.name,
            "stored": stored(source),
            "file": file_table(source),
            "description": comment_lines(source.description),
            "columns": read.columns,
            "options": read.options,
            "select": read.select,
            "view": exp.select(*columns).from_(trees.table(stored(source))),
        }

    def _contract(self, source: Source) -> Iterable[Finding]:
        binding = _bound(source)
        header = reading(source, binding).header
        if header is not None:
            yield header
        marks = Marks(lambda c: may_not_read(c, binding.connector), unread="_a", read="NOT _a")
        yield from contract(Flink, source, marks)

    def _views(self) -> Iterable[dict[str, Any]]:
        for node in self._pipeline.nodes:
            table = self._layout.table(node)
            if table is not None:
                yield {
                    "parts": [
                        {"name": p.name, "comment": comment_lines(p.description), "body": p.body}
                        for p in table.parts
                    ]
                }

    def _findings(self) -> Iterable[_Findings]:
        """What may be found wrong, in the order of the spec. First come the contracts."""
        contracts = [
            finding.error("contract", raises=False)
            for source in self._pipeline.sources
            for finding in self._contract(source)
        ]
        if contracts:
            rows = [problem(0, tree) for tree in together(contracts)]
            yield _Findings("the contracts of the sources", rows)
        for number, node in enumerate(self._pipeline.nodes, start=1):
            rows = [problem(number, tree) for tree in together(self._checks.errors(node))]
            rows += [broken_rule(number, tree) for tree in self._checks.rules(node)]
            if rows:
                yield _Findings(f"what step '{node.step}' asks of its input", rows)

    def _sink(self, sink: Sink) -> dict[str, Any]:
        schema = self._layout.relations.schema(sink.input)
        how = writing(sink, schema, _bound(sink))
        select = exp.select(*how.selected).from_(trees.table(self._layout.where(sink.input)))
        keys = Expressions(FLINK, schema).order(sink.order)
        return {
            "name": sink.name,
            "description": comment_lines(sink.description),
            "columns": how.columns,
            "options": how.options,
            "select": select.order_by(*keys) if keys else select,
        }


def inline_windows(select: exp.Select) -> None:
    """Writes the windows that a SELECT names where they are used.

    Flink gives all calls over one named window the frame of the first, without a word (2.3.0).
    """
    named = {str(window.this.name): window for window in select.args.get("windows") or ()}
    for item in select.expressions:
        for call in item.find_all(exp.Window):
            window = named.get(call.alias)
            if window is None:
                continue
            call.set("alias", None)
            call.set("partition_by", [part.copy() for part in window.args["partition_by"]])
            order = window.args.get("order")
            call.set("order", order.copy() if order else None)
    select.set("windows", None)


def _end_recipe(end: Source | Sink, table: str) -> dict[str, Any]:
    binding = _bound(end)
    return {
        "name": end.name,
        "table": table,
        "connector": binding.connector,
        "path": str(binding.options["path"]),
    }


def _source_recipe(source: Source) -> dict[str, Any]:
    """Of a csv file also what a copy of it must be like."""
    recipe = _end_recipe(source, file_table(source))
    recipe["columns"] = [{"path": list(c.path), "type": c.type.kind.value} for c in source.columns]
    options = _bound(source).options
    return recipe | {"options": {key: value for key, value in options.items() if key != "path"}}


def _bound(end: Source | Sink) -> Binding:
    if end.binding is None:
        raise InternalError(f"'{end.name}' is not bound")
    return end.binding
