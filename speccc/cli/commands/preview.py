"""`speccc preview`"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.reading import bound_pipeline, source_rows
from speccc.cli.session import Session
from speccc.cli.views.tables import table_text
from speccc.cli.work import Work, open_work
from speccc.diagnostics import Failure, did_you_mean
from speccc.diagnostics.codes import execution, runs
from speccc.ir.expr import Value
from speccc.ir.rel import HIDDEN_TAGS, Pipeline, Row
from speccc.lifecycle.unit import Unit
from speccc.reference.boundary import read_params
from speccc.reference.interpret import Result, run
from speccc.reference.values import RunError
from speccc.types import Schema
from speccc.types.cells import print_cell


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of one relation."""

    name: str
    schema: Schema
    rows: Sequence[Row]


@click.command("preview", cls=Command)
@click.argument("pipeline")
@click.option("--step", metavar="NAME", help="This source, step or sink. Default: every sink.")
@click.option(
    "--limit", type=options.ROWS, default=20, show_default=True, metavar="N",
    help="Show at most N rows.",
)  # fmt: skip
@options.target
@options.root
@options.params
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    pipeline: str,
    step: str | None,
    limit: int,
    target: str | None,
    root: Path | None,
    params: dict[str, str],
    as_json: bool,
) -> None:
    r"""Show rows of a pipeline as it would run on the real sources. Writes nothing.

    The reference interpreter runs it: large sources take long, and no engine is needed, except the
    database of tables. Values of columns tagged personal or secret are hidden.

    \b
    speccc preview sales_analytics
    speccc preview sales_analytics --step countable --limit 5
    """
    work = open_work(session)
    unit = work.one_unit(pipeline, target)
    bound = bound_pipeline(work, unit)
    try:
        shown = _chosen(bound, _result(work, unit, bound, params, root), step)
    except RunError as error:
        raise Failure([runs.BY_KIND[error.kind].at(None, message=error.message)]) from None
    if as_json:
        relations = [_to_json(relation, limit) for relation in shown]
        session.data({"format_version": "1.0", "relations": relations})
        return
    for relation in shown:
        session.say(_to_text(relation, limit) + "\n")


def _result(
    work: Work, unit: Unit, pipeline: Pipeline, params: dict[str, str], root: Path | None
) -> Result:
    values = read_params(pipeline, params)
    rows = source_rows(work, unit, pipeline, params, root and root.absolute())
    streaming = work.inventory.target_file(unit.target).model.streaming is not None
    result = run(pipeline, rows, values, streaming=streaming)
    for source, late in result.late.items():
        if late:
            work.session.note(f"note: {late:,} rows of '{source}' come too late and are left out")
    return result


def _chosen(pipeline: Pipeline, result: Result, step: str | None) -> list[Shown]:
    """The relations to show. Raises Failure (E0955)."""
    sinks = {
        sink.name: Shown(
            sink.name,
            Schema(tuple(pipeline.node(sink.input).schema[c.name] for c in sink.columns)),
            result.sinks[sink.name],
        )
        for sink in pipeline.sinks
    }
    if step is None:
        return list(sinks.values())
    steps = {  # of several nodes of one step, the last has its result
        node.step: Shown(node.step, node.schema, result.relations[node.id])
        for node in pipeline.nodes
    }
    known = steps | sinks
    if step not in known:
        note = did_you_mean(step, list(known))
        raise Failure(
            [execution.NO_SUCH_STEP.at(None, pipeline=pipeline.name, name=step, note=note)]
        )
    return [known[step]]


def _to_text(shown: Shown, limit: int) -> str:
    right = [column.type.is_number for column in shown.schema]
    rows = [_cells(shown.schema, row) for row in shown.rows[:limit]]
    count = f"{min(limit, len(shown.rows)):,} of {len(shown.rows):,} rows"
    title = f"{click.style(shown.name, bold=True)}  ({count})"
    return f"{title}\n{table_text(shown.schema.names, rows, right)}"


def _to_json(shown: Shown, limit: int) -> dict[str, Any]:
    columns = [{"name": column.name, "type": str(column.type)} for column in shown.schema]
    rows = [
        [None if value is None else cell for value, cell in zip(row, cells, strict=True)]
        for row in shown.rows[:limit]
        for cells in [_cells(shown.schema, row)]
    ]
    return {"name": shown.name, "rows": len(shown.rows), "columns": columns, "shown": rows}


def _cells(schema: Schema, row: Row) -> list[str]:
    return [
        "(hidden)" if HIDDEN_TAGS.intersection(column.tags) else _cell(value)
        for column, value in zip(schema, row, strict=True)
    ]


def _cell(value: Value) -> str:
    return "NULL" if value is None else print_cell(value)
