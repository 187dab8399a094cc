"""The backend: refusals, artefacts and the run recipe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from speccc.backends.api import Compiled, Target
from speccc.backends.lowering import lowered
from speccc.backends.modes import refused_modes
from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects import DIALECTS
from speccc.backends.sql.plain import require_plain
from speccc.backends.sql.scripts import PIPELINE, SETUP, SINKS, SOURCES, Scripts
from speccc.backends.watermarks import incremental_recipe
from speccc.connectors.databases import why_no_name
from speccc.diagnostics import Diagnostic, Failure, Reporter
from speccc.diagnostics.codes import sql_target
from speccc.ir.rel import Expect, Judge, Pipeline, Sink, Source
from speccc.types.cells import print_cell


class SqlBackend:
    """Compiles a pipeline to numbered SQL scripts of the target's dialect."""

    def compile(self, pipeline: Pipeline, target: Target) -> Compiled:
        """Four scripts, for `duckdb < script` in the project's root, and the recipe to run them.

        Raises Failure with every refusal (E072).
        """
        require_plain()
        pipeline = lowered(pipeline)
        dialect = DIALECTS.get(target.dialect)
        if dialect is None:
            raise Failure([_no_dialect(target)])
        reporter = Reporter()
        for refused in (
            _connectors(dialect, pipeline, target),
            _nested_paths(pipeline),
            _names(pipeline),
            _physical_names(dialect, pipeline),
            refused_modes(pipeline, dialect.name, dialect.writes),
            _tables(pipeline, target),
            dialect.refusals(pipeline),
        ):
            for diagnostic in refused:
                reporter.add(diagnostic)
        reporter.checkpoint()
        scripts = dialect.scripts(dialect.engine, dialect.rewritten(pipeline))
        return Compiled(scripts.artefacts(), _recipe(dialect, scripts))


def _no_dialect(target: Target) -> Diagnostic:
    return sql_target.NO_DIALECT.at(
        None, dialect=target.dialect, target=target.name, known=", ".join(DIALECTS)
    )


def _connectors(dialect: Dialect, pipeline: Pipeline, target: Target) -> Iterable[Diagnostic]:
    for end in (*pipeline.sources, *pipeline.sinks):
        table = dialect.reads if isinstance(end, Source) else dialect.writes
        if end.binding is not None and end.binding.connector not in table:
            yield sql_target.NO_CONNECTOR.at(
                end.span,
                connector=end.binding.connector,
                name=end.name,
                target=target.name,
                known=", ".join(table),
            )


def _tables(pipeline: Pipeline, target: Target) -> Iterable[Diagnostic]:
    """A table is one of the target's database."""
    ends = (*pipeline.sources, *pipeline.sinks)
    tables = [end.name for end in ends if end.binding and end.binding.connector == "table"]
    if tables and not target.connection:
        yield sql_target.NO_CONNECTION.at(None, name=tables[0], target=target.name)


def _nested_paths(pipeline: Pipeline) -> Iterable[Diagnostic]:
    for end in (*pipeline.sources, *pipeline.sinks):
        if end.binding is None or (isinstance(end, Source) and end.binding.connector == "json"):
            continue
        for column in end.columns:
            if len(column.path) > 1:
                yield sql_target.NESTED_PATH.at(
                    column.span, name=end.name, column=column.name, connector=end.binding.connector
                )


def _names(pipeline: Pipeline) -> Iterable[Diagnostic]:
    """DuckDB takes names that differ in case only for one."""
    spaces = {
        "steps": [(node.id, node.span) for node in pipeline.nodes],
        "params": [(param.name, param.span) for param in pipeline.params],
        **{
            f"columns of {source.name}": [(c.path[0], c.span) for c in source.columns]
            for source in pipeline.sources
            if source.binding is not None and source.binding.connector != "json"
        },
    }
    for names in spaces.values():
        seen: dict[str, str] = {}
        for name, span in names:
            first = seen.setdefault(name.lower(), name)
            if first != name:
                yield sql_target.SAME_BUT_CASE.at(span, first=first, second=name)


def _physical_names(dialect: Dialect, pipeline: Pipeline) -> Iterable[Diagnostic]:
    """Names that no quotes make ones of a script."""
    for end in (*pipeline.sources, *pipeline.sinks):
        if end.binding is None:
            continue
        table = end.binding.connector == "table"
        called = str(end.binding.options["name"]).rpartition(".")[2:] if table else ()
        flat = isinstance(end, Sink) or end.binding.connector != "json"
        columns = [(c.path[0], c.span) for c in end.columns] if flat else []
        for physical, span in [*((name, end.span) for name in called), *columns]:
            reason = why_no_name(physical, dialect.name, of_table=table)
            if reason:
                yield sql_target.PHYSICAL_NAME.at(
                    span,
                    name=end.name,
                    physical=physical,
                    dialect=dialect.name,
                    reason=reason,
                )


def _recipe(dialect: Dialect, scripts: Scripts) -> dict[str, Any]:
    """All that the executor needs, as plain JSON data."""
    pipeline = scripts.pipeline
    return {
        "runner": dialect.name,
        "scripts": {"setup": SETUP, "extract": SOURCES, "transform": PIPELINE, "load": SINKS},
        "params": [
            {
                "name": param.name,
                "type": str(param.type),
                "default": None if param.default is None else print_cell(param.default),
            }
            for param in pipeline.params
        ],
        "incremental": incremental_recipe(pipeline),
        "expects": any(isinstance(node.op, Expect | Judge) for node in pipeline.nodes),
        **scripts.recipe(),
    }
