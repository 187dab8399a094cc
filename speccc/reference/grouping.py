"""Aggregate and window steps: expressions over calls, which are computed first for each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speccc.ir.expr import Aggregate, Expr, Value, WindowCall, walk
from speccc.ir.rel import GroupBy, Item, Row, Window
from speccc.reference.aggregates import aggregate
from speccc.reference.expressions import Names, Scope, column, evaluate
from speccc.reference.tables import Table, zipped
from speccc.reference.values import RunError, checked
from speccc.reference.windows import WINDOWS, framed

#: Each row counts where a call has no argument.
_PRESENT = True


def group_by(op: GroupBy, table: Table, params: Names, step: str) -> list[Row]:
    """One row a group: `by`, then the measures. Raises RunError where a measure overflows."""
    groups = table.groups(op.by) if op.by else {(): table}
    measures: list[list[Value]] = []
    for item in op.measures:
        place = f"step '{step}', column '{item.name}'"
        scopes = [
            Scope({}, params, calls=_aggregates(item, group, params, place))
            for group in groups.values()
        ]
        measures.append(column(item.expr, scopes, place))
    made = zipped(measures, len(groups))
    return [(*key, *values) for key, values in zip(groups, made, strict=True)]


def _aggregates(item: Item, group: Table, params: Names, place: str) -> Mapping[Expr, Value]:
    found: dict[Expr, Value] = {}
    for node in walk(item.expr):
        if isinstance(node, Aggregate):
            ordered = group.sorted(node.order)
            values = _argument(node, ordered, params, place)
            try:
                value = aggregate(node.function, values, _literals(node, params))
                found[node] = checked(value, node.type)
            except OverflowError:
                raise RunError("overflow", f"{place}: '{node.function}' is out of range") from None
    return found


def window(op: Window, table: Table, params: Names, step: str) -> list[Row]:
    """The input's columns, then the items; rows as they came. Raises RunError on overflow."""
    numbered = table.numbered("#")
    made: dict[Value, Row] = {}
    for group in numbered.groups(op.by).values():
        ordered = group.sorted(op.order)
        columns = [_item(op, item, ordered, params, step) for item in op.items]
        numbers = [row[-1] for row in ordered.rows]
        made.update(zip(numbers, zipped(columns, len(numbers)), strict=True))
    return [(*row, *made[at]) for at, row in enumerate(table.rows)]


def _item(op: Window, item: Item, group: Table, params: Names, step: str) -> list[Value]:
    place = f"step '{step}', column '{item.name}'"
    calls = {
        node: _window_call(op, node, group, params, place)
        for node in walk(item.expr)
        if isinstance(node, WindowCall)
    }
    made = zipped(calls.values(), len(group.rows))
    scopes = [
        Scope(group.of(row), params, calls=dict(zip(calls, values, strict=True)))
        for row, values in zip(group.rows, made, strict=True)
    ]
    return column(item.expr, scopes, place)


def _window_call(
    op: Window, node: WindowCall, group: Table, params: Names, place: str
) -> list[Value]:
    values = _argument(node, group, params, place)
    if node.frame is None:
        peers = group.values(key.column for key in op.order[: op.given])
        return WINDOWS[node.function](peers, values, *_literals(node, params))
    try:
        return [checked(v, node.type) for v in framed(node.function, values, node.frame)]
    except OverflowError:
        raise RunError("overflow", f"{place}: '{node.function}' is out of range") from None


def _argument(
    node: Aggregate | WindowCall, group: Table, params: Names, place: str
) -> Sequence[Value]:
    """The first argument in each row of a group."""
    if not node.args:
        return [_PRESENT] * len(group.rows)
    return column(node.args[0], group.scopes(params), place)


def _literals(node: Aggregate | WindowCall, params: Names) -> list[Value]:
    return [evaluate(arg, Scope({}, params)) for arg in node.args[1:]]
