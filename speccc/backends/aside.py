"""Which sinks hold the rows that steps put aside: for the report of a run."""

from __future__ import annotations

from speccc.ir.rel import NodeId, Pipeline, Rejected, Sort


def rejects_recipe(pipeline: Pipeline) -> dict[str, str]:
    """By step that puts rows aside, in order, a sink that is written all of them."""
    sinks: dict[NodeId, str] = {}
    for sink in pipeline.sinks:
        node = pipeline.node(sink.input)
        while isinstance(node.op, Sort):
            node = pipeline.node(node.op.input)
        sinks.setdefault(node.id, sink.name)
    rejected = (node for node in pipeline.nodes if isinstance(node.op, Rejected))
    return {node.step: sinks[node.id] for node in rejected if node.id in sinks}
