"""Specs as pipelines, and the rows that the interpreter makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speccc import driver
from speccc.diagnostics import Diagnostic, Reporter
from speccc.ir.rel import Pipeline, Row, Sink
from speccc.reference import read_params, read_sources, run
from speccc.spec.load import load_spec
from speccc.translate.evaluation.matching import Rows
from speccc.types.raw import RawTable


def compiled(text: str) -> tuple[Pipeline | None, Sequence[Diagnostic]]:
    """The checked pipeline of a spec, None if it is wrong, and all that is said of it."""
    reporter = Reporter()
    spec = load_spec(text, "specs/gold.yaml", reporter)
    if spec is None:
        return None, reporter.diagnostics
    found = driver.check({spec.model.name: spec}, reporter)
    return found.get(spec.model.name), reporter.diagnostics


def made(
    pipeline: Pipeline, raw: Mapping[str, RawTable], params: Mapping[str, str]
) -> dict[str, Rows]:
    """What each sink gets. Raises RunError or Failure where a run would end."""
    sources = read_sources(pipeline.sources, raw)
    sinks = run(pipeline, sources, read_params(pipeline, params)).sinks
    return {sink.name: _rows(sink, sinks[sink.name]) for sink in pipeline.sinks}


def _rows(sink: Sink, rows: Sequence[Row]) -> Rows:
    names = tuple(".".join(column.path) for column in sink.columns)
    return Rows(names, tuple(rows), ordered=bool(sink.order))
