"""Runs one operator on small tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from speccc.ir.expr import Call, Column, Literal, OrderKey, Value
from speccc.ir.rel import Node, Op, Parameter, Pipeline, Row, Scan, Sink, Source, SourceColumn
from speccc.reference import Result, run
from speccc.types import BOOL, INT64, TEXT, Kind, Schema, Type, decimal
from speccc.types import Column as SchemaColumn

Rows = Sequence[Row]


def schema(text: str) -> Schema:
    """Columns from `"k int64, v text"`; a type may be left out (int64), decimals have (9,2)."""
    columns: list[SchemaColumn] = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, kind = (*part.split(), "int64")[:2]
        type = decimal(9, 2) if kind == "decimal" else Type(Kind(kind))
        columns.append(SchemaColumn(name, type, nullable=True))
    return Schema(tuple(columns))


def col(name: str, type: Type = INT64, side: object = None) -> Column:
    return Column(type=type, nullable=True, name=name, side=side)  # type: ignore[arg-type]


def lit(value: Value) -> Literal:
    kinds = {bool: BOOL, int: INT64, str: TEXT, float: Type(Kind.FLOAT64), Decimal: decimal(9, 2)}
    return Literal(type=kinds.get(type(value), INT64), nullable=value is None, value=value)


def call(function: str, *args: object, type: Type = BOOL) -> Call:
    exprs = tuple(a if hasattr(a, "nullable") else lit(a) for a in args)  # type: ignore[arg-type]
    return Call(type=type, nullable=True, function=function, args=exprs)  # type: ignore[arg-type]


def order(text: str) -> tuple[OrderKey, ...]:
    """Order keys from `"a, b desc"`."""
    parts = [part.split() for part in text.split(",")]
    return tuple(OrderKey(part[0], descending=len(part) > 1) for part in parts)


def pipeline(
    op: Op,
    out: str,
    tables: Mapping[str, str],
    *,
    sorted: str = "",
    params: Sequence[Parameter] = (),
) -> Pipeline:
    """The operator over sources; its result goes to the sink `out`."""
    sources: list[Source] = []
    nodes: list[Node] = []
    for name, columns in tables.items():
        declared = tuple(
            SourceColumn(c.name, c.type, c.nullable, path=(c.name,)) for c in schema(columns)
        )
        sources.append(Source(name, declared, (), "fail", None))
        nodes.append(Node(name, Scan(name), schema(columns), name, f"sources.{name}"))
    result = schema(out)
    nodes.append(Node("made", op, result, "made", "steps[0]"))
    written = tuple(SourceColumn(c.name, c.type, c.nullable, path=(c.name,)) for c in result)
    sink = Sink("out", "made", written, "replace", order(sorted) if sorted else (), None)
    return Pipeline("p", "specs/p.yaml", "", tuple(params), tuple(sources), tuple(nodes), (sink,))


def result(op: Op, out: str, sorted: str = "", **tables: tuple[str, Rows]) -> Result:
    made = pipeline(
        op, out, {name: columns for name, (columns, _) in tables.items()}, sorted=sorted
    )
    return run(made, {name: rows for name, (_, rows) in tables.items()}, {})


def rows_of(op: Op, out: str, sorted: str = "", **tables: tuple[str, Rows]) -> list[Row]:
    """The rows of the sink over the operator; each table is its columns and its rows."""
    return result(op, out, sorted, **tables).sinks["out"]
