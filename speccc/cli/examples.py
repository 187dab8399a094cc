"""The examples of a spec, run by the interpreter or by a target's own engine, and compared."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from speccc.backends.api import Target
from speccc.diagnostics import Diagnostic, Failure
from speccc.diagnostics.codes import execution
from speccc.driver import BACKENDS, optimise
from speccc.execute.databases import DATABASES
from speccc.execute.readers import read_raw
from speccc.execute.runners import Request, failure_of, rows_of_sinks, run_unit
from speccc.ir.expr import Value
from speccc.ir.rejecting import scanned
from speccc.ir.rel import (
    Binding,
    Example,
    Expected,
    Pipeline,
    Row,
    Sink,
    Source,
    SourceColumn,
)
from speccc.reference.boundary import read_source
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.spec.document import TargetFile
from speccc.types import Schema
from speccc.types.cells import print_cell

#: How many rows of each kind a message shows.
_SHOWN = 3

#: Relation named under `then` → its rows, in its full schema.
Relations = Mapping[str, Sequence[Row]]

#: Runs one example of a pipeline. Raises Failure if the run ends with an error.
Engine = Callable[[Pipeline, Example], Relations]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example. `problems` are the diagnostics of what does not hold; none if it does."""

    pipeline: str
    example: str
    problems: tuple[Diagnostic, ...]


def check_examples(pipeline: Pipeline, engine: Engine) -> list[Outcome]:
    """Every example of a pipeline, run on an engine."""
    return [
        Outcome(pipeline.name, example.name, tuple(_problems(pipeline, example, engine)))
        for example in pipeline.examples
    ]


def by_interpreter(pipeline: Pipeline, example: Example) -> Relations:
    """The rows by the reference interpreter."""
    sources = {given.source: given.rows for given in example.given}
    result = run(pipeline, sources, dict(example.params))
    return {
        expected.relation: result.sinks[expected.relation]
        if expected.relation in result.sinks
        else result.relations[expected.node]
        for expected in example.then
    }


def by_target(file: TargetFile) -> Engine:
    """An engine that compiles the pipeline for a target, with JSON lines at both ends; temporary
    tables where the target has tables only.
    """
    model = file.model
    if model.dialect in DATABASES:
        return _over_tables(file)
    target = Target(model.name, model.backend, model.dialect or "")

    def engine(pipeline: Pipeline, example: Example) -> Relations:
        bound, ends = _with_ends(pipeline, example, _json)
        compiled = BACKENDS[model.backend]().compile(optimise(bound), target)
        with TemporaryDirectory(prefix="speccc-") as scratch:
            root = Path(scratch)
            for artefact in compiled.artefacts:
                _write(root / "code" / artefact.path, artefact.content)
            for given in example.given:
                columns = bound.source(given.source).columns
                _write(root / f"given_{given.source}.jsonl", _json_lines(columns, given.rows))
            params = {name: print_cell(v) for name, v in example.params if v is not None}
            request = Request(
                pipeline.name, model.name, compiled.recipe, root / "code", root, params
            )
            failure = failure_of(request.address, run_unit(request))
            if failure is not None:
                raise Failure([failure])
            return {relation: _read_back(bound.sink(name), root) for relation, name in ends.items()}

    return engine


def _over_tables(file: TargetFile) -> Engine:
    model, dialect = file.model, file.model.dialect or ""
    connection = "" if DATABASES[dialect].in_memory else model.connection or ""
    target = Target(model.name, model.backend, dialect, connection or ":memory:")

    def engine(pipeline: Pipeline, example: Example) -> Relations:
        bound, ends = _with_ends(pipeline, example, _table)
        compiled = BACKENDS[model.backend]().compile(optimise(bound), target)
        given = _given(pipeline, example)
        params = {name: print_cell(v) for name, v in example.params if v is not None}
        with TemporaryDirectory(prefix="speccc-") as scratch:
            root = Path(scratch)
            for artefact in compiled.artefacts:
                _write(root / artefact.path, artefact.content)
            request = Request(
                pipeline.name, model.name, compiled.recipe, root, root, params, connection
            )
            found = rows_of_sinks(request, given)
        return {relation: found[name] for relation, name in ends.items()}

    return engine


def _given(pipeline: Pipeline, example: Example) -> dict[str, tuple[Schema, Sequence[Row]]]:
    """The rows of each source and those that it puts aside, `NAME.rejected`, with their columns."""
    return scanned(pipeline, {g.source: g.rows for g in example.given})


def _problems(pipeline: Pipeline, example: Example, engine: Engine) -> Iterable[Diagnostic]:
    try:
        found = engine(pipeline, example)
    except RunError as error:
        yield _problem(pipeline, example, f"the run ends: {error.message}")
    except Failure as failure:
        for diagnostic in failure.diagnostics:
            yield _problem(pipeline, example, f"the run ends: {diagnostic.message}")
    else:
        for expected in example.then:
            schema = _schema(pipeline, expected)
            problem = compare(expected, schema, found[expected.relation])
            if problem:
                yield _problem(pipeline, example, problem, expected)


