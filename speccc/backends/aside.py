"""Which sinks hold the rows that steps put aside: for the report of a run."""

from __future__ import annotations

from speccc.ir.rel import Pipeline, Rejected, Sort


def rejects_recipe(pipeline: Pipeline) -> dict[str, str]:
    """By step that puts rows aside, a sink that is written all of them."""
    found: dict[str, str] = {}
    for sink in pipeline.sinks:
        node = pipeline.node(sink.input)
        while isinstance(node.op, Sort):
            node = pipeline.node(node.op.input)
        if isinstance(node.op, Rejected):
            found.setdefault(node.step, sink.name)
    return found
