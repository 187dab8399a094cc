"""The tests beside the generated code: the spec's examples, and properties of random rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from speccc.backends.api import Artefact, Compiled, Target
from speccc.backends.documents.engines import ENGINES, Engine
from speccc.backends.documents.files import fits_in_a_folder, writes
from speccc.backends.documents.given import given_rows, given_tables
from speccc.backends.documents.python import WIDTH, Call, Raw, text
from speccc.backends.documents.strategies import rows, tables, unique
from speccc.backends.documents.templates import render
from speccc.ir import rel
from speccc.ir.expr import Value
from speccc.types import Kind
from speccc.types.cells import read_cell

_AFTER_DOCSTRING = "\nfrom __future__ import annotations\n"
#: The longest name of a test.
_NAME = 60
#: For a parameter without a default that no example gives.
_NEUTRAL = {
    Kind.BOOL: "true",
    Kind.INT64: "1",
    Kind.FLOAT64: "1",
    Kind.DECIMAL: "0",
    Kind.TEXT: "a",
    Kind.DATE: "2026-01-31",
    Kind.TIMESTAMP: "2026-01-31 10:00:00",
}


@dataclass(frozen=True, slots=True)
class ExampleTest:
    """An example of the spec: the rows it gives, the call, and what must come out."""

    name: str
    slug: str
    given: dict[str, list[tuple[Value, ...]]]
    run: Call
    then: list[Call]


def tests(pipeline: rel.Pipeline, target: Target, compiled: Compiled) -> Artefact | None:
    """`test_<pipeline>_<target>.py` of a bound pipeline; None where nothing can be run."""
    engine = ENGINES.get(str(compiled.recipe["runner"]))
    if engine is None:
        return None
    params = _params(pipeline, pipeline.examples[0] if pipeline.examples else None)
    files = _connectors(pipeline) if fits_in_a_folder(pipeline) else ()
    content = render(
        engine.template,
        pipeline=pipeline,
        target=target,
        imports=_imports(str(compiled.recipe["runner"]), files),
        files=files,
        cells=files or (pipeline.params and "queries" in engine.parts(pipeline, compiled, params)),
        sources={s.name: _declared(s.columns) for s in given_tables(pipeline)},
        sinks={s.name: _declared(s.columns) for s in pipeline.sinks},
        keys={s.name: [list(k) for k in pipeline.node(s.input).keys] for s in pipeline.sinks},
        ordered=[s.name for s in pipeline.sinks if s.order],
        inexact=_inexact(pipeline),
        params={name: engine.param(value) for name, value in params.items()},
        engine_types=_engine_types(pipeline, engine),
        examples=[_example(pipeline, engine, i) for i in range(len(pipeline.examples))],
        unique=unique(pipeline),
        strategies=rows(pipeline),
        tables=tables(pipeline),
        writes=writes(pipeline, engine.file_type) if files else [],
        sink_paths={s.name: str(s.binding.options["path"]) for s in pipeline.sinks if s.binding}
        if files
        else {},
        **engine.parts(pipeline, compiled, params),
    )
    return Artefact(f"test_{pipeline.name}_{target.name}.py", _tidy(content))


def _connectors(pipeline: rel.Pipeline) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.binding.connector for s in pipeline.sources if s.binding))


_NEEDED_BY = {
    "datetime as dt": "always",
    "random": "always",
    "csv": "csv",
    "json": "json",
    "tempfile": "files",
    "importlib.util": "pandas",
    "sys": "pandas",
    "re": "always",
}


def _imports(runner: str, files: tuple[str, ...]) -> list[str]:
    needs = {"always", runner, *files, *(["files"] if files else [])}
    return sorted(module for module, need in _NEEDED_BY.items() if need in needs)


def _declared(columns: tuple[rel.SourceColumn, ...]) -> dict[str, str]:
    return {c.name: f"{c.type}{'' if c.nullable else ' not null'}" for c in columns}


def _inexact(pipeline: rel.Pipeline) -> dict[str, list[str]]:
    """By sink, the float64 columns; what only depends on such a number is another value or none."""
    found = {
        s.name: [
            c.name
            for c in pipeline.node(s.input).schema
            if c.inexact and c.type.kind is Kind.FLOAT64
        ]
        for s in pipeline.sinks
    }
    return {name: columns for name, columns in found.items() if columns}


def _engine_types(pipeline: rel.Pipeline, engine: Engine) -> dict[str, str]:
    """The engine's type of each type that a source or a sink declares."""
    ends = (*given_tables(pipeline), *pipeline.sinks)
    return {
        declared: engine.column_type(column.type, column.nullable)
        for end in ends
        for column, declared in zip(end.columns, _declared(end.columns).values(), strict=True)
    }


def _params(pipeline: rel.Pipeline, example: rel.Example | None) -> dict[str, Value]:
    """A value of every parameter: the example's, the default, or any."""
    given = dict(example.params) if example else {}
    return {
        p.name: given.get(p.name, p.default)
        if given.get(p.name, p.default) is not None
        else read_cell(_NEUTRAL[p.type.kind], p.type)
        for p in pipeline.params
    }


def _example(pipeline: rel.Pipeline, engine: Engine, index: int) -> ExampleTest:
    example = pipeline.examples[index]
    params = {n: engine.param(v) for n, v in _params(pipeline, example).items()}
    sinks = {s.name for s in pipeline.sinks}
    return ExampleTest(
        example.name,
        _slug(example.name),
        given_rows(pipeline, example),
        Call("transform", [Raw(f"EXAMPLE_{index + 1}"), *([params] if params else [])]),
        [_expected(then) for then in example.then if then.relation in sinks],
    )


def _slug(name: str) -> str:
    """The words of a name, as many as a function's name bears."""
    words = re.sub(r"[^a-z0-9]+", " ", name.lower()).split()
    while len("_".join(words)) > _NAME:
        words.pop()
    return "_".join(words) or "example"


def _expected(then: rel.Expected) -> Call:
    table = Raw(f"sinks[{text(then.relation)}]")
    return Call("assert_rows", [table, then.relation, list(then.columns), list(then.rows)])


def _tidy(content: str) -> str:
    """The module with two blank lines between its parts; black lays out code that is too wide."""
    content = "\n".join(line.rstrip() for line in content.split("\n"))
    content = re.sub(r"\n{4,}", "\n\n\n", content).strip("\n") + "\n"
    code = content[content.index(_AFTER_DOCSTRING) :]
    if all(len(line) <= WIDTH for line in code.split("\n")):
        return content
    import black

    return black.format_str(content, mode=black.Mode())
