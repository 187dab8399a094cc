"""What cannot be done with a table that is looked up, refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.backends.flink.streams.flows import Flows
from speccc.backends.flink.streams.keys import Keys, is_single
from speccc.backends.flink.streams.lookups import (
    is_lookup,
    looked_up,
    lookup_joins,
    own_column,
    scanned,
)
from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import streams
from speccc.ir.rel import Join, Node, Pipeline, inputs

_READ_ONCE = "leave 'lookup' out: the table is read once, when the job starts"


def lookup_refusals(pipeline: Pipeline, known: Flows, keys: Keys) -> Iterator[Diagnostic]:
    """Everything that stands in the way, in the order of the spec."""
    for source in pipeline.sources:
        if is_lookup(source) and source.event_time is not None:
            problem = "a table that is looked up has no clock"
            way_out = "leave 'event_time' out, or 'lookup'"
            yield streams.SOURCE.at(source.span, name=source.name, problem=problem, way_out=way_out)
    tables = looked_up(pipeline)
    for node in pipeline.nodes:
        others = inputs(node.op)[:1] if isinstance(node.op, Join) else inputs(node.op)
        if node.id not in tables:
            for id in dict.fromkeys(id for id in others if id in tables):
                step = node.address.rpartition(".")[2]
                reason = "it has rows only for the rows of a stream, as the right of a join"
                yield _refused(node, step, pipeline, id, reason)
    for node, op in lookup_joins(pipeline):
        reason, way_out = _why_not(op, pipeline, known, keys)
        if reason:
            yield _refused(node, "join", pipeline, op.right, reason, way_out)
    for sink in pipeline.sinks:
        if sink.input in tables:
            yield streams.LOOKUP.at(
                sink.span,
                step=sink.name,
                name=scanned(pipeline, sink.input),
                reason="it has rows only for the rows of a stream",
                way_out=_READ_ONCE,
            )


def _refused(
    node: Node, step: str, pipeline: Pipeline, id: str, reason: str, way_out: str = ""
) -> Diagnostic:
    name = scanned(pipeline, id)
    way_out = way_out or _READ_ONCE
    return streams.LOOKUP.at(node.span, step=step, name=name, reason=reason, way_out=way_out)


def _why_not(op: Join, pipeline: Pipeline, known: Flows, keys: Keys) -> tuple[str, str]:
    """Why a join cannot look up its right side, and the way out; empty if it can."""
    if op.kind == "full":
        return "a full join has all rows of its table", "write 'kind: left'"
    if not known[op.left].final:
        return "the rows that are joined are updated later, when it may say something else", ""
    computed = [key.right for key in op.keys if not own_column(pipeline, op.right, key.right)]
    if computed:
        way_out = "join by a column of the table as it is, and compare the other in 'where'"
        return f"'{computed[0]}' is computed, and a table is asked by its own columns", way_out
    if op.kind == "semi" and not is_single(op, keys):
        way_out = "declare the 'key' of its source, and join by it"
        return "a row might be there once for each match, as no 'key' says that it has one", way_out
    return "", ""
