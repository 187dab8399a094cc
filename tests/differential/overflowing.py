"""Overflows that no engine may leave out: those of a value that a sink holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from speccc.ir.ends import Sink, SourceColumn
from speccc.ir.expr import Aggregate, Call, Expr, Frame, Item, WindowCall, children, walk
from speccc.ir.holding import expressions
from speccc.ir.rel import GroupBy, Node, Op, Pipeline, Project, Runs, Window, inputs
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.types import INT64, Column, Schema
from tests.differential.engines import Sources
from tests.differential.partial import below, own_sources

#: Of these there is no value without those of their arguments.
ARITHMETIC = frozenset({"add", "subtract", "multiply", "divide", "negate"})
#: The step, its columns, and the sink.
_NAME = "alone"


def overflows(pipeline: Pipeline, sources: Sources) -> Iterator[Pipeline]:
    """Each call in a pipeline that ends a run by an overflow, and not by what it is called with;
    and what is computed of such by arithmetic alone: a pipeline of which that is all that a sink
    holds. In the whole pipeline an engine may leave it out (`x * x is null`, a row that a filter
    drops), and of several it takes one.
    """
    found: dict[tuple[Op, Expr], bool] = {}
    for node in pipeline.nodes:
        if len(inputs(node.op)) == 1:
            for whole in expressions(node.op):
                yield from _within(pipeline, sources, node, whole, found)


def _within(
    pipeline: Pipeline,
    sources: Sources,
    node: Node,
    expr: Expr,
    found: dict[tuple[Op, Expr], bool],
) -> Iterator[Pipeline]:
    """Those of an expression, the inner ones first; of all of `found` it is known already."""
    in_run = isinstance(node.op, Runs) and isinstance(expr, Aggregate)  # of its rows only
    for part in () if in_run else children(expr):
        yield from _within(pipeline, sources, node, part, found)
    if not isinstance(expr, Call | Aggregate | WindowCall) or (node.op, expr) in found:
        return
    alone = _holding(pipeline, node, (expr,))
    ends = _outcome(alone, sources) == "overflow" and (
        (expr.function in ARITHMETIC and any(found.get((node.op, arg)) for arg in expr.args))
        or _outcome(_holding(pipeline, node, _arguments(expr)), sources) == ""
    )
    found[node.op, expr] = ends
    if ends:
        yield alone


def _outcome(pipeline: Pipeline, sources: Sources) -> str:
    """The kind of the error that ends the run; "" if none does."""
    try:
        run(pipeline, own_sources(pipeline, sources), {})
    except RunError as error:
        return error.kind
    return ""


def _holding(pipeline: Pipeline, node: Node, exprs: tuple[Expr, ...]) -> Pipeline:
    """The pipeline with one sink, of a step in a node's place that makes these expressions."""
    items = tuple(Item(f"{_NAME}_{at}", expr) for at, expr in enumerate(exprs))
    (input,) = inputs(node.op)
    columns = pipeline.node(input).schema.columns
    made = tuple(Column(i.name, i.expr.type, i.expr.nullable, (), i.expr.inexact) for i in items)
    parts = [type(part) for expr in exprs for part in walk(expr)]
    match node.op:
        case Window() as op if WindowCall in parts:
            op, schema = replace(op, items=items), Schema((*columns, *made))
        case GroupBy() | Runs() as op if Aggregate in parts:
            kept = (pipeline.node(input).schema[name] for name in op.by)
            op, schema = replace(op, measures=items), Schema((*kept, *made))
        case _:
            op, schema = Project(input, items), Schema(made)
    step = Node(_NAME, op, schema, _NAME, node.address)
    physical = tuple(SourceColumn(c.name, c.type, c.nullable, (c.name,)) for c in schema)
    sink = Sink(_NAME, _NAME, physical, "replace", (), None)
    return below(replace(pipeline, nodes=(*pipeline.nodes, step)), (sink,))


def _arguments(call: Call | Aggregate | WindowCall) -> tuple[Expr, ...]:
    """What a call is called with, as expressions of the same step."""
    if isinstance(call, Call):
        return call.args
    if isinstance(call, WindowCall) and not isinstance(call.frame, Frame):
        return (call,)  # what is out of range is a part of it
    return (replace(call, function="count", args=call.args[:1], type=INT64),) if call.args else ()
