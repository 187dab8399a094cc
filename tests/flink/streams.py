"""Runs a pipeline as a job over streams on a real Flink, beside the interpreter."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from speccc.backends.api import Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.diagnostics import Reporter
from speccc.driver import check, optimise
from speccc.execute.flink_streams import run
from speccc.ir.rel import Pipeline, Row
from speccc.reference.interpret import run as interpret
from speccc.reference.values import RunError
from speccc.spec.load import load_spec
from tests.differential.engines import Ended, Rows, Run, Sources, bound
from tests.flink.engine import read_sink, write_rows
from tests.support.flink import needed


@dataclass(frozen=True, slots=True)
class Streamed:
    """The rows of each sink, sorted, and by source how many rows came too late."""

    rows: Rows
    late: Mapping[str, int]


def checked(spec: str) -> Pipeline:
    """The pipeline of a spec that says nothing of its name, and is right."""
    reporter = Reporter()
    text = "speccc: 1\nname: streamed\n" + dedent(spec)
    file = load_spec(text, "specs/streamed.yaml", reporter)
    assert file is not None, reporter.diagnostics
    found = check({file.model.name: file}, reporter)
    assert found, reporter.diagnostics
    return optimise(found["streamed"])


def streamed(
    pipeline: Pipeline, sources: Mapping[str, Sequence[Row]], hints: Streaming | None = None
) -> Streamed:
    """On Flink, with every end a file of JSON lines. Raises Ended if the run ends with an error,
    Failure for what is refused.
    """
    made = bound(pipeline, "json", ".jsonl")
    target = Target("flink", "flink", streaming=hints or Streaming())
    compiled = FlinkBackend().compile(made, target)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for artefact in compiled.artefacts:
            (root / artefact.path).write_text(artefact.content, encoding="utf-8")
        (root / "data").mkdir()
        for source in made.sources:
            write_rows(root / f"data/{source.name}.jsonl", source, sources[source.name])
        report = run(compiled.recipe, root, root, {})
        if report["error"]:
            raise Ended(report["error"]["kind"], report["error"]["message"])
        rows = {sink.name: sorted(read_sink(made, sink.name, root), key=str) for sink in made.sinks}
        return Streamed(rows, report.get("late", {}))


def prepare_streams(pipeline: Pipeline) -> Run:
    """As a job over streams, to be run on rows of which none is late. Raises Failure."""
    needed()

    def run_it(sources: Sources) -> Rows:
        try:
            found = streamed(pipeline, sources)
        except RunError as error:  # a number that overflowed was not found, and is no value
            raise Ended("overflow", error.message) from error
        assert not any(found.late.values()), found.late
        return found.rows

    return run_it


def interpreted(pipeline: Pipeline, sources: Mapping[str, Sequence[Row]]) -> Streamed:
    """By the interpreter."""
    found = interpret(pipeline, sources, {}, streaming=True)
    rows = {name: sorted(rows, key=str) for name, rows in found.sinks.items()}
    late = {s.name: found.late[s.name] for s in pipeline.sources if s.event_time}
    return Streamed(rows, late)
