"""What tells the rows of each node apart, as far as it is proven: streams are not counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from speccc.backends.flink.streams.flows import conjuncts
from speccc.ir.expr import Call, Column, Expr, Literal, Param, WindowCall
from speccc.ir.rel import (
    Convert,
    Dedupe,
    Distinct,
    Filter,
    GroupBy,
    Join,
    NodeId,
    Op,
    Pipeline,
    Project,
    Session,
    TimeWindow,
    Window,
)

Key = frozenset[str]
Keys = Mapping[NodeId, Collection[Key]]


def known_keys(pipeline: Pipeline) -> Keys:
    """Of each node, by its id. Beside the keys that hold everywhere: the number of a row in its
    group; and a key needs no column of which all rows have one value.
    """
    found: dict[NodeId, Collection[Key]] = {}
    fixed: dict[NodeId, Key] = {}
    for node in pipeline.nodes:
        fixed[node.id] = _fixed(node.op, fixed)
        keys = (*map(frozenset, node.keys), *_derived(node.op, found))
        found[node.id] = {key - fixed[node.id] for key in keys}
    return found


def tells_apart(columns: Collection[str], keys: Collection[Key]) -> bool:
    """Whether no two rows agree in all of these columns."""
    return any(key.issubset(columns) for key in keys)


def is_single(op: Join, keys: Keys) -> bool:
    """Whether a left row has at most one match."""
    return tells_apart([key.right for key in op.keys], keys[op.right])


def _derived(op: Op, known: Keys) -> Iterator[Key]:
    match op:
        case Window(input=input, by=by, items=items):
            yield from known[input]
            for item in items:
                if isinstance(item.expr, WindowCall) and item.expr.function == "row_number":
                    yield frozenset((*by, item.name))
        case Filter(input=input):
            yield from known[input]
        case Project(input=input):
            names = _names(op)
            kept = (key for key in known[input] if key <= names.keys())
            yield from (frozenset(names[name] for name in key) for key in kept)
        case Convert(input=input, conversions=conversions):
            changed = {conversion.column for conversion in conversions}
            yield from (key for key in known[input] if key.isdisjoint(changed))
        case Join(kind="semi" | "anti"):
            yield from known[op.left]
        case Join(kind="inner" | "left") if is_single(op, known):
            yield from known[op.left]
        case _:
            pass


def _fixed(op: Op, known: Mapping[NodeId, Key]) -> Key:
    """The columns of which all rows have one value."""
    match op:
        case Filter(input=input, predicate=predicate):
            one = {_compared(condition) for condition in conjuncts(predicate)}
            return known[input] | (one - {""})
        case Project(input=input):
            names = _names(op)
            return frozenset(names[name] for name in known[input] & names.keys())
        case Convert(input=input, conversions=conversions):
            return known[input] - {conversion.column for conversion in conversions}
        case GroupBy(input=input, by=by) | Distinct(input=input, columns=by):
            return known[input].intersection(by)
        case Dedupe() | Window() | TimeWindow() | Session():
            return known[op.input]
        case Join(kind="inner" | "left" | "semi" | "anti"):
            return known[op.left]
        case _:
            return frozenset()


def _names(op: Project) -> Mapping[str, str]:
    """The columns that come through, and how they are called then."""
    return {i.expr.name: i.name for i in op.items if isinstance(i.expr, Column)}


def _compared(condition: Expr) -> str:
    """The column of which a condition leaves one value; empty if there is none."""
    match condition:
        case Call(
            function="equal",
            args=(Column(name=name), Literal() | Param())
            | (Literal() | Param(), Column(name=name)),
        ):
            return name
        case _:
            return ""
