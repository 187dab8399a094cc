"""Tables of a database that are asked anew for each row of a stream that is joined with them."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.connectors.jdbc import is_looked_up
from speccc.ir.expr import Column
from speccc.ir.rel import (
    Convert,
    Filter,
    Join,
    Node,
    NodeId,
    Op,
    Pipeline,
    Project,
    Scan,
    Source,
    inputs,
)


def is_lookup(source: Source) -> bool:
    """Whether a source is such a table."""
    return source.binding is not None and is_looked_up(source.binding.options)


def looked_up(pipeline: Pipeline) -> frozenset[NodeId]:
    """The nodes that hold one row of such a table each, maybe without some rows."""
    found: set[NodeId] = set()
    for node in pipeline.nodes:
        match node.op:
            case Scan(source=source) if is_lookup(pipeline.source(source)):
                found.add(node.id)
            case op if goes_row_by_row(op) and not found.isdisjoint(inputs(op)):
                found.add(node.id)
            case _:
                pass
    return frozenset(found)


def goes_row_by_row(op: Op) -> bool:
    """Whether it makes at most one row of each, looking at no other."""
    return isinstance(op, Project | Filter) or (
        isinstance(op, Convert) and op.on_error == "set_null"
    )


def filtered(pipeline: Pipeline) -> frozenset[NodeId]:
    """Those of the nodes for which some rows are left out."""
    found: set[NodeId] = set()
    for node in pipeline.nodes:
        if goes_row_by_row(node.op) and (
            isinstance(node.op, Filter) or not found.isdisjoint(inputs(node.op))
        ):
            found.add(node.id)
    return frozenset(found) & looked_up(pipeline)


def lookup_joins(pipeline: Pipeline) -> Iterator[tuple[Node, Join]]:
    """The joins with such tables."""
    tables = looked_up(pipeline)
    for node in pipeline.nodes:
        if isinstance(node.op, Join) and node.op.right in tables:
            yield node, node.op


def asked_by(pipeline: Pipeline, source: str) -> frozenset[str]:
    """The columns of a table by which it is asked."""
    return frozenset(
        name
        for _, op in lookup_joins(pipeline)
        for key in op.keys
        for name in [own_column(pipeline, op.right, key.right)]
        if name and scanned(pipeline, op.right) == source
    )


def scanned(pipeline: Pipeline, id: NodeId) -> str:
    """The source of which a node that is looked up has the rows."""
    op = pipeline.node(id).op
    return op.source if isinstance(op, Scan) else scanned(pipeline, inputs(op)[0])


def own_column(pipeline: Pipeline, id: NodeId, name: str) -> str:
    """Which column of its table a column of such a node is, as it is; empty if it is computed."""
    match pipeline.node(id).op:
        case Scan(source=source):
            [column] = [c for c in pipeline.source(source).columns if c.name == name]
            return "" if column.format else name
        case Project(input=input, items=items):
            [expr] = [item.expr for item in items if item.name == name]
            return own_column(pipeline, input, expr.name) if isinstance(expr, Column) else ""
        case Convert(input=input, conversions=conversions):
            changed = name in {conversion.column for conversion in conversions}
            return "" if changed else own_column(pipeline, input, name)
        case Filter(input=input):
            return own_column(pipeline, input, name)
        case _:
            return ""
