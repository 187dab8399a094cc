"""A date in a known period lies between its ends, which no engine has to compute for a row.

`year(d) = 1994` becomes `d >= date '1994-01-01' and d < date '1995-01-01'`, likewise
`trunc_month(d) = date '1994-03-01'`; and `add_days` of a known date is a date.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from speccc.ir.expr import Call, Column, Expr, Literal, rewrite
from speccc.ir.holding import with_expressions
from speccc.ir.rel import Pipeline
from speccc.types import Kind

#: How many months a period has that starts on the first of one.
_MONTHS = {"year": 12, "trunc_year": 12, "trunc_quarter": 3, "trunc_month": 1}


def periods(pipeline: Pipeline) -> Pipeline:
    """The pipeline with such expressions replaced."""
    nodes = (
        replace(node, op=with_expressions(node.op, lambda expr: rewrite(expr, _fold)))
        for node in pipeline.nodes
    )
    return replace(pipeline, nodes=tuple(nodes))


def _fold(expr: Expr) -> Expr:
    match expr:
        case Call(
            function="add_days",
            args=(Literal(value=dt.date() as day), Literal(value=int(count))),
        ):
            return _later(expr, day, count)
        case Call(
            function="equal",
            args=(Call(function=function, args=(Column() as column,)), Literal(value=value)),
        ) if (ends := _period(function, value, column)) is not None:
            return _between(expr, column, *ends)
        case Call(function="and"):  # a condition that was replaced by two is a part of the whole
            return replace(expr, args=tuple(part for arg in expr.args for part in _parts(arg)))
        case _:
            return expr


def _later(expr: Call, day: dt.date, count: int) -> Expr:
    """A date that does not exist ends the run, as it did before."""
    try:
        value = day + dt.timedelta(days=count)
    except OverflowError:
        return expr
    return Literal(type=expr.type, nullable=False, span=expr.span, value=value)


def _period(function: str, value: object, column: Column) -> tuple[dt.date, dt.date | None] | None:
    """The first day, and the first after it, of a period that starts on the first of a month.

    None if it is no such period, the second None if that day is beyond the year 9999.
    """
    months = _MONTHS.get(function, 0)
    start = value
    if function == "year" and isinstance(value, int) and dt.MINYEAR <= value <= dt.MAXYEAR:
        of_type = dt.date if column.type.kind is Kind.DATE else dt.datetime
        start = of_type(value, 1, 1)
    if not months or not isinstance(start, dt.date) or not _starts(start, months):
        return None
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    return start, None if year > dt.MAXYEAR else start.replace(year=year, month=month + 1)


def _starts(day: dt.date, months: int) -> bool:
    """Whether a period of so many months starts on this day, at midnight."""
    if isinstance(day, dt.datetime) and day.time() != dt.time():
        return False
    return day.day == 1 and (day.month - 1) % months == 0


def _between(expr: Call, column: Column, start: dt.date, end: dt.date | None) -> Expr:
    bounds = [("greater_equal", start)]
    bounds += [] if end is None else [("less", end)]
    compared = tuple(
        replace(
            expr,
            function=function,
            args=(column, Literal(type=column.type, nullable=False, span=expr.span, value=bound)),
        )
        for function, bound in bounds
    )
    return compared[0] if len(compared) == 1 else replace(expr, function="and", args=compared)


def _parts(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Call) and expr.function == "and" else (expr,)