def _problem(
    pipeline: Pipeline, example: Example, problem: str, expected: Expected | None = None
) -> Diagnostic:
    span = example.span if expected is None else expected.span or example.span
    return execution.EXAMPLE_FAILED.at(
        span, example=example.name, pipeline=pipeline.name, problem=problem
    )


def _schema(pipeline: Pipeline, expected: Expected) -> Schema:
    """The columns of the rows that an engine gives for an expected relation."""
    schema = pipeline.node(expected.node).schema
    for sink in pipeline.sinks:
        if sink.name == expected.relation:
            return Schema(tuple(schema[column.name] for column in sink.columns))
    return schema


def compare(expected: Expected, schema: Schema, rows: Sequence[Row]) -> str:
    """What differs, in words; empty if nothing does. Inexact floats may differ in the last bits."""
    places = [schema.index(name) for name in expected.columns]
    inexact = [schema[name].inexact for name in expected.columns]
    found = [tuple(row[place] for place in places) for row in rows]

    def same(a: Row, b: Row) -> bool:
        return all(map(_same, a, b, inexact))

    if expected.ordered:
        for number, (want, have) in enumerate(zip(expected.rows, found, strict=False), 1):
            if not same(want, have):
                return (
                    f"{expected.relation}, row {number}: expected {_row(want)}, found {_row(have)}"
                )
    missing, surplus = list[Row](), list(found)
    for want in expected.rows:
        match = next((i for i, have in enumerate(surplus) if same(want, have)), None)
        if match is None:
            missing.append(want)
        else:
            del surplus[match]
    parts = [_rows("missing", missing), _rows("not expected", surplus)]
    text = "; ".join(part for part in parts if part)
    return f"{expected.relation}: {text}" if text else ""


def _same(a: Value, b: Value, inexact: bool) -> bool:
    if inexact and isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b


def _rows(what: str, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return f"{what} {', '.join(map(_row, rows[:_SHOWN]))}{more}"


def _row(row: Row) -> str:
    return f"({', '.join('NULL' if v is None else print_cell(v) for v in row)})"


def _with_ends(
    pipeline: Pipeline, example: Example, bind: Callable[[str], Binding]
) -> tuple[Pipeline, dict[str, str]]:
    """The pipeline on ends of its own, such as JSON lines, which hold every value exactly;
    relation → the sink that has it.

    A step that the example names gets a sink of its own. What a sink held before does not count.
    """
    sources = tuple(
        replace(source, columns=_plain(source.columns), binding=bind(f"given_{source.name}"))
        for source in pipeline.sources
    )
    sinks = [
        replace(
            sink,
            columns=_plain(sink.columns),
            binding=bind(f"then_{sink.name}"),
            mode="replace",
            key=(),
            by=(),
            check_key=False,
        )
        for sink in pipeline.sinks
    ]
    ends = {sink.name: sink.name for sink in sinks}
    taken = {*ends, *(source.name for source in sources), *(node.id for node in pipeline.nodes)}
    for number, expected in enumerate(example.then):
        if expected.relation not in ends:
            name = f"example_{number}"
            while name in taken:
                name += "_"
            schema = pipeline.node(expected.node).schema
            columns = tuple(SourceColumn(c.name, c.type, c.nullable, (c.name,)) for c in schema)
            sinks.append(Sink(name, expected.node, columns, "replace", (), bind(f"then_{name}")))
            ends[expected.relation] = name
    wanted = {expected.relation for expected in example.then}
    bound = replace(pipeline, sources=sources, sinks=tuple(sinks), examples=())
    return bound, {relation: name for relation, name in ends.items() if relation in wanted}


def _plain(columns: Iterable[SourceColumn]) -> tuple[SourceColumn, ...]:
    """`path`, `format` and `zone` do not apply to examples."""
    return tuple(replace(c, path=(c.name,), format="", zone="") for c in columns)


def _table(name: str) -> Binding:
    return Binding("table", {"name": name})


def _json(name: str) -> Binding:
    return Binding("json", {"path": f"{name}.jsonl"})


def _json_lines(columns: Sequence[SourceColumn], rows: Iterable[Row]) -> str:
    names = [json.dumps(column.name) for column in columns]
    return "".join(
        "{" + ", ".join(f"{n}: {_json_value(v)}" for n, v in zip(names, row, strict=True)) + "}\n"
        for row in rows
    )


def _json_value(value: Value) -> str:
    """Decimals as number literals with every digit."""
    match value:
        case Decimal() | dt.date():
            text = print_cell(value)
            return text if isinstance(value, Decimal) else json.dumps(text)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _read_back(sink: Sink, root: Path) -> list[Row]:
    if sink.binding is None:
        return []
    nullable = tuple(replace(column, nullable=True) for column in sink.columns)
    source = Source(sink.name, nullable, (), "fail", sink.binding)
    return read_source(source, read_raw(sink.binding.connector, sink.binding.options, root))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
