"""The aggregate step: arguments as columns, groups, and what each aggregate makes of a group."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from speccc.backends.pandas.code import (
    Code,
    Context,
    Statement,
    assigned,
    cast_columns,
    projected,
    sorted_by,
    unused,
)
from speccc.backends.pandas.dtypes import MASKED, dtype, dtypes
from speccc.backends.pandas.expressions import series
from speccc.backends.pandas.literals import literal
from speccc.backends.pandas.syntax import called, code, listed, mapping, number, text, texts
from speccc.ir import rel
from speccc.ir.expr import Aggregate, Column, Expr, Literal, WindowCall, rewrite
from speccc.types import Column as SchemaColumn
from speccc.types import Kind, Schema
from speccc.types.model import MAX_PRECISION

#: Digits that a sum of fewer than 10^10 rows may add.
_ROW_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Lowering:
    """`write`: a template over the grouped column `{0}`, by kind ("" for all others).

    `{g}` are the groups, `{o}` the ordered rows, `{c}` the column's label, `{1}` … further
    arguments. `retype`: the code's own dtype may be another one.
    """

    write: dict[str, str]
    retype: bool = False


def _simple(template: str) -> Lowering:
    return Lowering({"": template})


_MEAN: dict[str, str] = {Kind.FLOAT64: "finite_of({0}, {0}.mean(), least=1)", "": "mean_exact({0})"}
_SUM: dict[str, str] = {
    Kind.INT64: "sum_int64({0})",
    Kind.FLOAT64: "finite({0}.sum(min_count=1))",
    Kind.DECIMAL: "{0}.sum(min_count=1)",
}

LOWERINGS: dict[str, Lowering] = {
    "count": _simple("{0}.count()"),
    "count_distinct": _simple("{0}.nunique()"),
    "count_if": Lowering({"": "{0}.sum()"}, retype=True),
    "sum": Lowering(_SUM, retype=True),
    "avg": Lowering(_MEAN),
    "min": _simple("{0}.min()"),
    "max": _simple("{0}.max()"),
    "any": _simple("{0}.max()"),
    "all": _simple("{0}.min()"),
    # .median() adds the two values in the middle, whose sum can be infinite.
    "median": _simple("finite({0}.quantile(0.5))"),
    "quantile": _simple("finite({0}.quantile({1}))"),
    "stddev_samp": _simple("finite_of({0}, {0}.std(ddof=1), least=2)"),
    "stddev_pop": _simple("finite_of({0}, {0}.std(ddof=0), least=1)"),
    "var_samp": _simple("finite_of({0}, {0}.var(ddof=1), least=2)"),
    "var_pop": _simple("finite_of({0}, {0}.var(ddof=0), least=1)"),
    "first": _simple('edge({g}, {o}, {c}, "first")'),
    "last": _simple('edge({g}, {o}, {c}, "last")'),
    "string_agg": _simple("string_agg({g}, {o}, {c}, {1})"),
}

REFUSALS: dict[str, str] = {}

#: Of a column of floats, all of whose rows are one group: no groups are made.
TOTALS: dict[str, str] = {
    "sum": 'total({0}, "sum")',
    "avg": 'total({0}, "mean")',
    **{name: LOWERINGS[name].write[""] for name in ("min", "max")},
}


@dataclass(slots=True)
class _Gathered:
    """The aggregates of a step by their labels: what each is of is a column, or one to add."""

    arguments: dict[str, Code]
    columns: dict[str, str]
    calls: dict[str, Aggregate]


def group_by(context: Context, node: rel.Node, op: rel.GroupBy) -> list[Statement]:
    """The statements of an aggregate step."""
    rows = context.frame(op.input)
    target = context.variable(node.id)
    gathered, measures = _gather(context, node, op, rows)
    calls = gathered.calls.values()
    if calls and not op.by and all(map(_is_total, calls)):
        found, made = list[Statement](), _totals(gathered, rows)
    else:
        found, made = _grouped(context, node, op, gathered, rows)
    if measures is None:
        return [*found, Statement(made, target)]
    parts = cst.Name(context.names.fresh(f"{node.id}_parts"))
    have = {n: d for n, d in dtypes(node.schema).items() if n in op.by}
    have |= {n: dtype(c.type, c.nullable) for n, c in gathered.calls.items()}
    keys = [_item(node, name) for name in op.by]
    final = projected(parts, have, [*keys, *measures], context.scope(parts), node)
    return [*found, Statement(made, parts.value), Statement(final, target)]


def _is_total(call: Aggregate) -> bool:
    if not call.args:
        return True
    return call.function in TOTALS and call.args[0].type.kind is Kind.FLOAT64


def _totals(gathered: _Gathered, rows: Code) -> Code:
    """One row of aggregates over all rows."""
    made: dict[str, Code] = {}
    for label, call in gathered.calls.items():
        value = code("len({0})", rows)
        if call.args:
            name = gathered.columns[label]
            column = gathered.arguments.get(name) or code("{0}[{1}]", rows, text(name))
            value = code(TOTALS[call.function], column)
        made[label] = listed([value])
    return code("pd.DataFrame({0})", mapping(made))


def _grouped(
    context: Context, node: rel.Node, op: rel.GroupBy, gathered: _Gathered, rows: Code
) -> tuple[list[Statement], Code]:
    """The statements that make the groups, and a row of aggregates for each."""
    found: list[Statement] = []
    if gathered.arguments:
        name = context.names.fresh(f"{node.id}_rows")
        found.append(Statement(assigned(rows, gathered.arguments), name))
        rows = cst.Name(name)
    if not gathered.calls:
        return found, code("{0}[{1}].drop_duplicates()", rows, texts(op.by))
    groups = cst.Name(context.names.fresh(f"{node.id}_groups"))
    found.append(Statement(grouped(rows, op.by, context.schema(op.input)), groups.value))
    written = {n: _aggregated(c, n, op, gathered, rows, groups) for n, c in gathered.calls.items()}
    reset = "{0}.reset_index()" if op.by else "{0}.reset_index(drop=True)"
    made = code(reset, code("pd.DataFrame({0})", mapping(written)))
    keys = [node.schema[name] for name in op.by]
    return found, cast_columns(made, {**_key_dtypes(keys), **_retyped(op, gathered.calls)})


def _item(node: rel.Node, name: str) -> rel.Item:
    column = node.schema[name]
    return rel.Item(name, Column(type=column.type, nullable=column.nullable, name=name))


def _gather(
    context: Context, node: rel.Node, op: rel.GroupBy, rows: Code
) -> tuple[_Gathered, list[rel.Item] | None]:
    """The aggregates in the measures, and the measures over them (None: they are just those)."""
    taken = {*context.schema(op.input).names, *node.schema.names}
    gathered = _Gathered({}, {}, {})
    scope = context.scope(rows)

    def argument(label: str, expr: Expr) -> str:
        if isinstance(expr, Column):
            return expr.name
        name = unused(f"{label}_of", {*taken, *gathered.arguments})
        gathered.arguments[name] = series(expr, scope)
        return name

    def gather(label: str, call: Aggregate) -> None:
        gathered.calls[label] = call
        if call.args:
            gathered.columns[label] = argument(label, call.args[0])

    if all(isinstance(item.expr, Aggregate) for item in op.measures):
        for item in op.measures:
            if isinstance(item.expr, Aggregate):
                gather(item.name, item.expr)
        return gathered, None

    def replaced(name: str, expr: Expr) -> Expr:
        if not isinstance(expr, Aggregate):
            return expr
        label = unused(f"{name}_{expr.function}", {*taken, *gathered.calls})
        gather(label, expr)
        return Column(type=expr.type, nullable=expr.nullable, name=label)

    measures = [
        rel.Item(i.name, rewrite(i.expr, lambda e, n=i.name: replaced(n, e))) for i in op.measures
    ]
    return gathered, measures


def grouped(rows: Code, by: tuple[str, ...], schema: Schema) -> Code:
    """`rows.groupby(…)`: NULL is a group; without `by` all rows are one, even if there are none."""
    if not by:
        return code("{0}.groupby(one_group({0}), observed=False)", rows)
    if any(schema[name].nullable for name in by):
        return code("{0}.groupby({1}, dropna=False, sort=False)", rows, texts(by))
    return code("{0}.groupby({1}, sort=False)", rows, texts(by))


def _aggregated(
    call: Aggregate, label: str, op: rel.GroupBy, gathered: _Gathered, rows: Code, groups: Code
) -> Code:
    if not call.args:
        return code("{0}.size()", groups)
    column = text(gathered.columns[label])
    rest = [_literal(a) for a in call.args[1:]]
    parts: list[Code] = [code("{0}[{1}]", groups, column), *rest]
    ordered = sorted_by(rows, call.order) if call.order else rows
    node = code(_template(call), *parts, g=groups, o=ordered, c=column)
    return fitted_sum(call, node)


def _template(call: Aggregate) -> str:
    by_kind = LOWERINGS[call.function].write
    return by_kind.get(call.args[0].type.kind) or by_kind[""]


def _literal(expr: Expr) -> Code:
    assert isinstance(expr, Literal)
    return literal(expr.value, expr.type)


def fitted_sum(call: Aggregate | WindowCall, node: Code) -> Code:
    """A sum of decimals, checked where its rows could add more digits than there is room for."""
    if call.function != "sum" or call.type.kind is not Kind.DECIMAL:
        return node
    if call.args[0].type.precision + _ROW_DIGITS <= MAX_PRECISION:
        return node
    return called("fits", node, number(call.type.precision), number(call.type.scale))


def _key_dtypes(keys: list[SchemaColumn]) -> dict[str, str]:
    """The dtypes of the keys that pandas would change where all are NULL."""
    return {
        key.name: dtype(key.type, key.nullable)
        for key in keys
        if key.nullable and key.type.kind is Kind.DECIMAL
    }


def _retyped(op: rel.GroupBy, calls: dict[str, Aggregate]) -> dict[str, str]:
    """The dtypes of the columns whose code may give another one.

    Without groups there may be no rows, for which pandas gives floats.
    """
    return {
        label: dtype(call.type, call.nullable)
        for label, call in calls.items()
        if (not op.by and call.function != "count") or (call.type.kind in MASKED and _changes(call))
    }


def _changes(call: Aggregate) -> bool:
    """Whether the code of a call gives another dtype, or that of an argument without NULL.

    The count of a masked column is masked.
    """
    if LOWERINGS[call.function].retype:
        return True
    if call.function == "count":
        return any(arg.type.kind in MASKED and arg.nullable for arg in call.args)
    return bool(call.args) and call.nullable and not call.args[0].nullable
