"""Records an example: reads the sources, chooses rows, runs them, writes them into the spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from speccc.cli.compiling import needed_specs
from speccc.cli.examples import Engine, by_interpreter, check_examples
from speccc.cli.formatting import formatted
from speccc.cli.reading import source_rows
from speccc.cli.recording.choosing import LEVELS, Feature, Rows, choose, features
from speccc.cli.recording.made_up import hidden_columns, without_hidden
from speccc.cli.recording.writing import TableText, can_stand, with_example
from speccc.cli.work import Work
from speccc.diagnostics import Failure, InternalError, Reporter
from speccc.diagnostics.codes import ledger, runs
from speccc.driver import check
from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row, Source
from speccc.lifecycle.project import Document
from speccc.lifecycle.unit import Unit
from speccc.reference.boundary import read_params
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.spec.load import load_spec


@dataclass(frozen=True, slots=True)
class Recorded:
    """The example `name`, in the new `text` of the spec; `rows` of each source, and the columns
    whose values are `made_up`.
    """

    name: str
    text: str
    rows: Mapping[str, int]
    made_up: tuple[str, ...]


def record(
    work: Work,
    unit: Unit,
    pipeline: Pipeline,
    params: Mapping[str, str],
    *,
    name: str | None = None,
    limit: int = 10,
    engine: Engine | None = None,
) -> Recorded:
    """An example of the bound pipeline of a unit, checked by the interpreter and by `engine`;
    nothing is written.

    Raises Failure: what a run of all rows ends with; E0975 if no few rows reach the sinks, or
    rows cannot stand in a table; E0976 if there is an example of that name; E0954.
    """
    title = _title(pipeline, name)
    try:
        values = read_params(pipeline, params)
        rows = source_rows(work, unit, pipeline, params)
        given = _chosen(pipeline, rows, values, limit)
        sinks = run(pipeline, given, values).sinks
    except RunError as error:
        raise Failure([runs.BY_KIND[error.kind].at(None, message=error.message)]) from None
    tables = {source.name: _given(source, given[source.name]) for source in pipeline.sources}
    then = {
        sink.name: TableText(tuple(c.name for c in sink.columns), sinks[sink.name])
        for sink in pipeline.sinks
    }
    for relation, table in (tables | then).items():
        if table.problem:
            raise _refused(pipeline, f"{relation}: {table.problem}")
    told = {param: values[param] for param in params}
    text = _written(work, pipeline, title, told, tables, then)
    _check(work, pipeline, title, text, [by_interpreter, *([engine] if engine else [])])
    counts = {relation: len(table.rows) for relation, table in tables.items()}
    return Recorded(title, text, counts, tuple(hidden_columns(pipeline.sources)))


def _title(pipeline: Pipeline, name: str | None) -> str:
    taken = {example.name for example in pipeline.examples}
    if name is None:
        names = ("recorded", *(f"recorded {number}" for number in range(2, len(taken) + 3)))
        return next(free for free in names if free not in taken)
    if name in taken:
        raise Failure([ledger.EXAMPLE_EXISTS.at(None, pipeline=pipeline.name, name=name)])
    return name


def _chosen(
    pipeline: Pipeline, rows: Rows, values: Mapping[str, Value], limit: int
) -> dict[str, list[Row]]:
    """Rows that show in each sink what all rows show there, as much of it as so few can, without
    what must not be shown. Raises RunError if a run of all rows ends with it.
    """
    run(pipeline, rows, values)
    safe = without_hidden(pipeline.sources, rows)
    usable = {name: [row for row in found if can_stand(row)] for name, found in safe.items()}
    if not _shown(pipeline, usable, values, "rows"):
        raise _refused(pipeline, f"no row reaches a sink{_blame(pipeline)}")
    for level in LEVELS:
        wanted = _shown(pipeline, usable, values, level)

        def holds(some: Rows, level: str = level, wanted: set[Feature] = wanted) -> bool:
            return wanted <= _shown(pipeline, some, values, level)

        found = choose(usable, limit, holds)
        if found is not None:
            again = without_hidden(pipeline.sources, found)  # numbered anew, from 1
            return again if holds(again) else found
    few = f"no {limit} rows of each source reach every sink that all rows reach"
    raise _refused(pipeline, f"{few}, and break no rule")


def _shown(pipeline: Pipeline, rows: Rows, values: Mapping[str, Value], level: str) -> set[Feature]:
    """What rows show in the sinks; nothing if the run ends with an error."""
    try:
        return features(pipeline, run(pipeline, rows, values).sinks, level)
    except RunError:
        return set()


def _blame(pipeline: Pipeline) -> str:
    hidden = hidden_columns(pipeline.sources)
    return f", or not with made-up values of {', '.join(hidden)}" if hidden else ""


def _given(source: Source, rows: list[Row]) -> TableText:
    """The columns that have a value in some row; all, if there is no row."""
    kept = [
        at
        for at, column in enumerate(source.columns)
        if not rows or not column.nullable or any(row[at] is not None for row in rows)
    ] or [0]
    columns = tuple(source.columns[at].name for at in kept)
    return TableText(columns, [tuple(row[at] for at in kept) for row in rows])


def _written(
    work: Work,
    pipeline: Pipeline,
    name: str,
    params: Mapping[str, Value],
    given: Mapping[str, TableText],
    then: Mapping[str, TableText],
) -> str:
    """The whole spec in its canonical form, its comments kept."""
    document = work.inventory.specs[pipeline.name].document
    text = with_example(_canonical(work, document), name, params, given, then)
    return _canonical(work, replace(document, data=text.encode()))


def _canonical(work: Work, document: Document) -> str:
    reporter = Reporter()
    text = formatted(work.project, document, reporter)
    if text is None:
        raise InternalError(f"a spec that was read does not format: {reporter.diagnostics}")
    return text


def _check(work: Work, pipeline: Pipeline, name: str, text: str, engines: list[Engine]) -> None:
    """Raises Failure (E0954) if the example does not hold in what was written."""
    reporter = Reporter()
    loaded = load_spec(text.encode(), pipeline.file, reporter, work.inventory.parser.catalog)
    specs = needed_specs(work.inventory, [pipeline.name])
    found = {} if loaded is None else check({**specs, pipeline.name: loaded}, reporter)
    if pipeline.name not in found:
        raise InternalError(f"a recorded example does not read: {reporter.diagnostics}")
    again = found[pipeline.name]
    (example,) = (e for e in again.examples if e.name == name)
    if again.examples[:-1] != pipeline.examples:
        raise InternalError("recording an example changed another")
    for engine in engines:
        for outcome in check_examples(replace(again, examples=(example,)), engine):
            if outcome.problems:
                raise Failure(outcome.problems)


def _refused(pipeline: Pipeline, problem: str) -> Failure:
    return Failure([ledger.NOT_RECORDABLE.at(None, pipeline=pipeline.name, problem=problem)])
