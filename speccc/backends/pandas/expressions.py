"""Expressions of the IR as pandas code over the columns of one frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

import libcst as cst

from speccc.backends.pandas import scalars
from speccc.backends.pandas.casts import cast, widens
from speccc.backends.pandas.dtypes import MASKED, UNGUARDED, dtype
from speccc.backends.pandas.literals import literal
from speccc.backends.pandas.syntax import called, code, listed, number, text
from speccc.diagnostics import InternalError
from speccc.ir.expr import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Literal,
    Param,
    WindowCall,
)
from speccc.ir.totality import total
from speccc.types import Kind

Node = cst.BaseExpression

#: What functions of some rows call them.
ROWS = "rows"
_ROWS = cst.Name(ROWS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the columns of an expression are found.

    `frame` is the variable; `label` gives a column's label in it; `param` a parameter's variable.
    """

    frame: Node
    param: Callable[[str], str]
    label: Callable[[Column], str] = lambda column: column.name

    def over(self, frame: Node) -> Scope:
        """The same columns in another variable."""
        return replace(self, frame=frame)


def is_column(expr: Expr) -> bool:
    """Whether the code of an expression is a column rather than one value."""
    return not isinstance(expr, Literal | Param)


def series(expr: Expr, scope: Scope) -> Node:
    """The expression as a column of exactly the dtype of its type and nullability."""
    node = _value(expr, scope)
    return node if is_column(expr) else _spread(expr, node, scope)


def condition(expr: Expr, scope: Scope) -> Node:
    """A predicate of which only TRUE counts: NULL may come out as FALSE."""
    return _truth(expr, scope) if is_column(expr) else series(expr, scope)


def _spread(expr: Expr, node: Node, scope: Scope) -> Node:
    kind = text(dtype(expr.type, expr.nullable))
    return code("pd.Series({0}, index={f}.index, dtype={1})", node, kind, f=scope.frame)


def _value(expr: Expr, scope: Scope) -> Node:
    match expr:
        case Column():
            return code("{f}[{0}]", text(scope.label(expr)), f=scope.frame)
        case Literal():
            return literal(expr.value, expr.type)
        case Param():
            return cst.Name(scope.param(expr.name))
        case Call():
            return _call(expr, scope, only_true=False)
        case Case():
            return _case(expr, scope)
        case Cast():
            return _cast(expr, scope)
        case Aggregate() | WindowCall():
            raise InternalError(f"'{expr.function}' stands where no rows are gathered")
        case _:
            assert_never(expr)


def _truth(expr: Expr, scope: Scope) -> Node:
    """As `_value`, where NULL and FALSE need not be told apart."""
    if isinstance(expr, Call):
        return _call(expr, scope, only_true=True)
    return _value(expr, scope)


def _call(call: Call, scope: Scope, only_true: bool) -> Node:
    row = scalars.LOWERINGS[call.function]
    if call.function == "coalesce" and not _total(*call.args[1:]):
        return _coalesced_by_rows(call, scope)
    lazy = only_true and call.function in ("and", "or")
    args = [_truth(a, scope) if lazy else _argument(call, a, scope) for a in call.args]
    args = _spread_out(call, args, row, scope)
    first = call.args[0]
    opens = row.nullable_first and call.nullable and not first.nullable
    if opens and first.type.kind in MASKED:
        args[0] = code("{0}.astype({1})", args[0], text(dtype(first.type, True)))
    node = _write(call, args, row)
    if _needs_guard(call, row, only_true):
        operands = [n for n, a in zip(args, call.args, strict=True) if a.nullable and is_column(a)]
        node = called("known", node, *operands)
    if row.retype and call.type.kind in MASKED:
        node = code("{0}.astype({1})", node, text(dtype(call.type, call.nullable)))
    return _fitted(call, node)


def _argument(call: Call, arg: Expr, scope: Scope) -> Node:
    """An integer that fits stands beside decimals as it is: Python multiplies the two exactly."""
    mixes = call.function in ("add", "subtract", "multiply")
    if mixes and isinstance(arg, Cast) and isinstance(arg.operand, Column):
        whole = arg.operand.type.kind is Kind.INT64 and widens(arg.operand.type, arg.type)
        if whole and not any(isinstance(a, Cast) for a in call.args if a is not arg):
            return _value(arg.operand, scope)
    return _value(arg, scope)


