"""Steps between long and wide tables: pivot is an aggregate, unpivot a union of projections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from speccc.analyse.build import Build, Made, column_expr, kept, merged_column
from speccc.analyse.scope import Place, Scope
from speccc.analyse.steps.groups import measure_column, with_completed_order
from speccc.analyse.writing import writing_hint
from speccc.diagnostics.codes import names, steps, types
from speccc.ir.expr import (
    Aggregate,
    Call,
    Case,
    Expr,
    Literal,
    OrderKey,
    When,
    has_aggregate,
    rewrite,
)
from speccc.ir.rel import GroupBy, Item, Project, Union
from speccc.spec import models
from speccc.types import BOOL, INT64, TEXT, Column, Kind, Schema
from speccc.types.cells import read_cell

#: Aggregates that look at every row, whether there is a value in it or not.
_OF_ROWS = ("first", "last")


def pivot(step: models.PivotStep, build: Build) -> list[Made] | None:
    """One row a group: `by`, then for each value of a column the measure of its rows."""
    shape = step.pivot
    by = build.columns(shape.by, "pivot", "by")
    column = _pivoted(shape.column, build)
    measure = _measure(shape, build)
    new = _new_columns(shape, build)
    if by is None or column is None or measure is None or not new:
        return None
    values = _values(shape, column, build)
    if values is None:
        return None
    marks = _Marks(build.schema, tuple(shape.into))
    items: list[Item] = []
    for name, value in values.items():
        of_value = Call(
            type=BOOL,
            nullable=column.nullable,
            span=value.span,
            function="equal",
            args=(column_expr(column, value.span), value),
        )
        items.append(Item(name, marks.measure(name, measure, of_value)))
    marked, before = marks.project(build)
    columns = (*by, *(measure_column(item.name, item.expr, marked) for item in items))
    keys = tuple(c.name for c in by)
    source = f"{build.parts}_1" if before else build.input.id
    return [*before, Made(GroupBy(source, keys, tuple(items)), Schema(columns), (keys,))]


def _pivoted(name: str, build: Build) -> Column | None:
    place = ("pivot", "column")
    if name not in build.schema:
        build.unknown_column(name, build.span(*place))
        return None
    if build.schema[name].type.kind is Kind.FLOAT64:
        build.report(types.FLOAT_KEY, *place, name=name)
        return None
    return build.schema[name]


def _measure(shape: models.PivotShape, build: Build) -> Expr | None:
    """The measure of all rows: a group may have no row of a value."""
    place = ("pivot", "measure")
    scope = Scope(
        build.schema,
        build.params,
        Place.MEASURE,
        grouped=frozenset(shape.by),
        sparse=True,
    )
    expr = build.expression(shape.measure, *place, scope=scope)
    if expr is None:
        return None
    if not has_aggregate(expr):
        build.report(steps.NO_AGGREGATE, *place, name="measure")
        return None
    return rewrite(expr, lambda node: with_completed_order(node, build, shape.by))


def _new_columns(shape: models.PivotShape, build: Build) -> bool:
    """Whether the new columns may be called so."""
    taken = list(shape.by)
    found = True
    for name in shape.into:
        span = build.marks.key(*build.path, "pivot", "into", name)
        found = build.new_name(name, taken, span) and found
        taken.append(name)
    return found


def _values(shape: models.PivotShape, column: Column, build: Build) -> dict[str, Literal] | None:
    """By new column the value of its rows."""
    found: dict[str, Literal] = {}
    for name, text in shape.into.items():
        place = ("pivot", "into", name)
        value = read_cell(text, column.type)
        if value is None:
            note = writing_hint(text, column.type)
            build.report(types.BAD_LITERAL, *place, text=text, type=column.type, note=note)
        elif any(value == other.value for other in found.values()):
            build.report(names.DUPLICATE_ITEM, *place, name=text)
        else:
            span = build.span(*place)
            found[name] = Literal(type=column.type, nullable=False, span=span, value=value)
    return found if len(found) == len(shape.into) else None


class _Marks:
    """The measure over the rows of one value. An aggregate sees NULL in the others, except those
    that would count it: they look at marked rows before, or after, all others.
    """

    def __init__(self, schema: Schema, new: Iterable[str]) -> None:
        self.schema = schema
        self.taken = {name.lower() for name in (*schema.names, *new)}
        self.marks: dict[str, Expr] = {}

    def measure(self, name: str, measure: Expr, of_value: Expr) -> Expr:
        return rewrite(measure, lambda node: self._narrowed(name, node, of_value))

    def project(self, build: Build) -> tuple[Schema, list[Made]]:
        """The columns of the marked rows, and what marks them, if anything must."""
        if not self.marks:
            return self.schema, []
        items = tuple(Item(name, expr) for name, expr in self.marks.items())
        made = tuple(Column(item.name, INT64, nullable=False) for item in items)
        schema = Schema((*self.schema, *made))
        op = Project(build.input.id, (*kept(self.schema), *items))
        return schema, [Made(op, schema, build.input.keys)]

    def _narrowed(self, name: str, node: Expr, of_value: Expr) -> Expr:
        if not isinstance(node, Aggregate):
            return node
        if not node.args:
            return replace(node, function="count_if", args=(of_value,))
        argument, *literals = node.args
        order = node.order
        if node.function in _OF_ROWS:
            order = (OrderKey(self._mark(name, of_value), node.function == "first"), *order)
        return replace(node, args=(_only(of_value, argument), *literals), order=order)

    def _mark(self, name: str, of_value: Expr) -> str:
        """The column that is 1 in the rows of a value."""
        label = f"is_{name}"
        while label.lower() in self.taken and label not in self.marks:
            label += "_"
        yes, no = (Literal(type=INT64, nullable=False, value=value) for value in (1, 0))
        whens = (When(of_value, yes),)
        self.marks[label] = Case(type=INT64, nullable=False, whens=whens, otherwise=no)
        return label


def _only(of_value: Expr, argument: Expr) -> Expr:
    return Case(
        type=argument.type,
        nullable=True,
        inexact=argument.inexact,
        span=argument.span,
        whens=(When(of_value, argument),),
        otherwise=None,
    )


def unpivot(step: models.UnpivotStep, build: Build) -> list[Made] | None:
    """For each row one row for each of the columns: the rest, the column's name, its value."""
    shape = step.unpivot
    columns = build.columns(shape.columns, "unpivot", "columns")
    if columns is None:
        return None
    rest = tuple(c for c in build.schema if c.name not in shape.columns)
    named = [c.name for c in rest]
    fine = build.new_name(shape.name, named, build.span("unpivot", "name"))
    named.append(shape.name)
    fine = build.new_name(shape.value, named, build.span("unpivot", "value")) and fine
    if len({c.type for c in columns}) > 1:
        shown = ", ".join(f"{c.name} is {c.type}" for c in columns)
        build.report(types.UNPIVOT_TYPES, "unpivot", "columns", types=shown)
        return None
    if not fine:
        return None
    parts = [_turned(column, rest, shape, build) for column in columns]
    apart = (key for key in build.input.keys if not set(key) & set(shape.columns))
    keys = tuple((*key, shape.name) for key in apart)
    if len(parts) == 1:
        return [replace(parts[0], keys=keys)]
    value = merged_column([part.schema[shape.value] for part in parts])
    schema = Schema((*parts[0].schema.columns[:-1], value))
    inputs = tuple(f"{build.parts}_{number}" for number in range(1, len(parts) + 1))
    return [*parts, Made(Union(inputs), schema, keys)]


def _turned(
    column: Column, rest: tuple[Column, ...], shape: models.UnpivotShape, build: Build
) -> Made:
    """The rows of one column."""
    label = Column(shape.name, TEXT, nullable=False)
    value = replace(column, name=shape.value, description="")
    literal = Literal(type=TEXT, nullable=False, span=build.span(), value=column.name)
    items = (
        *kept(Schema(rest)),
        Item(label.name, literal),
        Item(value.name, column_expr(column)),
    )
    return Made(Project(build.input.id, items), Schema((*rest, label, value)))
