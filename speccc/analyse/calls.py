"""Calls by name: which function is meant, its literal arguments, aggregates and window calls."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from speccc.analyse.applying import inexact_result, report_misfit
from speccc.analyse.foreign import FOREIGN
from speccc.analyse.literals import Number, Untyped
from speccc.analyse.nullability import result_nullable
from speccc.analyse.scope import Place, Scope
from speccc.analyse.signatures import Operand, fit
from speccc.diagnostics import Reporter, did_you_mean
from speccc.diagnostics.codes import names, steps, types
from speccc.functions.catalogue import AGGREGATE, CALLABLE, SCALAR, WINDOW
from speccc.functions.model import Function
from speccc.ir.expr import Aggregate, Expr, Frame, Literal, OrderKey, WindowCall
from speccc.lang import ast


def _similar(name: str, known: Sequence[str]) -> str:
    """The functions of a similar name: all of them would be too many to show."""
    near = get_close_matches(name.lower(), known, n=3, cutoff=0.6)
    shown = " or ".join(f"'{n}'" for n in near)
    return f"did you mean {shown}?" if near else ""


def _elsewhere(name: str, framed: bool) -> str:
    """Where an aggregate or window function may stand. `framed`: it is written with `over`."""
    takes = any(s.params for s in (WINDOW.get(name) or AGGREGATE[name]).signatures)
    call = f"{name}(…)" if takes else f"{name}()"
    window = f"'window: {{by: […], order: […], derive: {{x: {call}"
    if framed and name in WINDOW:
        return f"it is a step: {window} over (rows so far)}}}}'"
    if name in AGGREGATE:
        before = "compute it in an 'aggregate' or 'window' step before"
        return before if name in WINDOW else "compute it in an 'aggregate' step before"
    return f"compute it in a step before: {window}}}}}'"


def find_function(node: ast.Call, scope: Scope, inside: str, reporter: Reporter) -> Function | None:
    """The function that a call means here; None if there is none (and reported).

    `inside` is the aggregate or window call around this place ("" outside of one).
    """
    name, span = node.name, node.name_span or node.span
    framed = node.frame is not None
    place = scope.place
    here = {Place.MEASURE: AGGREGATE, Place.WINDOW: WINDOW}.get(place, {})
    if name in here and not inside:
        return here[name]
    if name in CALLABLE:
        return SCALAR[name]
    if name in AGGREGATE or name in WINDOW:
        form = "an aggregate" if name in AGGREGATE else "a window function"
        note = ""
        if inside:
            note = f"calls do not nest: this is inside {inside}(…)"
        elif place is Place.WINDOW:
            note = "a window step takes sum, avg, min, max, count with over(…)"
        else:
            note = _elsewhere(name, framed)
        reporter.add(names.MISPLACED_CALL.at(span, name=name, form=form, note=note))
        return None
    note = FOREIGN.get(name) or _similar(name, (*CALLABLE, *here))
    reporter.add(names.UNKNOWN_FUNCTION.at(span, name=name, note=note))
    return None


def literals_fit(
    function: Function, operands: Sequence[Operand], node: ast.Call, reporter: Reporter
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
            reporter.add(
                types.LITERAL_ARGUMENT.at(
                    span, position=position + 1, name=function.name, wanted=shown
                )
            )
            return False
        problem = _literal_problem(function, position, wanted[0], operand)
        if problem is not None:
            what = f"argument {position + 1} of {function.name}"
            wanted_text, value = problem
            reporter.add(types.EMPTY_RANGE.at(span, what=what, wanted=wanted_text, value=value))
            return False
    return True


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


def gathered(
    function: Function,
    operands: Sequence[Operand],
    node: ast.Call,
    scope: Scope,
    reporter: Reporter,
) -> Expr | None:
    """An aggregate or window call; None if it is wrong (and reported)."""
    span = node.name_span or node.span
    windowed = scope.place is Place.WINDOW
    if windowed and function.framed != (node.frame is not None):
        code = steps.FRAME_REQUIRED if function.framed else steps.FRAME_FORBIDDEN
        reporter.add(code.at(span, name=node.name))
        return None
    if not windowed and node.frame is not None:
        reporter.add(steps.FRAME_FORBIDDEN.at(span, name=node.name))
        return None
    ordered = function.ordered and not windowed
    if ordered != bool(node.order):
        code = steps.ORDER_REQUIRED if ordered else steps.ORDER_FORBIDDEN
        reporter.add(code.at(span, name=node.name))
        return None
    order = _order(node.order, scope, reporter)
    fitted = fit(function, operands)
    if fitted is None:
        report_misfit(function, operands, node.span, reporter)
        return None
    if order is None:
        return None
    inexact = inexact_result(function, fitted)
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
    met = (bool(scope.grouped) or scope.filled) and not scope.sparse
    filled = met and not any(a.nullable for a in fitted.args)
    return Aggregate(
        type=fitted.result,
        nullable=result_nullable(function, fitted.args) or _may_be_empty(function, filled),
        inexact=inexact,
        span=node.span,
        function=function.name,
        args=fitted.args,
        order=order,
    )


def _order(
    items: tuple[ast.OrderItem, ...], scope: Scope, reporter: Reporter
) -> tuple[OrderKey, ...] | None:
    keys: list[OrderKey] = []
    for item in items:
        if item.column not in scope.schema:
            note = did_you_mean(item.column, scope.schema.names)
            reporter.add(names.UNKNOWN_COLUMN.at(item.span, name=item.column, note=note))
            return None
        keys.append(OrderKey(item.column, item.descending))
    return tuple(keys)


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
