"""The window step: rows sorted by group and order, then a column for each call."""

from __future__ import annotations

import libcst as cst

from speccc.backends.pandas.aggregates import fitted_sum, grouped
from speccc.backends.pandas.code import (
    Code,
    Context,
    Statement,
    alike,
    assigned,
    needed_order,
    projected,
    sorted_by,
    unused,
)
from speccc.backends.pandas.dtypes import MASKED, dtype, dtypes
from speccc.backends.pandas.expressions import series
from speccc.backends.pandas.literals import literal
from speccc.backends.pandas.syntax import code, number, text, texts
from speccc.ir import rel
from speccc.ir.expr import Column, Expr, Frame, Literal, OrderKey, WindowCall, rewrite

#: Templates: `{0}` the argument's column, `{1}` … literals, `{g}` the groups, `{o}` the ordered
#: rows, `{t}` the keys on which rows tie, `{start}` and `{end}` the frame.
LOWERINGS: dict[str, str] = {
    "row_number": "{g}.cumcount() + 1",
    "rank": "rank({o}, {g}, {t})",
    "dense_rank": "dense_rank({o}, {g}, {t})",
    "ntile": "ntile({g}, {0})",
    "lag": "shifted({0}, {g}, {1}, {2})",
    "lead": "shifted({0}, {g}, -{1}, {2})",
    "first": "edge_value({0}, {g})",
    "last": "edge_value({0}, {g}, last=True)",
    "count": "frame_count({0}, {g}, {start}, {end})",
    "sum": "frame_sum({0}, {g}, {start}, {end})",
    "avg": "frame_avg({0}, {g}, {start}, {end})",
    "min": "frame_extreme({0}, {g}, {start}, {end}, largest=False)",
    "max": "frame_extreme({0}, {g}, {start}, {end}, largest=True)",
}

REFUSALS: dict[str, str] = {}

#: Calls whose own dtype may be another one than the column's.
RETYPED = frozenset({"sum"})
#: Calls that keep the argument's dtype, which must be able to hold NULL where the result is.
_KEEPING = frozenset({"lag", "lead", "first", "last", "min", "max"})


def window(context: Context, node: rel.Node, op: rel.Window) -> list[Statement]:
    """The statements of a window step."""
    rows = context.frame(op.input)
    target = context.variable(node.id)
    ordered = cst.Name(context.names.fresh(f"{node.id}_rows"))
    groups = cst.Name(context.names.fresh(f"{node.id}_groups"))
    by = [OrderKey(name) for name in op.by]
    keyed = needed_order(op.order, op.by, context.pipeline.node(op.input).keys)
    found = [
        Statement(sorted_by(rows, [*by, *keyed]) if by or keyed else rows, ordered.value),
        Statement(grouped(ordered, op.by, context.schema(op.input)), groups.value),
    ]
    taken = {*context.schema(op.input).names, *node.schema.names}
    made: dict[str, Code] = {}
    have = dtypes(context.schema(op.input))

    def replaced(name: str, expr: Expr) -> Expr:
        if not isinstance(expr, WindowCall):
            return expr
        label = unused(f"{name}_{expr.function}", {*taken, *made})
        made[label] = _written(context, expr, op, ordered, groups)
        have[label] = dtype(expr.type, expr.nullable)
        return Column(type=expr.type, nullable=expr.nullable, name=label)

    direct = {
        item.name: _written(context, item.expr, op, ordered, groups)
        for item in op.items
        if isinstance(item.expr, WindowCall)
    }
    if len(direct) == len(op.items):
        return [*found, Statement(assigned(ordered, direct), target)]
    items = [
        rel.Item(i.name, rewrite(i.expr, lambda e, n=i.name: replaced(n, e))) for i in op.items
    ]
    if not made:
        final = projected(
            ordered, have, [*_kept(context, op), *items], context.scope(ordered), node
        )
        return [found[0], Statement(final, target)]
    parts = cst.Name(context.names.fresh(f"{node.id}_parts"))
    final = projected(parts, have, [*_kept(context, op), *items], context.scope(parts), node)
    return [*found, Statement(assigned(ordered, made), parts.value), Statement(final, target)]


def _kept(context: Context, op: rel.Window) -> list[rel.Item]:
    return [
        rel.Item(c.name, Column(type=c.type, nullable=c.nullable, name=c.name))
        for c in context.schema(op.input)
    ]


def _written(
    context: Context, call: WindowCall, op: rel.Window, ordered: Code, groups: Code
) -> Code:
    """The code of one call, a column of exactly its dtype."""
    parts = _arguments(context, call, ordered)
    tied = [*op.by, *(key.column for key in op.order[: op.given])]
    ties = texts(tied)
    ranked = alike(ordered, tied, context.schema(op.input))
    start, end = _ends(call.frame)
    template = LOWERINGS[call.function]
    node = code(template, *parts, g=groups, o=ranked, t=ties, start=start, end=end)
    if call.function in RETYPED and call.type.kind in MASKED:
        node = code("{0}.astype({1})", node, text(dtype(call.type, call.nullable)))
    return fitted_sum(call, node)


def _arguments(context: Context, call: WindowCall, ordered: Code) -> list[Code]:
    literals = [literal(a.value, a.type) for a in call.args[1:] if isinstance(a, Literal)]
    match call.function, call.args:
        case _, ():
            return [code("pd.Series(0, index={0}.index)", ordered)]
        case "ntile", (Literal() as count,):
            return [literal(count.value, count.type)]
        case "lag" | "lead", (first, *_):
            defaults: list[Code] = [number(1), cst.Name("None")]
            return [_column(context, call, first, ordered), *literals, *defaults[len(literals) :]]
        case _:
            return [_column(context, call, call.args[0], ordered), *literals]


def _column(context: Context, call: WindowCall, arg: Expr, ordered: Code) -> Code:
    """The argument, in a dtype that can hold NULL where the result has that of the argument."""
    node = series(arg, context.scope(ordered))
    keeps = call.function in _KEEPING and call.nullable and not arg.nullable
    if keeps and arg.type.kind in MASKED:
        return code("{0}.astype({1})", node, text(dtype(arg.type, True)))
    return node


def _ends(frame: Frame | None) -> tuple[Code, Code]:
    if frame is None:
        return cst.Name("None"), cst.Name("None")
    ends = [cst.Name("None") if n is None else number(n) for n in (frame.start, frame.end)]
    return ends[0], ends[1]
