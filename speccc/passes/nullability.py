"""What the passes before have made known: an expression that cannot be NULL any more says so.

Folding leaves branches out, and a filter that moved up proves columns for those below it. Engines
are compiled for what an expression says of itself, so it must be neither more nor less than true.
"""

from __future__ import annotations

from dataclasses import replace

from speccc.analyse.nullability import result_nullable
from speccc.functions.catalogue import SCALAR
from speccc.ir.expr import Call, Case, Cast, Column, Expr, rewrite
from speccc.ir.rel import Filter, GroupBy, Item, Node, Op, Pipeline, Project, Runs, Window
from speccc.types import Schema


def refresh_nullability(pipeline: Pipeline) -> Pipeline:
    """The pipeline with every expression as nullable as its parts are; schemas stay."""
    schemas = {node.id: node.schema for node in pipeline.nodes}

    def refreshed(node: Node) -> Node:
        return replace(node, op=_op(node.op, schemas))

    return replace(pipeline, nodes=tuple(map(refreshed, pipeline.nodes)))


def _op(op: Op, schemas: dict[str, Schema]) -> Op:
    match op:
        case Project() | Window():
            return replace(op, items=_items(op.items, schemas[op.input]))
        case GroupBy():
            return replace(op, measures=_items(op.measures, schemas[op.input]))
        case Runs():
            within = schemas[op.input].not_null(op.proven)
            holds = _expr(op.holds, schemas[op.input])
            return replace(op, holds=holds, measures=_items(op.measures, within))
        case Filter():
            return replace(op, predicate=_expr(op.predicate, schemas[op.input]))
        case _:
            return op


def _items(items: tuple[Item, ...], schema: Schema) -> tuple[Item, ...]:
    return tuple(replace(item, expr=_expr(item.expr, schema)) for item in items)


def _expr(expr: Expr, schema: Schema) -> Expr:
    def known(part: Expr) -> Expr:
        match part:
            case Column():
                return replace(part, nullable=schema[part.name].nullable)
            case Call():
                return replace(part, nullable=result_nullable(SCALAR[part.function], part.args))
            case Case():
                branches = [w.result for w in part.whens]
                open_ = part.otherwise is None or part.otherwise.nullable
                return replace(part, nullable=open_ or any(b.nullable for b in branches))
            case Cast(mode="safe"):
                return replace(part, nullable=part.operand.nullable)
            case _:
                return part

    return rewrite(expr, known)
