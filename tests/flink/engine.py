"""Runs a compiled pipeline on a real Flink, on typed rows that are written to files for it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from speccc.backends.api import Target
from speccc.backends.flink import FlinkBackend
from speccc.backends.flink.refusals import refusals
from speccc.backends.flink.streams.refusals import refusals as stream_refusals
from speccc.diagnostics import Diagnostic
from speccc.execute.flink_engine import NEVER, UNPLANNED
from speccc.execute.flink_runner import run
from speccc.execute.readers import read_raw
from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row, Source
from speccc.reference.boundary import read_sources
from speccc.reference.values import RunError
from speccc.types.cells import print_cell
from tests.differential.engines import Ended, Rows, Run, Sources, Unplanned, bound
from tests.support.flink import needed


def lines(pipeline: Pipeline) -> Pipeline:
    """The pipeline with every end bound to a file of JSON lines."""
    return bound(pipeline, "json", ".jsonl")


#: What the target says of a pipeline, by engine.
REFUSED: Mapping[str, Callable[[Pipeline], list[Diagnostic]]] = {
    "flink": lambda pipeline: list(refusals(lines(pipeline))),
    "flink-streams": lambda pipeline: list(stream_refusals(lines(pipeline))),
}


def prepare_flink(pipeline: Pipeline) -> Run:
    """Compiled for Flink, to be run on any rows. Raises Failure with what is refused; the run
    raises Unplanned for what the planner refuses.
    """
    needed()
    made = lines(pipeline)
    compiled = FlinkBackend().compile(made, Target("flink", "flink"))

    def run_it(sources: Sources) -> Rows:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for artefact in compiled.artefacts:
                (root / artefact.path).write_text(artefact.content, encoding="utf-8")
            (root / "data").mkdir()
            for source in made.sources:
                write_rows(root / f"data/{source.name}.jsonl", source, sources[source.name])
            report = run(compiled.recipe, root, root, {})
            if report["error"]:
                if report["error"]["message"] in (NEVER, UNPLANNED):
                    raise Unplanned(report["error"]["message"])
                raise Ended(report["error"]["kind"], report["error"]["message"])
            try:
                return {sink.name: read_sink(made, sink.name, root) for sink in made.sinks}
            except RunError as error:  # a number that overflowed was not found, and is no value
                raise Ended("overflow", error.message) from error

    return run_it


def write_rows(file: Path, source: Source, rows: Sequence[Row]) -> None:
    """The rows of a source as JSON lines of texts."""
    names = [column.name for column in source.columns]
    lines = [dict(zip(names, map(_text, row), strict=True)) for row in rows]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def _text(value: Value) -> str | None:
    return None if value is None else print_cell(value)


def read_sink(made: Pipeline, name: str, root: Path) -> list[Row]:
    """The rows that a sink holds."""
    [sink] = [sink for sink in made.sinks if sink.name == name]
    assert sink.binding is not None
    back = Source(sink.name, sink.columns, (), "fail", sink.binding)
    raw = read_raw(sink.binding.connector, sink.binding.options, root)
    return read_sources([back], {name: raw})[name]
