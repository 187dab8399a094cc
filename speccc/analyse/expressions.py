"""From the syntax tree of an expression to a typed one.

A part that is wrong is reported once and yields None; whatever contains it yields None silently.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from speccc.analyse.literals import Number, Untyped, as_type, settled
from speccc.analyse.nullability import result_nullable
from speccc.analyse.scope import Place, Scope
from speccc.analyse.signatures import Fit, Operand, fit
from speccc.diagnostics import Reporter, Span, did_you_mean
from speccc.diagnostics.codes import names, steps, types
from speccc.functions.catalogue import AGGREGATE, CALLABLE, SCALAR, WINDOW
from speccc.functions.model import Exact, Form, Function
from speccc.ir.expr import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Literal,
    OrderKey,
    Param,
    When,
    WindowCall,
)
from speccc.lang import ast
from speccc.types import BOOL, DATE, FLOAT64, TEXT, TIMESTAMP, Kind, Type, decimal
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
            note = f"'{node.name}' is in `by` and need not be repeated" if scope.grouped else ""
            self.reporter.add(names.MEASURE_COLUMN.at(node.span, name=node.name, note=note))
            return None
        return _column_of(scope.schema[node.name].name, scope, node.span, None)

    def _sided_column(self, node: ast.Name) -> Expr | None:
        if node.side is None:
            self.reporter.add(names.SIDE_REQUIRED.at(node.span, name=node.name))
            return None
        schema = self.scope.schema if node.side == "left" else self.scope.right
        assert schema is not None
        if node.name not in schema:
            self._unknown_column(node, schema.names)
            return None
        column = schema[node.name]
        return Column(
            type=column.type,
            nullable=column.nullable,
            inexact=column.inexact,
            span=node.span,
            name=node.name,
            side=node.side,
        )

    def _unknown_column(self, node: ast.Name, known: tuple[str, ...]) -> None:
        note = did_you_mean(node.name, known)
        if node.name in self.scope.params:
            note = f"write ':{node.name}' for the param; {note}"
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
        return self._apply(SCALAR[name], known, span)

    def _apply(self, function: Function, operands: list[Operand], span: Span) -> Expr | None:
        """The call of a scalar function or operator, or a diagnostic that says why not."""
        fitted = fit(function, operands)
        if fitted is None:
            self._misfit(function, operands, span)
            return None
        args = fitted.args
        if function.name in ("and", "or"):
            args = _flattened(function.name, args)
        return Call(
            type=fitted.result,
            nullable=result_nullable(function, args),
            inexact=_inexact(function, fitted),
            span=span,
            function=function.name,
            args=args,
        )

    def _misfit(self, function: Function, operands: list[Operand], span: Span) -> None:
        shown = [_shown(o) for o in operands]
        if any(isinstance(o, Untyped) for o in operands):
            nulls = next(o for o in operands if isinstance(o, Untyped))
            self.reporter.add(types.UNTYPED_NULL.at(nulls.span))
        elif not function.symbol:
            signatures = " or ".join(f"({s.shown})" for s in function.signatures)
            self.reporter.add(
                types.ARGUMENTS.at(
                    span, name=function.name, types=", ".join(shown), signatures=signatures
                )
            )
        elif function.name == "multiply" and all(s.startswith(("dec", "int")) for s in shown):
            self.reporter.add(types.DECIMAL_SCALE.at(span, operator="*"))
        else:
            self.reporter.add(
                types.OPERANDS.at(
                    span,
                    operator=function.symbol,
                    types=" and ".join(dict.fromkeys(shown)),
                    note=_cast_hint(operands),
                )
            )

    def _in(self, node: ast.In) -> Expr | None:
        return self._negated(self._operator("in", (node.operand, *node.values), node.span), node)

    def _between(self, node: ast.Between) -> Expr | None:
        low = self._operator("greater_equal", (node.operand, node.low), node.span)
        high = self._operator("less_equal", (node.operand, node.high), node.span)
        if low is None or high is None:
            return None
        return self._negated(self._apply(SCALAR["and"], [low, high], node.span), node)

    def _negated(self, expr: Expr | None, node: ast.In | ast.Between | ast.Like) -> Expr | None:
        if expr is None or not node.negated:
            return expr
        return self._apply(SCALAR["not"], [expr], node.span)

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
            self.reporter.add(types.NOT_A_CONDITION.at(node.span, type=_shown(condition)))
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
            shown = ", ".join(dict.fromkeys(_shown(o) for o in operands))
            self.reporter.add(types.BRANCHES.at(span, types=shown, note=_cast_hint(operands)))
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
            self.reporter.add(types.NO_CAST.at(node.span, source=operand.type, to=node.type))
            return None
        if allowed is Conversion.TRY and not node.trying:
            self.reporter.add(types.BAD_CAST.at(node.span, source=operand.type, to=node.type))
            return None
        if operand.type == node.type:
            return operand
        if allowed is Conversion.SAFE:
            return replace(promote_cast(operand, node.type), span=node.span)
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
        function = self._function(node.name, span)
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
        if len(known) < len(operands) or not self._literals_in_range(function, known, node):
            return None
        if function.form is Form.SCALAR:
            return self._apply(function, known, node.span)
        return self._gathered(function, known, node, span)

    def _function(self, name: str, span: Span) -> Function | None:
        """The function that may be called here by this name."""
        place = self.scope.place
        here = {Place.MEASURE: AGGREGATE, Place.WINDOW: WINDOW}.get(place, {})
        if name in here and not self.inside:
            return here[name]
        if name in CALLABLE:
            return SCALAR[name]
        if name in AGGREGATE or name in WINDOW:
            form = "an aggregate" if name in AGGREGATE else "a window function"
            note = ""
            if self.inside:
                note = f"calls do not nest: this is inside {self.inside}(…)"
            elif place is Place.WINDOW:
                note = "a window step takes sum, avg, min, max, count with over(…)"
            self.reporter.add(names.MISPLACED_CALL.at(span, name=name, form=form, note=note))
            return None
        known = (*CALLABLE, *here)
        near = did_you_mean(name, known)
        note = near if near.startswith("did you") else ""
        self.reporter.add(names.UNKNOWN_FUNCTION.at(span, name=name, note=note))
        return None

    def _literals_in_range(
        self, function: Function, operands: list[Operand], node: ast.Call
    ) -> bool:
        """Whether the literal arguments are literals in the range the function allows."""
        for position, operand in enumerate(operands):
            wanted = [
                s.params[position]
                for s in function.signatures
                if position < len(s.params) and len(s.params) >= len(operands)
            ]
            if not wanted or not all(w.endswith("!") for w in wanted):
                continue
            span = node.args[position].span
            if not isinstance(operand, Number | Untyped | Literal):
                kind = wanted[0].rstrip("!")
                shown = "a literal" if kind in ("T", "N") else f"{_article(kind)} literal"
                self.reporter.add(
                    types.LITERAL_ARGUMENT.at(
                        span, position=position + 1, name=function.name, wanted=shown
                    )
                )
                return False
            problem = _literal_problem(function, position, wanted[0], operand)
            if problem is not None:
                what = f"argument {position + 1} of {function.name}"
                wanted_text, value = problem
                self.reporter.add(
                    types.EMPTY_RANGE.at(span, what=what, wanted=wanted_text, value=value)
                )
                return False
        return True

    def _gathered(
        self, function: Function, operands: list[Operand], node: ast.Call, span: Span
    ) -> Expr | None:
        """An aggregate or window call."""
        windowed = self.scope.place is Place.WINDOW
        if windowed and function.framed != (node.frame is not None):
            code = steps.FRAME_REQUIRED if function.framed else steps.FRAME_FORBIDDEN
            self.reporter.add(code.at(span, name=node.name))
            return None
        if not windowed and node.frame is not None:
            self.reporter.add(steps.FRAME_FORBIDDEN.at(span, name=node.name))
            return None
        ordered = function.ordered and not windowed
        if ordered != bool(node.order):
            code = steps.ORDER_REQUIRED if ordered else steps.ORDER_FORBIDDEN
            self.reporter.add(code.at(span, name=node.name))
            return None
        order = self._order(node.order)
        fitted = fit(function, operands)
        if fitted is None:
            self._misfit(function, operands, node.span)
            return None
        if order is None:
            return None
        inexact = _inexact(function, fitted)
        if windowed:
            frame = Frame(node.frame.start, node.frame.end) if node.frame is not None else None
            return WindowCall(
                type=fitted.result,
                nullable=_window_nullable(function, fitted.args, frame),
                inexact=inexact,
                span=node.span,
                function=function.name,
                args=fitted.args,
                frame=frame,
            )
        filled = self.scope.grouped and not any(a.nullable for a in fitted.args)
        return Aggregate(
            type=fitted.result,
            nullable=result_nullable(function, fitted.args) or _may_be_empty(function, filled),
            inexact=inexact,
            span=node.span,
            function=function.name,
            args=fitted.args,
            order=order,
        )

    def _order(self, items: tuple[ast.OrderItem, ...]) -> tuple[OrderKey, ...] | None:
        keys: list[OrderKey] = []
        for item in items:
            if item.column not in self.scope.schema:
                note = did_you_mean(item.column, self.scope.schema.names)
                self.reporter.add(names.UNKNOWN_COLUMN.at(item.span, name=item.column, note=note))
                return None
            keys.append(OrderKey(item.column, item.descending))
        return tuple(keys)


def promote_cast(expr: Expr, to: Type) -> Expr:
    """A written cast that cannot fail."""
    lossy = expr.type.kind is Kind.DECIMAL and to == FLOAT64
    return Cast(
        type=to,
        nullable=expr.nullable,
        inexact=expr.inexact or lossy,
        span=expr.span,
        operand=expr,
        mode="safe",
    )


def _column_of(name: str, scope: Scope, span: Span, side: None) -> Column:
    column = scope.schema[name]
    return Column(
        type=column.type,
        nullable=column.nullable,
        inexact=column.inexact,
        span=span,
        name=name,
        side=side,
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


def _flattened(name: str, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """`(a and b) and c` as one call of three arguments."""
    flat: list[Expr] = []
    for arg in args:
        nested = isinstance(arg, Call) and arg.function == name
        flat.extend(arg.args if nested and isinstance(arg, Call) else (arg,))
    return tuple(flat)


def _shown(operand: Operand) -> str:
    match operand:
        case Untyped():
            return "null"
        case Number():
            return str(settled(operand).type)
        case _:
            return str(operand.type)


def _cast_hint(operands: list[Operand]) -> str:
    """How to make two operands meet, where a cast does it."""
    kinds = {settled(o).type.kind if isinstance(o, Number) else o.type.kind
             for o in operands if not isinstance(o, Untyped)}  # fmt: skip
    if kinds == {Kind.FLOAT64, Kind.DECIMAL}:
        return "write cast(… as float64) around the decimal"
    if kinds == {Kind.DATE, Kind.TIMESTAMP}:
        return "write cast(… as date) around the timestamp"
    if Kind.TEXT in kinds and kinds & {Kind.INT64, Kind.DATE, Kind.TIMESTAMP, Kind.DECIMAL}:
        other = next(k for k in sorted(kinds) if k is not Kind.TEXT)
        literals = {
            Kind.DATE: "date '2024-01-31'",
            Kind.TIMESTAMP: "timestamp '2024-01-31 10:00:00'",
        }
        if other in literals:
            return f"a {other} literal is written {literals[other]}"
        return "write try_cast(… as int64) around the text, or put the number in quotes"
    return ""


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def _literal_problem(
    function: Function, position: int, pattern: str, operand: Number | Untyped | Literal
) -> tuple[str, str] | None:
    """(what is wanted, what is there) if a literal argument is out of range."""
    if pattern == "int64!" and isinstance(operand, Number) and operand.whole:
        low, high = function.literal_min, function.literal_max
        if not low <= int(operand.text) <= high:
            return (f"{low} to {high}" if high < 2**31 - 1 else f"at least {low}"), operand.text
        if function.name == "substr" and position == 1 and int(operand.text) == 0:
            return "at least 1", operand.text
    if pattern == "float64!" and isinstance(operand, Number) and not 0 <= float(operand.text) <= 1:
        return "0 to 1", operand.text
    searched = position == 1 and function.name in ("replace", "split_part")
    if searched and isinstance(operand, Literal) and operand.value == "":
        return "a text that is not empty", "''"
    filler = position == 2 and function.name == "lpad"
    if filler and isinstance(operand, Literal) and len(str(operand.value)) != 1:
        return "one character", f"'{operand.value}'"
    return None


def _inexact(function: Function, fitted: Fit) -> bool:
    inherited = any(a.inexact for a in fitted.args)
    floats = any(a.type == FLOAT64 for a in fitted.args)
    from_decimal = function.name == "avg" and any(a.type.kind is Kind.DECIMAL for a in fitted.args)
    match function.exact:
        case Exact.YES:
            return inherited
        case Exact.FLOATS:
            return inherited or floats or from_decimal
        case Exact.NO:
            return True


def _may_be_empty(function: Function, filled: bool) -> bool:
    """Whether an aggregate can meet no value at all."""
    return function.name not in ("count", "count_distinct", "count_if") and not filled


def _window_nullable(function: Function, args: tuple[Expr, ...], frame: Frame | None) -> bool:
    if function.name in ("lag", "lead"):
        has_default = len(args) == 3
        return not has_default or args[0].nullable or args[2].nullable
    if function.name in ("first", "last"):
        return args[0].nullable
    if not function.framed or function.name == "count":
        return False
    assert frame is not None
    own_row = (frame.start is None or frame.start <= 0) and (frame.end is None or frame.end >= 0)
    return args[0].nullable or not own_row
