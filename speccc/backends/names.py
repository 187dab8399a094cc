"""Names of nodes that are added to a pipeline."""

from __future__ import annotations

from speccc.ir.rel import NodeId, Pipeline


def names(pipeline: Pipeline) -> set[str]:
    """What no new node may be called."""
    return {n.id.lower() for n in pipeline.nodes} | {s.name.lower() for s in pipeline.sinks}


def free(id: str, used: set[str]) -> NodeId:
    """The name, or one that begins with it, that is not `used`; now it is."""
    while id.lower() in used:
        id += "_"
    used.add(id.lower())
    return id
