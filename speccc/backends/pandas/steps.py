"""Each relational operator as statements; aggregate, window and join have their own modules."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

import libcst as cst

from speccc.backends.pandas.aggregates import group_by
from speccc.backends.pandas.casts import cast
from speccc.backends.pandas.code import (
    Code,
    Context,
    Statement,
    alike,
    assigned,
    cast_columns,
    conformed,
    needed_order,
    projected,
    selected,
    sorted_by,
)
from speccc.backends.pandas.dtypes import MASKED, changes, dtype, dtypes
from speccc.backends.pandas.filters import filtered
from speccc.backends.pandas.joins import join
from speccc.backends.pandas.rules import expect, judge
from speccc.backends.pandas.syntax import called, code, listed, number, text, texts
from speccc.backends.pandas.windows import window
from speccc.backends.used import may_fail
from speccc.diagnostics import InternalError
from speccc.ir import rel
from speccc.types import Schema, Type


def statements(context: Context, node: rel.Node) -> list[Statement]:
    """The statements that make a node's frame from those of its inputs."""
    target = context.variable(node.id)
    match node.op:
        case rel.Scan() | rel.ScanRejected():
            return []
        case rel.TimeWindow() | rel.Session() | rel.Runs():
            raise InternalError(f"'{node.id}' was not lowered")
        case rel.Numbers():
            name = text(node.schema.names[0])
            numbers = code("pd.DataFrame({{0}: range({1})})", name, number(node.op.count))
            return [Statement(numbers, target)]
        case rel.GroupBy():
            return group_by(context, node, node.op)
        case rel.Window():
            return window(context, node, node.op)
        case rel.Join():
            return join(context, node, node.op)
        case rel.Expect():
            return _expect(context, node, node.op)
        case rel.Judge():
            return [judge(context, node, node.op)]
        case rel.Convert():
            return _convert(context, node, node.op)
        case rel.Filter():
            return filtered(context, node, node.op)
        case rel.Dedupe():
            return _dedupe(context, node, node.op)
        case _:
            return [Statement(_value(context, node, node.op), target)]


def _expect(context: Context, node: rel.Node, op: rel.Expect) -> list[Statement]:
    """What notes each rule's findings; where one may end the run, it does before all that follows.

    The rows are then in dtypes that have no NULL where the rules leave none.
    """
    found = [expect(context, node, op, rule) for rule in op.rules]
    if may_fail(node):
        found.append(Statement(code("expectations.check()")))
    rows = conformed(context.frame(op.input), dtypes(context.schema(op.input)), node)
    return [*found, Statement(rows, context.variable(node.id))]


Simple = (
    rel.Project
    | rel.Distinct
    | rel.Sort
    | rel.Limit
    | rel.Union
    | rel.SetOperation
    | rel.Accepted
    | rel.Rejected
)


def _value(context: Context, node: rel.Node, op: Simple) -> Code:
    if isinstance(op, rel.Union):
        return _union(context, node, op)
    if isinstance(op, rel.SetOperation):
        return _compared(context, node, op)
    frame = context.frame(op.input)
    have = dtypes(context.schema(op.input))
    match op:
        case rel.Project():
            return projected(frame, have, op.items, context.scope(frame), node)
        case rel.Distinct():
            columns = selected(frame, op.columns)
            return code("{0}.drop_duplicates()", alike(columns, op.columns, node.schema))
        case rel.Sort():
            return sorted_by(
                frame, needed_order(op.order, (), context.pipeline.node(op.input).keys)
            )
        case rel.Limit():
            keys = context.pipeline.node(op.input).keys
            ordered = sorted_by(frame, needed_order(op.order, (), keys))
            return code("{0}.head({1})", ordered, number(op.count))
        case rel.Accepted():
            why = text(rel.BROKEN_RULES)
            kept = code("{0}[{0}[{1}].isna()].drop(columns={1})", frame, why)
            return conformed(kept, have, node)
        case rel.Rejected():
            return code("{0}.dropna(subset={1})", frame, text(rel.BROKEN_RULES))
        case _:
            assert_never(op)


def _dedupe(context: Context, node: rel.Node, op: rel.Dedupe) -> list[Statement]:
    """The first row of each group, once the rows are in order."""
    ordered = cst.Name(context.names.fresh(f"{node.id}_rows"))
    target = context.variable(node.id)
    keys = context.pipeline.node(op.input).keys
    safe = alike(context.frame(op.input), op.by, context.schema(op.input))
    rows = sorted_by(safe, needed_order(op.order, op.by, keys))
    first = code("{0}.drop_duplicates({1})", ordered, texts(op.by))
    if not op.by:
        first = code("{0}.head(1)", ordered)
    return [Statement(rows, ordered.value), Statement(first, target)]


def _union(context: Context, node: rel.Node, op: rel.Union) -> Code:
    want = dtypes(node.schema)
    parts = [_arranged(context, id, want) for id in op.inputs]
    return code("pd.concat({0}, ignore_index=True)", listed(parts))


def _compared(context: Context, node: rel.Node, op: rel.SetOperation) -> Code:
    """Both sides in the dtypes of columns in which each of them may have NULLs."""
    schemas = {id: context.schema(id) for id in (op.left, op.right)}
    nullable = {c.name for schema in schemas.values() for c in schema if c.nullable}
    both = Schema(tuple(replace(c, nullable=c.name in nullable) for c in node.schema))
    want = dtypes(both)
    left, right = (
        alike(_arranged(context, id, want), both.names, schemas[id]) for id in (op.left, op.right)
    )
    helper = "rows_not_in" if op.kind == "except" else "rows_in_both"
    return conformed(called(helper, left, right), want, node)


def _arranged(context: Context, id: rel.NodeId, want: dict[str, str]) -> Code:
    """An input with its columns in these dtypes and this order."""
    have = dtypes(context.schema(id))
    part = cast_columns(context.frame(id), changes(have, want))
    return part if list(have) == list(want) else selected(part, list(want))


def _convert(context: Context, node: rel.Node, op: rel.Convert) -> list[Statement]:
    before, after = context.frame(op.input), cst.Name(context.variable(node.id))
    source = context.schema(op.input)
    columns: dict[str, Code] = {}
    for conversion in op.conversions:
        name = conversion.column
        operand = code("{0}[{1}]", before, text(name))
        kept = source[name].type
        columns[name] = cast(operand, kept, conversion.type, nullable=True)
    found = [Statement(assigned(before, columns), after.value)]
    if op.on_error == "fail":
        names = texts([c.column for c in op.conversions])
        found.append(Statement(called("check_cast", text(node.step), before, after, names)))
    have = {
        n: _cast_dtype(source[n].type, node.schema[n].type, source[n].nullable) for n in columns
    }
    narrowed = changes(have, dtypes(node.schema))
    if narrowed:
        found.append(Statement(cast_columns(after, narrowed), after.value))
    return found


def _cast_dtype(source: Type, to: Type, nullable: bool) -> str:
    """The dtype that a conversion gives while its failures are not counted yet."""
    return dtype(to, nullable if source == to and to.kind in MASKED else True)
