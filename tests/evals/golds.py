"""Golds as pipelines, and the rows that the interpreter makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speccc.execute.readers import read_raw
from speccc.ir.rel import Pipeline, Row
from speccc.reference import read_params, read_sources, run
from tests.evals.cases import Found


def inputs(pipeline: Pipeline, found: Found) -> dict[str, list[Row]]:
    """The typed rows of each source. Raises RunError where one breaks its declaration."""
    raw = {
        name: read_raw("csv", {"path": path.name}, path.parent)
        for name, path in found.tables.items()
    }
    return read_sources(pipeline.sources, raw)


def rows(
    pipeline: Pipeline, found: Found, sources: Mapping[str, Sequence[Row]]
) -> dict[str, list[Row]]:
    """The rows of each sink, sorted where no order is due. Raises RunError where a run ends."""
    sinks = run(pipeline, sources, read_params(pipeline, found.case.params)).sinks
    ordered = {sink.name for sink in pipeline.sinks if sink.order}
    return {
        name: list(made) if name in ordered else sorted(made, key=repr)
        for name, made in sinks.items()
    }
