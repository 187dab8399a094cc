"""Windows over rows, taken apart for engines that do not take all of one together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace

from speccc.backends.names import free, names
from speccc.ir.expr import Column, Expr, Item, WindowCall, rewrite, walk
from speccc.ir.rel import Node, Pipeline, Project, Window
from speccc.ir.verify import verify
from speccc.types import Column as Declared
from speccc.types import Schema

#: Calls of a window of which this says the same stay together.
Apart = Callable[[Window, WindowCall], Hashable]


def taken_apart(pipeline: Pipeline, apart: Apart) -> Pipeline:
    """The pipeline with the same rows in each of its nodes; where calls of a window are `apart`, it
    is several windows, and then what is computed of their calls.
    """
    return _split(pipeline, apart, lambda _, groups: len(groups) > 1)


def computed_apart(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes; what is computed of a window's calls is
    a step after it.
    """
    return _split(pipeline, _together, lambda op, _: any(map(_computes, op.items)))


def _together(op: Window, call: WindowCall) -> Hashable:
    """All calls of a window are one."""
    return ()


def read(column: Declared) -> Column:
    """The expression that reads a column."""
    return Column(
        name=column.name, type=column.type, nullable=column.nullable, inexact=column.inexact
    )


def _computes(item: Item) -> bool:
    """Whether it is computed of a call, and not one itself."""
    inner = [part for part in walk(item.expr) if part is not item.expr]
    return any(isinstance(part, WindowCall) for part in inner)


_Groups = list[list[WindowCall]]


def _split(
    pipeline: Pipeline, apart: Apart, is_split: Callable[[Window, _Groups], bool]
) -> Pipeline:
    used = names(pipeline)
    nodes: list[Node] = []
    for node in pipeline.nodes:
        match node.op:
            case Window() as op if is_split(op, groups := _groups(op, apart)):
                nodes += _split_node(node, op, groups, pipeline.node(op.input).schema, used)
            case _:
                nodes.append(node)
    if len(nodes) == len(pipeline.nodes):
        return pipeline
    return verify(replace(pipeline, nodes=tuple(nodes)), "windows")


def _groups(op: Window, apart: Apart) -> _Groups:
    found: dict[Hashable, dict[WindowCall, None]] = {}
    for item in op.items:
        for part in walk(item.expr):
            if isinstance(part, WindowCall):
                found.setdefault(apart(op, part), {})[part] = None
    return [list(calls) for calls in found.values()]


def _split_node(
    node: Node, op: Window, groups: _Groups, schema: Schema, used: set[str]
) -> Iterator[Node]:
    """A window for each group of calls, then the columns that are made of their calls."""
    last, columns = op.input, schema
    made: dict[WindowCall, Column] = {}
    for number, calls in enumerate(groups, start=1):
        items: list[Item] = []
        for call in calls:
            name = f"_call_{len(made) + 1}"
            items.append(Item(name, call))
            made[call] = read(Declared(name, call.type, call.nullable, inexact=call.inexact))
        new = (
            Declared(i.name, i.expr.type, i.expr.nullable, inexact=i.expr.inexact) for i in items
        )
        columns = Schema((*columns, *new))
        id = free(f"{node.id}_{number}", used)
        window = replace(op, input=last, items=tuple(items))
        yield replace(node, id=id, op=window, schema=columns, keys=(), description="")
        last = id

    def put(part: Expr) -> Expr:
        return made[part] if isinstance(part, WindowCall) else part

    kept = (Item(column.name, read(column)) for column in schema)
    computed = (Item(item.name, rewrite(item.expr, put)) for item in op.items)
    yield replace(node, op=Project(last, (*kept, *computed)))
