"""Sums and averages of floats in moving frames, over streams."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from speccc.backends.sql.moving import summed_up
from speccc.ir.expr import Call, Case, Cast, Expr, Item, Literal, When, WindowCall, rewrite
from speccc.ir.rel import Node, Pipeline, Window
from speccc.ir.verify import verify
from speccc.types import BOOL, FLOAT64, INT64


def floats_added_up(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, and floats of a moving frame added up
    one by one: Flink's streams subtract what leaves it.
    """

    def added(node: Node) -> Node:
        op = node.op
        if not isinstance(op, Window):
            return node
        items = tuple(Item(item.name, rewrite(item.expr, _added_up)) for item in op.items)
        return replace(node, op=replace(op, items=items))

    return verify(replace(pipeline, nodes=tuple(map(added, pipeline.nodes))), "floats")


def _added_up(expr: Expr) -> Expr:
    rows = summed_up(expr)
    if not isinstance(expr, WindowCall) or rows is None or len(rows) == 1:
        return expr
    [x] = expr.args
    total = reduce(_plus, (_value_of(x, row) for row in rows))
    known = replace(expr, function="count", type=INT64, nullable=False, inexact=False)
    if expr.function == "avg":
        count = Cast(known, "safe", type=FLOAT64, nullable=False)
        return Call("divide", (total, count), type=FLOAT64, nullable=expr.nullable, inexact=True)
    none = Literal(0, type=INT64, nullable=False)
    some = Call("greater", (known, none), type=BOOL, nullable=False)
    case = Case((When(some, total),), None, type=FLOAT64, nullable=True, inexact=True)
    return case if expr.nullable else total


def _plus(a: Expr, b: Expr) -> Expr:
    return Call("add", (a, b), type=FLOAT64, nullable=False, inexact=True)


def _value_of(x: Expr, row: int) -> Expr:
    """The value so many rows before this one (a negative number); 0 where there is none."""
    if row:
        back = Literal(-row, type=INT64, nullable=False)
        x = WindowCall("lag", (x, back), type=FLOAT64, nullable=True, inexact=x.inexact)
    if not x.nullable:
        return x
    nothing = Literal(0.0, type=FLOAT64, nullable=False)
    return Call("coalesce", (x, nothing), type=FLOAT64, nullable=False, inexact=x.inexact)
