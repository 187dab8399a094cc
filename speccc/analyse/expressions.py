"""From the syntax tree of an expression to a typed one.

A part that is wrong is reported once and yields None; whatever contains it yields None silently.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from speccc.analyse.applying import apply, no_cast_hint, shown_type
from speccc.analyse.calls import find_function, gathered, literals_fit
from speccc.analyse.foreign import CLOCK, CLOCKS
from speccc.analyse.literals import Number, Untyped, as_type, settled
from speccc.analyse.meeting import branch_hint, condition_hint
from speccc.analyse.scope import Place, Scope
from speccc.analyse.signatures import Operand, fit, safe_cast
from speccc.diagnostics import Reporter, Span, did_you_mean
from speccc.diagnostics.codes import names, steps, types
from speccc.functions.catalogue import SCALAR
from speccc.functions.model import Form
from speccc.ir.expr import Case, Cast, Column, Expr, Literal, Param, When
from speccc.lang import ast
from speccc.types import BOOL, DATE, TEXT, TIMESTAMP, Schema, decimal
from speccc.types.rules import Conversion, conversion

_BINARY = {
    "or": "or",
    "and": "and",
    "=": "equal",
    "<>": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "+": "add",
    "-": "subtract",
    "||": "concat",
    "*": "multiply",
    "/": "divide",
}


def type_expression(node: ast.Expr, scope: Scope, reporter: Reporter) -> Expr | None:
    """The typed form of `node` in `scope`; None if something in it is wrong (and reported)."""
    operand = _Typer(scope, reporter).visit(node)
    match operand:
        case None:
            return None
        case Untyped():
            reporter.add(types.UNTYPED_NULL.at(operand.span))
            return None
        case Number():
            return settled(operand)
        case _:
            return operand


@dataclass(frozen=True, slots=True)
class _Typer:
    scope: Scope
    reporter: Reporter
    #: The aggregate or window call that encloses this part ("" outside of one).
    inside: str = ""

    def visit(self, node: ast.Expr) -> Operand | None:
        match node:
            case ast.Name():
                return self._column(node)
            case ast.Param():
                return self._param(node)
            case ast.Number():
                return self._number(Number(node.text, node.span))
            case ast.Text():
                return Literal(type=TEXT, nullable=False, span=node.span, value=node.value)
            case ast.Bool():
                return Literal(type=BOOL, nullable=False, span=node.span, value=node.value)
            case ast.Null():
                return Untyped(node.span)
            case ast.Typed():
                return _typed_literal(node)
            case ast.Unary():
                return self._unary(node)
            case ast.Binary():
                return self._operator(_BINARY[node.op], (node.left, node.right), node.span)
            case ast.IsNull():
                name = "is_not_null" if node.negated else "is_null"
                return self._operator(name, (node.operand,), node.span)
            case ast.In():
                return self._in(node)
            case ast.Between():
                return self._between(node)
            case ast.Like():
                return self._negated(
                    self._operator("like", (node.operand, node.pattern), node.span), node
                )
            case ast.Case():
                return self._case(node)
            case ast.Cast():
                return self._cast(node)
            case ast.Call():
                return self._call(node)
            case _:
                assert_never(node)

    # --- leaves ---------------------------------------------------------------------------------

    def _column(self, node: ast.Name) -> Expr | None:
        scope = self.scope
        if scope.place is Place.JOIN:
            return self._sided_column(node)
        if node.side is not None:
            self.reporter.add(names.SIDE_FORBIDDEN.at(node.span, side=node.side, name=node.name))
            return None
        if node.name not in scope.schema:
            self._unknown_column(node, scope.schema.names)
            return None
        if scope.place is Place.MEASURE and not self.inside:
            column = scope.schema[node.name]
            note = f"'{node.name}' is in 'by' and need not be repeated"
            if node.name not in scope.grouped:
                call = "sum" if column.type.is_number else "max"
                note = f"write '{call}({node.name})', or add '{node.name}' to 'by'"
            self.reporter.add(names.MEASURE_COLUMN.at(node.span, name=node.name, note=note))
            return None
        return _column(scope.schema, node)

    def _sided_column(self, node: ast.Name) -> Expr | None:
        if node.side is None:
            self.reporter.add(names.SIDE_REQUIRED.at(node.span, name=node.name))
            return None
        schema = self.scope.schema if node.side == "left" else self.scope.right
        assert schema is not None
        if node.name not in schema:
            self._unknown_column(node, schema.names)
            return None
        return _column(schema, node)

    def _unknown_column(self, node: ast.Name, known: tuple[str, ...]) -> None:
        note = did_you_mean(node.name, known)
        if node.name in self.scope.siblings:
            note = "columns made in one step do not see each other: use it in a 'derive' after it"
        elif node.name in self.scope.params:
            note = f"write ':{node.name}' for the param; {note}"
        elif node.name.lower() in CLOCKS:
            note = CLOCK
        self.reporter.add(names.UNKNOWN_COLUMN.at(node.span, name=node.name, note=note))

    def _param(self, node: ast.Param) -> Expr | None:
        param = self.scope.params.get(node.name)
        if param is None:
            note = did_you_mean(node.name, tuple(self.scope.params)) or "declare it in `params:`"
            self.reporter.add(names.UNKNOWN_PARAM.at(node.span, name=node.name, note=note))
            return None
        return Param(type=param.type, nullable=False, span=node.span, name=param.name)

    def _number(self, number: Number) -> Number | None:
        if not number.fits():
            self.reporter.add(types.INT_RANGE.at(number.span, text=number.text))
            return None
        return number

    # --- operators ------------------------------------------------------------------------------

    def _unary(self, node: ast.Unary) -> Operand | None:
        if node.op == "not":
            return self._operator("not", (node.operand,), node.span)
        if isinstance(node.operand, ast.Number):
            return self._number(Number(node.operand.text, node.operand.span).negated(node.span))
        return self._operator("negate", (node.operand,), node.span)

    def _operator(self, name: str, parts: tuple[ast.Expr, ...], span: Span) -> Expr | None:
        operands = [self.visit(part) for part in parts]
        known = [o for o in operands if o is not None]
        if len(known) < len(parts):
            return None
        return apply(SCALAR[name], known, span, self.reporter)

    def _in(self, node: ast.In) -> Expr | None:
        return self._negated(self._operator("in", (node.operand, *node.values), node.span), node)

    def _between(self, node: ast.Between) -> Expr | None:
        operand, low, high = map(self.visit, (node.operand, node.low, node.high))
        if operand is None or low is None or high is None:
            return None
        above = apply(SCALAR["greater_equal"], [operand, low], node.span, self.reporter)
        if above is None:
            return None
        below = apply(SCALAR["less_equal"], [operand, high], node.span, self.reporter)
        if below is None:
            return None
        return self._negated(apply(SCALAR["and"], [above, below], node.span, self.reporter), node)

    def _negated(self, expr: Expr | None, node: ast.In | ast.Between | ast.Like) -> Expr | None:
        if expr is None or not node.negated:
            return expr
        return apply(SCALAR["not"], [expr], node.span, self.reporter)

    # --- case and cast --------------------------------------------------------------------------

    def _case(self, node: ast.Case) -> Expr | None:
        conditions = [self._condition(w.condition) for w in node.whens]
        results = [self.visit(w.result) for w in node.whens]
        if node.otherwise is not None:
            results.append(self.visit(node.otherwise))
        conditions_known = [c for c in conditions if c is not None]
        known = [r for r in results if r is not None]
        if len(known) < len(results) or len(conditions_known) < len(conditions):
            return None
        branches = self._one_type(known, node.span)
        if branches is None:
            return None
        whens = tuple(map(When, conditions_known, branches))
        otherwise = branches[-1] if node.otherwise is not None else None
        return Case(
            type=branches[0].type,
            nullable=otherwise is None or any(b.nullable for b in branches),
            inexact=any(e.inexact for e in (*conditions_known, *branches)),
            span=node.span,
            whens=whens,
            otherwise=otherwise,
        )

    def _condition(self, node: ast.Expr) -> Expr | None:
        condition = self.visit(node)
        if condition is None:
            return None
        if isinstance(condition, Number | Untyped) or condition.type != BOOL:
            note = condition_hint(condition)
            self.reporter.add(
                types.NOT_A_CONDITION.at(node.span, type=shown_type(condition), note=note)
            )
            return None
        return condition

    def _one_type(self, operands: list[Operand], span: Span) -> list[Expr] | None:
        """The branches promoted to their common type."""
        if all(isinstance(o, Untyped) for o in operands):
            self.reporter.add(types.UNTYPED_NULL.at(span))
            return None
        if len(operands) == 1:
            only = operands[0]
            return [settled(only) if isinstance(only, Number) else only]  # type: ignore[list-item]
        fitted = fit(SCALAR["coalesce"], operands)
        if fitted is None:
            shown = ", ".join(dict.fromkeys(shown_type(o) for o in operands))
            self.reporter.add(types.BRANCHES.at(span, types=shown, note=branch_hint(operands)))
            return None
        return list(fitted.args)

    def _cast(self, node: ast.Cast) -> Expr | None:
        operand = self.visit(node.operand)
        if operand is None:
            return None
        if isinstance(operand, Untyped):
            return as_type(operand, node.type)
        if isinstance(operand, Number):
            adapted = as_type(operand, node.type)
            operand = adapted if adapted is not None else settled(operand)
        allowed = conversion(operand.type, node.type)
        if allowed is Conversion.NONE:
            note = no_cast_hint(operand.type, node.type)
            self.reporter.add(
                types.NO_CAST.at(node.span, source=operand.type, to=node.type, note=note)
            )
            return None
        if allowed is Conversion.TRY and not node.trying:
            self.reporter.add(types.BAD_CAST.at(node.span, source=operand.type, to=node.type))
            return None
        if operand.type == node.type:
            return operand
        if allowed is Conversion.SAFE:
            return replace(safe_cast(operand, node.type), span=node.span)
        return Cast(
            type=node.type,
            nullable=True,
            inexact=operand.inexact,
            span=node.span,
            operand=operand,
            mode="try",
        )

    # --- calls ----------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Operand | None:
        span = node.name_span or node.span
        function = find_function(node, self.scope, self.inside, self.reporter)
        if function is None:
            return None
        if function.form is Form.SCALAR:
            if node.frame is not None:
                self.reporter.add(steps.FRAME_FORBIDDEN.at(span, name=node.name))
                return None
            if node.order:
                self.reporter.add(steps.ORDER_FORBIDDEN.at(span, name=node.name))
                return None
        inner = self if function.form is Form.SCALAR else replace(self, inside=node.name)
        operands = [inner.visit(arg) for arg in node.args]
        known = [o for o in operands if o is not None]
        if len(known) < len(operands):
            return None
        if not literals_fit(function, known, node, self.reporter):
            return None
        if function.form is Form.SCALAR:
            return apply(function, known, node.span, self.reporter)
        return gathered(function, known, node, self.scope, self.reporter)


def _column(schema: Schema, node: ast.Name) -> Column:
    column = schema[node.name]
    return Column(
        type=column.type,
        nullable=column.nullable,
        inexact=column.inexact,
        span=node.span,
        name=node.name,
        side=node.side,
    )


def _typed_literal(node: ast.Typed) -> Literal:
    match node.kind:
        case "date":
            value = dt.date.fromisoformat(node.text)
            return Literal(type=DATE, nullable=False, span=node.span, value=value)
        case "timestamp":
            moment = dt.datetime.fromisoformat(node.text)
            return Literal(type=TIMESTAMP, nullable=False, span=node.span, value=moment)
        case "decimal":
            exact = Decimal(node.text)
            fraction = len(node.text.partition(".")[2])
            digits = max(len(node.text.lstrip("+-").replace(".", "").lstrip("0")), fraction, 1)
            written = decimal(digits, fraction)
            return Literal(type=written, nullable=False, span=node.span, value=exact)
