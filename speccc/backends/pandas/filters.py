"""The filter step.

A condition over numbers and moments takes a fraction of the time of one over texts or decimals. Of
conditions that must all hold, those come first, and the others are asked of the rows that are left.
"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from speccc.backends.pandas.code import Context, Statement, chosen
from speccc.backends.pandas.expressions import condition
from speccc.ir import rel
from speccc.ir.expr import Call, Column, Expr, columns_of, walk
from speccc.types import Kind, Schema

_SLOW = (Kind.TEXT, Kind.DECIMAL)


def filtered(context: Context, node: rel.Node, op: rel.Filter) -> list[Statement]:
    """The statements of a filter step: one, or two if a part of its condition is slow."""
    schema, target = context.schema(op.input), context.variable(node.id)
    frame = context.frame(op.input)
    fast, slow = _parts(op.predicate)
    if fast is None or slow is None:
        held = condition(op.predicate, context.scope(frame))
        return [Statement(chosen(frame, held, schema, node), target)]
    read = {*node.schema.names, *columns_of(slow)}
    between = Schema(tuple(column for column in schema if column.name in read))
    left = cst.Name(target)
    first = condition(fast, context.scope(frame))
    then = condition(slow, context.scope(left))
    return [
        Statement(chosen(frame, first, schema, replace(node, schema=between)), target),
        Statement(chosen(left, then, between, node), target),
    ]


def _parts(predicate: Expr) -> tuple[Expr | None, Expr | None]:
    """What is fast to ask, and what is slow; None if that is nothing."""
    if not isinstance(predicate, Call) or predicate.function != "and":
        return None, None
    slow = [part for part in predicate.args if _slow(part)]
    fast = [part for part in predicate.args if not _slow(part)]
    return _all(predicate, fast), _all(predicate, slow)


def _slow(part: Expr) -> bool:
    return any(isinstance(e, Column) and e.type.kind in _SLOW for e in walk(part))


def _all(predicate: Call, parts: list[Expr]) -> Expr | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return replace(predicate, args=tuple(parts), nullable=any(p.nullable for p in parts))
