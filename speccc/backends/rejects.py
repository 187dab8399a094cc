"""Rows that are put aside: the refusal of an engine that does not build it."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import connectors
from speccc.ir.rel import Judge, Pipeline, ScanRejected


def refused_rejects(pipeline: Pipeline, engine: str) -> Iterator[Diagnostic]:
    """A diagnostic (E0745) for each source and step that puts rows aside."""
    for node in pipeline.nodes:
        if isinstance(node.op, ScanRejected | Judge):
            yield connectors.QUARANTINE.at(node.span, name=node.step, engine=engine)
