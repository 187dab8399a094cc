"""Values worth trying in each source column, so that random rows reach the sinks.

They are the values of the spec's examples, the literals and parameters that a column (or what is
computed from it) is compared with, texts that read as what they are cast to, and the values of the
columns it is joined with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from speccc.analyse.lineage import Columns, Origin, origins
from speccc.backends.documents.surprises import expressions
from speccc.ir import rel
from speccc.ir.expr import Call, Cast, Expr, Literal, Param, Value, columns_of, walk
from speccc.types import Kind, Type
from speccc.types.cells import Cell, print_cell, read_cell

#: So many values of a column are offered; more would make equal values rare.
LIMIT = 8
_READS_AS: Mapping[Kind, str] = {
    Kind.BOOL: "true",
    Kind.INT64: "3",
    Kind.FLOAT64: "2.5",
    Kind.DECIMAL: "12.5",
    Kind.DATE: "2026-01-31",
    Kind.TIMESTAMP: "2026-01-31 10:00:00",
}


@dataclass(slots=True)
class _Pools:
    types: Mapping[Origin, Type]
    found: dict[Origin, dict[Cell, None]] = field(default_factory=dict[Origin, dict[Cell, None]])

    def add(self, origin: Origin, value: Value) -> None:
        """Offers a value, if it can stand in the column."""
        fitting = _as(value, self.types[origin])
        if fitting is not None:
            self.found.setdefault(origin, {})[fitting] = None


def pools(pipeline: rel.Pipeline) -> dict[Origin, tuple[Cell, ...]]:
    """The values to try of each source column that has any, never more than `LIMIT`."""
    types = {Origin(s.name, c.name): c.type for s in pipeline.sources for c in s.columns}
    made = _Pools(types)
    for origin, value in _given(pipeline):
        made.add(origin, value)
    above = origins(pipeline)
    for origin, value in _compared(pipeline, above):
        made.add(origin, value)
    for origin, other in _joined(pipeline, above):
        for value in list(made.found.get(other, {})):
            made.add(origin, value)
    return {origin: tuple(values)[:LIMIT] for origin, values in made.found.items()}


def _as(value: Value, type: Type) -> Cell | None:
    """The value as one of the type; None if there is no such."""
    if value is None:
        return None
    if type.kind is Kind.BOOL or isinstance(value, bool):
        return value if isinstance(value, bool) and type.kind is Kind.BOOL else None
    if type.kind is Kind.TIMESTAMP and not isinstance(value, dt.datetime | str):
        return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else None
    if type.kind is Kind.DATE and isinstance(value, dt.datetime):
        return value.date()
    if type.kind is Kind.DECIMAL and isinstance(value, int | Decimal):
        return read_cell(f"{value:f}" if isinstance(value, Decimal) else str(value), type)
    return read_cell(print_cell(value), type)


def _given(pipeline: rel.Pipeline) -> Iterator[tuple[Origin, Value]]:
    for example in pipeline.examples:
        for given in example.given:
            names = [c.name for c in pipeline.source(given.source).columns]
            for row in given.rows:
                for name, value in zip(names, row, strict=True):
                    yield Origin(given.source, name), value


def _compared(
    pipeline: rel.Pipeline, above: Mapping[rel.NodeId, Columns]
) -> Iterator[tuple[Origin, Value]]:
    """The values that stand in one call with a column, and texts that a cast reads."""
    params = {p.name: p.default for p in pipeline.params}
    for node, expr in expressions(pipeline):
        for call in walk(expr):
            if isinstance(call, Call):
                values = [v for arg in call.args for v in _constants(arg, params)]
                reached = _reached(call, node, above)
                yield from ((origin, value) for origin in reached for value in values)
    for node in pipeline.nodes:
        if isinstance(node.op, rel.Convert):
            for conversion in node.op.conversions:
                text = _READS_AS.get(conversion.type.kind)
                if text is not None:
                    yield from ((o, text) for o in above[node.op.input][conversion.column])


def _constants(expr: Expr, params: Mapping[str, Value]) -> list[Value]:
    match expr:
        case Literal():
            return [expr.value]
        case Param():
            return [params[expr.name]]
        case _:
            return []


def _reached(expr: Expr, node: rel.Node, above: Mapping[rel.NodeId, Columns]) -> Iterator[Origin]:
    """The source columns that an expression of a node is computed from."""
    sides = {None: node.id, "left": node.id, "right": node.id}
    if isinstance(node.op, rel.Join):
        sides |= {"left": node.op.left, "right": node.op.right}
    elif rel.inputs(node.op):
        sides[None] = rel.inputs(node.op)[0]
    for side, id in sides.items():
        for name in columns_of(expr, side):  # pyright: ignore[reportArgumentType]
            yield from above[id][name]


def read_as(pipeline: rel.Pipeline) -> dict[Origin, Type]:
    """By source column, the type as which a step reads it, or what is computed from it."""
    above, found = origins(pipeline), dict[Origin, Type]()
    for node, expr in expressions(pipeline):
        for part in walk(expr):
            if isinstance(part, Cast) and part.mode == "try":
                found = dict.fromkeys(_reached(part, node, above), part.type) | found
    for node in pipeline.nodes:
        if isinstance(node.op, rel.Convert):
            for conversion in node.op.conversions:
                columns = above[node.op.input][conversion.column]
                found = dict.fromkeys(columns, conversion.type) | found
    return found


def joined(pipeline: rel.Pipeline) -> list[tuple[Origin, Origin]]:
    """Pairs of source columns that joins and references match."""
    return list(_joined(pipeline, origins(pipeline)))


def _joined(
    pipeline: rel.Pipeline, above: Mapping[rel.NodeId, Columns]
) -> Iterator[tuple[Origin, Origin]]:
    """Pairs of source columns that should share values, the first taking those of the second."""
    for node in pipeline.nodes:
        for left, right, keys in _matched(node.op):
            for key in keys:
                for one in above[left][key.left]:
                    for other in above[right][key.right]:
                        yield other, one


def _matched(op: rel.Op) -> Iterator[tuple[rel.NodeId, rel.NodeId, tuple[rel.JoinKey, ...]]]:
    match op:
        case rel.Join():
            yield op.left, op.right, op.keys
        case rel.Expect() | rel.Judge():
            for rule in op.rules:
                if isinstance(rule.rule, rel.ReferencesRule):
                    yield op.input, rule.rule.to, rule.rule.keys
        case _:
            return


def unique_columns(pipeline: rel.Pipeline, source: rel.Source) -> list[tuple[str, ...]]:
    """The column sets of a source in which rows should differ.

    Its key, and what a rule that may end the run wants to be unique.
    """
    above = origins(pipeline)
    wanted = [source.key]
    for node in pipeline.nodes:
        if not isinstance(node.op, rel.Expect) or _grouped(pipeline, node):
            continue
        for rule in node.op.rules:
            if isinstance(rule.rule, rel.UniqueRule) and rule.severity == "fail":
                columns = [o for name in rule.rule.columns for o in above[node.op.input][name]]
                wanted.append(tuple(o.column for o in columns if o.source == source.name))
    return list(dict.fromkeys(tuple(dict.fromkeys(w)) for w in wanted if w))


def _grouped(pipeline: rel.Pipeline, node: rel.Node) -> bool:
    """Whether groups become rows on the way, so that the rows of a source need not differ."""
    while rel.inputs(node.op):
        if isinstance(node.op, rel.GroupBy | rel.Dedupe):
            return True
        node = pipeline.node(rel.inputs(node.op)[0])
    return False
