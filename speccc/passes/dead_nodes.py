"""Nodes that no sink and no expectation reads are left out; a source is always read and checked."""

from __future__ import annotations

from dataclasses import replace

from speccc.ir.rel import Convert, Expect, Join, Node, Pipeline, Scan, inputs


def dead_nodes(pipeline: Pipeline) -> Pipeline:
    """The pipeline without them. Whatever checks something stays."""
    needed = {s.input for s in pipeline.sinks}
    for node in reversed(pipeline.nodes):
        if node.id in needed or _checks(node):
            needed.add(node.id)
            needed.update(inputs(node.op))
    return replace(pipeline, nodes=tuple(n for n in pipeline.nodes if n.id in needed))


def _checks(node: Node) -> bool:
    match node.op:
        case Scan() | Expect():
            return True
        case Convert():
            return node.op.on_error == "fail"
        case Join():
            return node.op.check is not None
        case _:
            return False
