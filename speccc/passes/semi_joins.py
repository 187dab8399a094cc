"""Joins of which only the existence of a match matters become semi joins.

An inner join that takes nothing, and whose right side has at most one match, keeps or drops left
rows and does nothing else. A left join that takes nothing and cannot multiply rows does nothing.
"""

from __future__ import annotations

from dataclasses import replace

from speccc.ir.rel import Join, Node, NodeId, Pipeline
from speccc.passes.graph import replace_inputs


def semi_joins(pipeline: Pipeline) -> Pipeline:
    """The pipeline with such joins replaced."""
    by_id = {n.id: n for n in pipeline.nodes}
    same: dict[NodeId, NodeId] = {}
    nodes: list[Node] = []
    for node in pipeline.nodes:
        op = replace_inputs(node.op, same)
        if isinstance(op, Join) and not op.take and op.check is None:
            single = by_id[op.right].unique_in(key.right for key in op.keys)
            if op.kind == "left" and single:
                same[node.id] = op.left
                continue
            if op.kind == "inner" and single:
                op = replace(op, kind="semi")
        nodes.append(replace(node, op=op))
    sinks = tuple(replace(s, input=same.get(s.input, s.input)) for s in pipeline.sinks)
    return replace(pipeline, nodes=tuple(nodes), sinks=sinks)
