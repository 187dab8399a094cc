"""Overflows that no engine may leave out: those of a value that a sink holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from speccc.ir.expr import Aggregate, Call, Expr, Frame, Item, WindowCall
from speccc.ir.rel import GroupBy, Node, Pipeline, Project, Window
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.types import INT64
from tests.differential.engines import Sources
from tests.differential.partial import below

#: Of these there is no value without those of their arguments.
ARITHMETIC = frozenset({"add", "subtract", "multiply", "divide", "negate"})


def held_by_a_sink(pipeline: Pipeline, sources: Sources) -> bool:
    """Whether some sink's own step ends the run by a call that is the value of a column, or that
    such a value is computed of by arithmetic alone, and not by what it is called with: an engine
    may leave out what is asked of a value (`x * x is null`).
    """
    for sink in pipeline.sinks:
        part = replace(below(pipeline, (sink,)), sinks=())
        node = part.node(sink.input)
        own = {source.name: sources[source.name] for source in part.sources}
        for item in _items(node):
            for call in _computed(item):
                alone, arguments = _with(part, node, (call,)), _with(part, node, _arguments(call))
                if _overflows(alone, own) and not _overflows(arguments, own):
                    return True
    return False


def _computed(item: Item) -> Iterator[Item]:
    """An item, and what it is computed of by arithmetic."""
    yield item
    match item.expr:
        case Call(function=function, args=args) if function in ARITHMETIC:
            for expr in args:
                yield from _computed(replace(item, expr=expr))
        case _:
            pass


def _with(part: Pipeline, node: Node, items: tuple[Item, ...]) -> Pipeline:
    """The pipeline with these items only in one of its steps, the last."""
    name = "measures" if isinstance(node.op, GroupBy) else "items"
    changed = replace(node, op=replace(node.op, **{name: items}))
    return replace(part, nodes=tuple(changed if n.id == node.id else n for n in part.nodes))


def _overflows(pipeline: Pipeline, sources: Sources) -> bool:
    """Whether the run ends by an overflow."""
    try:
        run(pipeline, sources, {})
    except RunError as error:
        return error.kind == "overflow"
    return False


def _items(node: Node) -> tuple[Item, ...]:
    match node.op:
        case Project(items=items) | GroupBy(measures=items) | Window(items=items):
            return items
        case _:
            return ()


def _arguments(item: Item) -> tuple[Item, ...]:
    """What the call of an item is called with, as items of the same step."""
    match item.expr:
        case Call(args=args):
            found: tuple[Expr, ...] = args
        case Aggregate() | WindowCall(frame=Frame()) as call if call.args:
            found = (replace(call, function="count", args=call.args[:1], type=INT64),)
        case _:  # what is out of range is a part of it
            found = (item.expr,)
    return tuple(Item(f"{item.name}_{at}", expr) for at, expr in enumerate(found))
