"""Aggregate functions on the values of a group, in order, under the null rules of the catalogue."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from speccc.functions.catalogue import AGGREGATE
from speccc.functions.model import Nulls
from speccc.ir.expr import Value
from speccc.reference.values import EXACT, checked
from speccc.types import INT64, decimal
from speccc.types.model import MAX_PRECISION

Values = Sequence[Any]


def _sum(values: Values) -> Value:
    match values[0]:
        case Decimal():
            return reduce(EXACT.add, values)
        case float():
            return math.fsum(values)
        case _:
            return sum(values)


def _avg(values: Values) -> float:
    """The exact sum by the count; a sum out of range is an overflow here too."""
    total: Any = _sum(values)
    match total:
        case Decimal():
            scale = -int(total.as_tuple().exponent)
            checked(total, decimal(MAX_PRECISION, scale))
        case int():
            checked(total, INT64)
        case _:
            pass
    return float(total) / len(values)


def _quantile(values: Values, share: float) -> float:
    """Between the two nearest of the sorted values, in proportion."""
    ranked = sorted(values)
    at = share * (len(ranked) - 1)
    low, high = math.floor(at), math.ceil(at)
    return ranked[low] * (1 - (at - low)) + ranked[high] * (at - low)


def _root(variance: Callable[[Values], float]) -> Callable[[Values], float]:
    """A deviation by its variance: where that is out of range, engines have no deviation."""
    return lambda values: math.sqrt(variance(values))


def _of_sample(measure: Callable[[Values], float]) -> Callable[[Values], float | None]:
    return lambda values: measure(values) if len(values) > 1 else None


def _separated(values: Sequence[str], separator: str) -> str:
    return separator.join(values)


_OF_VALUES: dict[str, Callable[[Values], Any]] = {
    "count": len,
    "count_distinct": lambda values: len(set(values)),
    "count_if": sum,
    "sum": _sum,
    "avg": _avg,
    "min": min,
    "max": max,
    "any": any,
    "all": all,
    "median": lambda values: _quantile(values, 0.5),
    "stddev_samp": _of_sample(_root(statistics.variance)),
    "stddev_pop": _root(statistics.pvariance),
    "var_samp": _of_sample(statistics.variance),
    "var_pop": statistics.pvariance,
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
}
#: Every row of `functions.catalogue.AGGREGATE`, by name: the values, then the literal arguments.
AGGREGATES: dict[str, Callable[..., Value]] = {
    **_OF_VALUES,
    "quantile": _quantile,
    "string_agg": _separated,
}


def aggregate(name: str, values: Sequence[Value], literals: Sequence[Value] = ()) -> Value:
    """One value for the rows of a group, under the null rule of the catalogue.

    `values` has one entry a row, in order. Raises OverflowError as the function does.
    """
    rule = AGGREGATE[name].nulls
    kept = values if rule is Nulls.ROW else [v for v in values if v is not None]
    if not kept and rule is not Nulls.NEVER:
        return None
    return AGGREGATES[name](kept, *literals)
