"""Parts of expressions that have one value whatever is read; and those that are out of range.

Engines compute such a part once, before they see a row: some of them even where there is none, or
where a `case` would never ask for it. A column that is the same in all rows is such a part of what
reads it: engines put a select into the one around it. So it is wrong in the spec, not in a run. So
is a time that is moved by more than all the time there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from speccc.ir.carried import carried
from speccc.ir.expr import (
    Aggregate,
    Call,
    Column,
    Expr,
    Literal,
    Param,
    WindowCall,
    children,
    rewrite,
)
from speccc.ir.holding import expressions, with_expressions
from speccc.ir.rel import Node, NodeId, Op, Pipeline, Project, Window, inputs
from speccc.reference.expressions import Scope, evaluate
from speccc.types import Kind, Schema

#: They move a time so far: farther than from the first moment to the last is out of every range.
_SHIFTS = frozenset(("add_days", "add_months", "add_seconds"))

_ENDS = (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999))

_Known = dict[str, Literal]

_NOTHING = Scope(row={}, params={})


def out_of_range(pipeline: Pipeline) -> Iterator[Expr]:
    """The smallest parts whose value leaves its type's range, whatever is read."""
    known: dict[NodeId, _Known] = {}
    for node in pipeline.nodes:
        before = [known[name] for name in inputs(node.op)]
        for expr in expressions(node.op):
            found: list[Expr] = []
            _fits(_filled_in(expr, before[0]), found)
            yield from found
        known[node.id] = _known(node.op, before, node.schema)


def quotients_computed(pipeline: Pipeline) -> Pipeline:
    """The pipeline with quotients of constants as their values: a divisor of which nothing is read
    is no 0 then, and Flink's planner (2.3.0) fails on one that is not a number in digits.
    """
    known: dict[NodeId, _Known] = {}
    nodes: list[Node] = []
    for node in pipeline.nodes:
        before = [known[name] for name in inputs(node.op)]
        op = with_expressions(node.op, partial(_computed, before=before))
        nodes.append(replace(node, op=op))
        known[node.id] = _known(op, before, node.schema)
    return replace(pipeline, nodes=tuple(nodes))


def _computed(expr: Expr, before: Sequence[_Known]) -> Expr:
    return rewrite(expr, partial(_quotient, known=before[0]))


def _quotient(expr: Expr, known: _Known) -> Expr:
    match expr:
        case Call(function="divide", args=(Literal(), Literal())):
            return expr
        case Call(function="divide" | "div") if _fits(filled := _filled_in(expr, known), []):
            value = evaluate(filled, _NOTHING)
            return Literal(value, type=expr.type, nullable=value is None, span=expr.span)
        case _:
            return expr


def _known(op: Op, before: Sequence[_Known], schema: Schema) -> _Known:
    """The columns that have one value in all rows, by what is known of those that are read."""
    known = carried(op, before, schema)
    if not isinstance(op, Project | Window):
        return known
    filled = ((item.name, _filled_in(item.expr, before[0])) for item in op.items)
    return known | {
        name: Literal(evaluate(expr, _NOTHING), type=expr.type, nullable=expr.nullable)
        for name, expr in filled
        if _fits(expr, [])
    }


def _filled_in(expr: Expr, known: _Known) -> Expr:
    """The expression with the values of columns that are known."""

    def filled(part: Expr) -> Expr:
        if isinstance(part, Column) and not part.side:
            return known.get(part.name, part)
        return part

    return rewrite(expr, filled) if known else expr


def _fits(expr: Expr, found: list[Expr]) -> bool:
    """Whether a part reads nothing and has a value; those that read nothing and have none are
    added to `found`.
    """
    fits = [_fits(part, found) for part in children(expr)]
    if isinstance(expr, Call) and fits[1:] == [True] and _never_lands(expr):
        found.append(expr)
        return False
    if not all(fits) or isinstance(expr, Column | Param | Aggregate | WindowCall):
        return False
    if not _has_value(expr):
        found.append(expr)
        return False
    return True


def _never_lands(call: Call) -> bool:
    """Whether it moves a time so far that it is none, wherever it starts."""
    return call.function in _SHIFTS and not any(_lands(call, moment) for moment in _ENDS)


def _lands(shift: Call, moment: datetime) -> bool:
    """Whether a time that is moved so far from a moment is one that there is."""
    start, far = shift.args
    value = moment if start.type.kind is Kind.TIMESTAMP else moment.date()
    literal = Literal(value, type=start.type, nullable=False)
    return _has_value(replace(shift, args=(literal, far)))


def _has_value(expr: Expr) -> bool:
    try:
        evaluate(expr, _NOTHING)
    except OverflowError:
        return False
    return True
