"""A pipeline as five scripts: sources, sinks, pipeline, checks, insert."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from speccc.backends.api import Artefact
from speccc.backends.flink.engine import FLINK
from speccc.backends.flink.findings import broken_rule, problem, together
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.limits import limits
from speccc.backends.flink.printing import declared, printer, unit_of, views
from speccc.backends.flink.reading import file_table, may_not_read, reading
from speccc.backends.flink.relations import BatchRelations
from speccc.backends.flink.writing import writing
from speccc.backends.sql import trees
from speccc.backends.sql.broken import Finding
from speccc.backends.sql.checks import Checks
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.contract import Marks, contract, stored
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.statements import Layout
from speccc.backends.sql.templating import environment, templates
from speccc.diagnostics import InternalError
from speccc.ir.rel import Binding, Pipeline, Sink, Source

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
        self._layout = Layout(FLINK, pipeline, BatchRelations)
        self._checks = Checks(FLINK, self._layout)
        self._environment = environment(_TEXTS, printer(pipeline.params))

    def artefacts(self) -> tuple[Artefact, ...]:
        """The scripts in the order in which they are run."""
        pipeline = self._pipeline
        says = [line for text in limits(pipeline) for line in comment_lines(f"- {text}")]
        return (
            self._script(
                SOURCES,
                limits=says,
                params=declared(pipeline.params),
                sources=[self._source(source) for source in pipeline.sources],
            ),
            self._script(SINKS, sinks=[self._sink(sink) for sink in pipeline.sinks]),
            self._script(PIPELINE, views=list(views(self._pipeline, self._layout))),
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

    def _script(self, name: str, **parts: Any) -> Artefact:
        template = self._environment.get_template(f"{name}.j2")
        unit = unit_of(self._pipeline)
        text = template.render(unit=unit, says=_SAYS[name].splitlines(), **parts)
        return Artefact(name, text.rstrip("\n") + "\n")

    def _source(self, source: Source) -> dict[str, Any]:
        read = reading(source, bound(source))
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
        binding = bound(source)
        header = reading(source, binding).header
        if header is not None:
            yield header
        marks = Marks(lambda c: may_not_read(c, binding.connector), unread="_a", read="NOT _a")
        yield from contract(Flink, source, marks)

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
        how = writing(sink, schema, bound(sink))
        select = exp.select(*how.selected).from_(trees.table(self._layout.where(sink.input)))
        keys = Expressions(FLINK, schema).order(sink.order)
        return {
            "name": sink.name,
            "description": comment_lines(sink.description),
            "columns": how.columns,
            "options": how.options,
            "select": select.order_by(*keys) if keys else select,
        }


def _end_recipe(end: Source | Sink, table: str) -> dict[str, Any]:
    binding = bound(end)
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
    options = bound(source).options
    return recipe | {"options": {key: value for key, value in options.items() if key != "path"}}


def bound(end: Source | Sink) -> Binding:
    """Where an end lies. Raises InternalError if that is not known."""
    if end.binding is None:
        raise InternalError(f"'{end.name}' is not bound")
    return end.binding
