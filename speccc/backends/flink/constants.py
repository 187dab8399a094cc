"""The columns that Flink sees to be the same in all rows: it refuses ranks by them, and its planner
(2.3.0) may fail on an order that begins with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from speccc.ir.carried import carried
from speccc.ir.expr import Call, Cast, Column, Expr, Item, Literal, WindowCall, rewrite, walk
from speccc.ir.rel import Convert, Filter, NodeId, Op, Pipeline, Project, Window, inputs
from speccc.types import Kind, Schema

#: What columns are, said without a column.
Constants = dict[str, Expr]


def constants(pipeline: Pipeline) -> dict[NodeId, Constants]:
    """Those of each node."""
    found: dict[NodeId, Constants] = {}
    for node in pipeline.nodes:
        before = [found[name] for name in inputs(node.op)]
        found[node.id] = _same(node.op, before, node.schema)
    return found


def _same(op: Op, before: list[Constants], schema: Schema) -> Constants:
    known = carried(op, before, schema)
    match op:
        case Project(items=items) | Window(items=items):
            return known | _made(items, before[0])
        case Filter(predicate=predicate):
            return known | dict(_held(predicate, schema))
        case Convert(conversions=conversions):
            read = {
                c.column: Cast(before[0][c.column], "try", type=c.type, nullable=True)
                for c in conversions
                if c.column in before[0]
            }
            return known | read
        case _:
            return known


def _made(items: Iterable[Item], known: Constants) -> Constants:
    made = ((item.name, _constant(item.expr, known)) for item in items)
    return {name: expr for name, expr in made if expr is not None}


def _constant(expr: Expr, known: Constants) -> Expr | None:
    """The expression without columns, if what it reads is the same in all rows."""
    filled = rewrite(expr, lambda part: _put(part, known))
    parts = walk(filled)
    return None if any(isinstance(p, Column | WindowCall) for p in parts) else filled


def _put(part: Expr, known: Constants) -> Expr:
    return known.get(part.name, part) if isinstance(part, Column) else part


def _held(predicate: Expr, schema: Schema) -> Iterator[tuple[str, Expr]]:
    """The columns that are NULL, or one value, where a condition holds."""
    match predicate:
        case Call(function="and", args=args):
            for part in args:
                yield from _held(part, schema)
        case Call(function="is_null", args=(Column(name=name),)):
            yield name, Literal(None, type=schema[name].type, nullable=True)
        case (
            Call(function="equal", args=(Column(name=name), Literal() as value))
            | Call(function="equal", args=(Literal() as value, Column(name=name)))
        ) if value.type.kind is not Kind.FLOAT64:
            yield name, value
        case _:
            pass
