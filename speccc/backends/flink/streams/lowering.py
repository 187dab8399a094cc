"""Windows over rows: on a stream all calls of one SELECT look at the same rows (Flink 2.3.0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from speccc.ir.expr import Column, Expr, Item, WindowCall, rewrite, walk
from speccc.ir.rel import Node, Pipeline, Project, Window
from speccc.ir.verify import verify
from speccc.types import Column as Declared
from speccc.types import Schema


def one_frame_each(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes, and such windows only."""
    used = {n.id.lower() for n in pipeline.nodes} | {s.name.lower() for s in pipeline.sinks}
    nodes: list[Node] = []
    for node in pipeline.nodes:
        match node.op:
            case Window() as op if len(_by_frame(op)) > 1:
                nodes += _apart(node, op, pipeline.node(op.input).schema, used)
            case _:
                nodes.append(node)
    if len(nodes) == len(pipeline.nodes):
        return pipeline
    return verify(replace(pipeline, nodes=tuple(nodes)), "frames")


def _by_frame(op: Window) -> list[list[WindowCall]]:
    """The calls, those together that look at the same rows."""
    found: dict[object, dict[WindowCall, None]] = {}
    for item in op.items:
        for part in walk(item.expr):
            if isinstance(part, WindowCall):
                found.setdefault(part.frame or part.function, {})[part] = None
    return [list(calls) for calls in found.values()]


def _apart(node: Node, op: Window, schema: Schema, used: set[str]) -> Iterator[Node]:
    """A window for each frame, then the columns that are made of their calls."""
    last, columns = op.input, schema
    made: dict[WindowCall, Column] = {}
    for number, calls in enumerate(_by_frame(op), start=1):
        items: list[Item] = []
        for call in calls:
            name = f"_call_{len(made) + 1}"
            items.append(Item(name, call))
            made[call] = _column(Declared(name, call.type, call.nullable, inexact=call.inexact))
        new = (
            Declared(i.name, i.expr.type, i.expr.nullable, inexact=i.expr.inexact) for i in items
        )
        columns = Schema((*columns, *new))
        id = _free(f"{node.id}_{number}", used)
        window = replace(op, input=last, items=tuple(items))
        yield replace(node, id=id, op=window, schema=columns, keys=(), description="")
        last = id

    def put(part: Expr) -> Expr:
        return made[part] if isinstance(part, WindowCall) else part

    kept = (Item(column.name, _column(column)) for column in schema)
    computed = (Item(item.name, rewrite(item.expr, put)) for item in op.items)
    yield replace(node, op=Project(last, (*kept, *computed)))


def _column(made: Declared) -> Column:
    return Column(name=made.name, type=made.type, nullable=made.nullable, inexact=made.inexact)


def _free(id: str, used: set[str]) -> str:
    while id.lower() in used:
        id += "_"
    used.add(id.lower())
    return id
