"""Steps over groups of rows: aggregate and window."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from speccc.analyse.build import Build, Made, completed, made_column
from speccc.analyse.scope import Place, Scope
from speccc.diagnostics.codes import steps
from speccc.ir.expr import Aggregate, Expr, WindowCall, columns_of, has_aggregate, rewrite, walk
from speccc.ir.rel import GroupBy, Item, Window
from speccc.spec import models
from speccc.types import Column, Schema


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of a step and the columns that they make."""

    items: tuple[Item, ...]
    columns: tuple[Column, ...]


def aggregate(step: models.AggregateStep, build: Build) -> list[Made] | None:
    """One row a group: `by`, then the measures."""
    shape = step.aggregate
    by = build.columns(shape.by, "aggregate", "by")
    scope = Scope(build.schema, build.params, Place.MEASURE)
    made = measured(build, scope, "aggregate", shape)
    if by is None or made is None:
        return None
    names = tuple(c.name for c in by)
    op = GroupBy(build.input.id, names, made.items)
    return [Made(op, Schema((*by, *made.columns)), (names,))]


def measured(
    build: Build,
    scope: Scope,
    operator: str,
    shape: models.AggregateShape | models.UnbrokenRunShape,
) -> Measured | None:
    """The measures of a step, which see the rows of a group as `scope` says."""
    scope = replace(scope, grouped=frozenset(shape.by), siblings=frozenset(shape.measures))
    taken = [name for name in shape.by if name in build.schema]
    columns: list[Column] = []
    items: list[Item] = []
    for name, text in shape.measures.items():
        place = (operator, "measures", name)
        ok = build.new_name(name, taken, build.marks.key(*build.path, *place))
        expr = build.expression(text, *place, scope=scope)
        if expr is None:
            continue
        if not has_aggregate(expr):
            build.report(steps.NO_AGGREGATE, *place, name=name)
            continue
        if not ok:
            continue
        whole = rewrite(expr, lambda node: with_completed_order(node, build, shape.by))
        items.append(Item(name, whole))
        columns.append(measure_column(name, whole, scope.schema))
        taken.append(name)
    complete = len(items) == len(shape.measures)
    return Measured(tuple(items), tuple(columns)) if complete else None


def with_completed_order(node: Expr, build: Build, by: Collection[str]) -> Expr:
    """An aggregate call whose order no two rows of a group share; any other node as it is."""
    if not isinstance(node, Aggregate) or not node.order:
        return node
    order = completed(node.order, build.schema, build.input.keys, fixed=by)
    return Aggregate(
        type=node.type,
        nullable=node.nullable,
        inexact=node.inexact,
        span=node.span,
        function=node.function,
        args=node.args,
        order=order,
    )


def window(step: models.WindowStep, build: Build) -> list[Made] | None:
    """The input's columns, then the new ones, which do not see each other."""
    shape = step.window
    by = build.columns(shape.by, "window", "by")
    order = build.order(shape.order, "window", "order")
    scope = Scope(build.schema, build.params, Place.WINDOW, siblings=frozenset(shape.derive))
    columns = list(build.schema.columns)
    items: list[Item] = []
    for name, text in shape.derive.items():
        place = ("window", "derive", name)
        taken = [c.name for c in columns]
        ok = build.new_name(name, taken, build.marks.key(*build.path, *place))
        expr = build.expression(text, *place, scope=scope)
        if expr is None:
            continue
        if not any(isinstance(node, WindowCall) for node in walk(expr)):
            build.report(steps.NO_WINDOW_CALL, *place, name=name)
            continue
        if ok:
            items.append(Item(name, expr))
            columns.append(measure_column(name, expr, build.schema))
    if by is None or order is None or len(items) < len(shape.derive):
        return None
    names = tuple(c.name for c in by)
    full = completed(order, build.schema, build.input.keys, fixed=names)
    op = Window(build.input.id, names, full, len(order), tuple(items))
    return [Made(op, Schema(tuple(columns)), build.input.keys)]


def measure_column(name: str, expr: Expr, schema: Schema) -> Column:
    """The column that an expression over calls makes of rows of this schema."""
    return made_column(name, expr, (schema[c] for c in columns_of(expr)))
