"""Windows over rows, taken apart for engines that do not take all of one together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace

from speccc.analyse.build import column_expr, kept, made_column
from speccc.backends.names import free, names
from speccc.ir.expr import Column, Expr, Item, WindowCall, rewrite, walk
from speccc.ir.rel import Node, Pipeline, Project, Window
from speccc.ir.verify import verify
from speccc.types import Schema

#: Calls of a window of which this says the same stay together.
Apart = Callable[[Window, WindowCall], Hashable]
_Groups = list[list[WindowCall]]


def taken_apart(pipeline: Pipeline, apart: Apart) -> Pipeline:
    """The pipeline with the same rows in each of its nodes; where calls of a window are `apart`, it
    is several windows, and then what is computed of their calls.
    """

    def groups(op: Window) -> _Groups:
        found: dict[Hashable, dict[WindowCall, None]] = {}
        for call in _calls(op):
            found.setdefault(apart(op, call), {})[call] = None
        return [list(calls) for calls in found.values()] if len(found) > 1 else []

    return _split(pipeline, groups)


def computed_apart(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the same rows in each of its nodes; what is computed of a window's calls is
    a step after it.
    """

    def groups(op: Window) -> _Groups:
        return [list(_calls(op))] if any(_computes(item.expr) for item in op.items) else []

    return _split(pipeline, groups)


def _computes(expr: Expr) -> bool:
    """Whether it is computed of a call, and not one itself."""
    is_call = isinstance(expr, WindowCall)
    return not is_call and any(isinstance(part, WindowCall) for part in walk(expr))


def _calls(op: Window) -> dict[WindowCall, None]:
    """Each of its calls once, in order."""
    parts = (part for item in op.items for part in walk(item.expr))
    return dict.fromkeys(part for part in parts if isinstance(part, WindowCall))


def _split(pipeline: Pipeline, groups_of: Callable[[Window], _Groups]) -> Pipeline:
    """With a window for each group of its calls, if there are any groups."""
    used = names(pipeline)
    nodes: list[Node] = []
    for node in pipeline.nodes:
        match node.op:
            case Window() as op if groups := groups_of(op):
                nodes += _split_node(node, op, groups, pipeline.node(op.input).schema, used)
            case _:
                nodes.append(node)
    if len(nodes) == len(pipeline.nodes):
        return pipeline
    return verify(replace(pipeline, nodes=tuple(nodes)), "windows")


def _split_node(
    node: Node, op: Window, groups: _Groups, schema: Schema, used: set[str]
) -> Iterator[Node]:
    """A window for each group of calls, then the columns that are made of their calls."""
    last, columns = op.input, schema
    made: dict[WindowCall, Column] = {}
    for number, calls in enumerate(groups, start=1):
        items: list[Item] = []
        for call in calls:
            column = made_column(f"_call_{len(made) + 1}", call, ())
            items.append(Item(column.name, call))
            made[call] = column_expr(column)
            columns = Schema((*columns, column))
        id = free(f"{node.id}_{number}", used)
        window = replace(op, input=last, items=tuple(items))
        yield replace(node, id=id, op=window, schema=columns, keys=(), description="")
        last = id

    def put(part: Expr) -> Expr:
        return made[part] if isinstance(part, WindowCall) else part

    computed = (Item(item.name, rewrite(item.expr, put)) for item in op.items)
    yield replace(node, op=Project(last, (*kept(schema), *computed)))
