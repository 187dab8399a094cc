"""The columns that Flink sees to be the same in all rows: it refuses ranks by them, and its planner
(2.3.0) may fail on an order that begins with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from speccc.ir.expr import Call, Cast, Column, Expr, Item, Literal, WindowCall, rewrite, walk
from speccc.ir.rel import (
    Convert,
    Filter,
    GroupBy,
    Join,
    NodeId,
    Op,
    Pipeline,
    Project,
    Union,
    Window,
    inputs,
)
from speccc.types import Kind, Schema

#: What columns are, said without a column.
Constants = dict[str, Expr]


def constants(pipeline: Pipeline) -> dict[NodeId, Constants]:
    """Those of each node."""
    found: dict[NodeId, Constants] = {}
    for node in pipeline.nodes:
        before = [found[name] for name in inputs(node.op)]
        same = _same(node.op, before, node.schema)
        found[node.id] = {name: same[name] for name in node.schema.names if name in same}
    return found


def _same(op: Op, before: list[Constants], schema: Schema) -> Constants:
    match op:
        case Project(items=items):
            return _made(items, before[0])
        case Filter(predicate=predicate):
            return before[0] | dict(_held(predicate, schema))
        case Convert(conversions=conversions):
            known = before[0]
            read = {
                c.column: Cast(known[c.column], "try", type=c.type, nullable=True)
                for c in conversions
                if c.column in known
            }
            return known | read
        case GroupBy(by=by):
            return {name: before[0][name] for name in by if name in before[0]}
        case Window(items=items):
            new = {item.name for item in items}
            old = {name: expr for name, expr in before[0].items() if name not in new}
            return old | _made(items, before[0])
        case Union():
            first, *others = before
            return {n: e for n, e in first.items() if all(other.get(n) == e for other in others)}
        case Join(kind="inner" | "cross", take=take):
            taken = {t.name: before[1][t.column] for t in take if t.column in before[1]}
            return before[0] | taken
        case Join(kind="full"):
            return {}
        case _:
            return before[0] if before else {}


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