def _spread_out(call: Call, args: list[Node], row: scalars.Lowering, scope: Scope) -> list[Node]:
    if row.spread is None:
        places = () if any(is_column(a) for a in call.args) else (0,)
    else:
        places = row.spread
    return [
        _spread(a, n, scope) if (i in places or _null(a, row)) and not is_column(a) else n
        for i, (a, n) in enumerate(zip(call.args, args, strict=True))
    ]


def _null(arg: Expr, row: scalars.Lowering) -> bool:
    return row.spread_null and arg.nullable


def _write(call: Call, args: list[Node], row: scalars.Lowering) -> Node:
    if isinstance(row.write, str):
        return code(row.write, *args)
    if callable(row.write):
        return row.write(call, args)
    by_kind = row.write
    template = by_kind.get(call.args[0].type.kind) or by_kind[""]
    return code(template, *args)


def _needs_guard(call: Call, row: scalars.Lowering, only_true: bool) -> bool:
    if not row.guard or not call.nullable or (only_true and not row.guard_true):
        return False
    kinds = UNGUARDED | MASKED if row.masks else UNGUARDED
    return any(a.nullable and is_column(a) and a.type.kind in kinds for a in call.args)


def _fitted(call: Call, node: Node) -> Node:
    """The node, checked where a decimal result may have more digits than its type."""
    if call.type.kind is not Kind.DECIMAL or _fits(call):
        return node
    return called("fits", node, number(call.type.precision), number(call.type.scale))


def _fits(call: Call) -> bool:
    """Whether every decimal that a call makes has room in its type."""
    return call.type.kind is Kind.DECIMAL and exact_precision(call) <= call.type.precision


def exact_precision(call: Call) -> int:
    """The digits that the decimal result of a call may need."""
    types = [a.type for a in call.args if a.type.kind is Kind.DECIMAL]
    match call.function:
        case "add" | "subtract":
            return max(t.precision - t.scale for t in types) + call.type.scale + 1
        case "multiply":
            return sum(t.precision for t in types)
        case "round" | "floor" | "ceil" if call.type.scale < types[0].scale:
            return types[0].precision - types[0].scale + call.type.scale + 1
        case _:
            return 0


def _case(case: Case, scope: Scope) -> Node:
    later = [when.condition for when in case.whens[1:]]
    values = [*(when.result for when in case.whens), *([case.otherwise] if case.otherwise else [])]
    if not _total(*later, *values):
        return _case_by_rows(case, scope)
    branches: list[Node] = []
    for when in case.whens:
        pair = [condition(when.condition, scope), _value(when.result, scope)]
        branches.append(cst.Tuple([cst.Element(n) for n in pair]))
    otherwise = _value(case.otherwise, scope) if case.otherwise else cst.Name("None")
    return called("choose", listed(branches), otherwise, text(dtype(case.type, case.nullable)))


def _total(*exprs: Expr) -> bool:
    """Whether none of them can end the run."""
    return all(total(expr, _fits) for expr in exprs)


def _case_by_rows(case: Case, scope: Scope) -> Node:
    """What could end the run is computed in those rows alone that have it."""
    branches: list[Node] = []
    for when in case.whens:
        holds = _of_rows(condition(when.condition, scope.over(_ROWS)))
        branches.append(cst.Tuple([cst.Element(holds), cst.Element(_by_rows(when.result, scope))]))
    otherwise = _by_rows(case.otherwise, scope) if case.otherwise else cst.Name("None")
    kind = text(dtype(case.type, case.nullable))
    return called("choose_by_rows", scope.frame, listed(branches), otherwise, kind)


def _coalesced_by_rows(call: Call, scope: Scope) -> Node:
    """As `_case_by_rows`: a value is computed where those before it are NULL."""
    values = [_by_rows(arg, scope) for arg in call.args]
    kind = text(dtype(call.type, call.nullable))
    return called("coalesce_by_rows", scope.frame, listed(values), kind)


def _by_rows(expr: Expr, scope: Scope) -> Node:
    """A value, or a function that computes it in the rows that it is given."""
    if not is_column(expr):
        return _value(expr, scope)
    return _of_rows(_value(expr, scope.over(_ROWS)))


def _of_rows(body: Node) -> Node:
    return code(f"lambda {ROWS}: {{0}}", body)


def _cast(node: Cast, scope: Scope) -> Node:
    return cast(series(node.operand, scope), node.operand.type, node.type, node.nullable)
