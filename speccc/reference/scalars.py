"""Operators and scalar functions on values that are not NULL; those of texts and dates are apart.

The catalogue's null rule decides when a function is called at all (`expressions.py`). A result
out of range raises OverflowError, here or in `values.checked`.
"""

from __future__ import annotations

import decimal
import math
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from speccc.ir.expr import Value
from speccc.reference.dates import DATES
from speccc.reference.texts import TEXTS
from speccc.reference.values import EXACT, rescale

Number = int | float | Decimal


def _exactly(exact: Callable[[Any, Any], Decimal], plain: Callable[[Any, Any], Any]) -> Any:
    """The operation of two numbers of one type; decimals without rounding."""

    def operation(a: Any, b: Any) -> Number:
        return exact(a, b) if isinstance(a, Decimal) else plain(a, b)

    return operation


def _divide(a: float, b: float) -> float | None:
    return None if b == 0 else a / b


def _negate(x: Any) -> Number:
    return x.copy_negate() if isinstance(x, Decimal) else -x


def _abs(x: Any) -> Number:
    return x.copy_abs() if isinstance(x, Decimal) else abs(x)


def _sign(x: Any) -> int:
    return (x > 0) - (x < 0)


# --- three-valued logic, and NULLs ----------------------------------------------------------------


def _and(*args: bool | None) -> bool | None:
    if any(arg is False for arg in args):
        return False
    return None if None in args else True


def _or(*args: bool | None) -> bool | None:
    if any(arg is True for arg in args):
        return True
    return None if None in args else False


def _in(x: Any, *literals: Any) -> bool:
    return x in literals


def _nullif(a: Value, b: Value) -> Value:
    return None if a == b else a


# --- rounding -------------------------------------------------------------------------------------


def _round(x: Number, digits: int = 0) -> Number:
    if isinstance(x, int):
        return x
    if isinstance(x, Decimal):
        scale = -int(x.as_tuple().exponent)
        return rescale(x, min(digits, scale))
    power = 10.0**digits
    return _sign(x) * float(math.floor(abs(x) * power + 0.5)) / power


def _floor(x: Number) -> Number:
    if isinstance(x, Decimal):
        return x.to_integral_value(decimal.ROUND_FLOOR, EXACT)
    return x if isinstance(x, int) else float(math.floor(x))


def _ceil(x: Number) -> Number:
    if isinstance(x, Decimal):
        return x.to_integral_value(decimal.ROUND_CEILING, EXACT)
    return x if isinstance(x, int) else float(math.ceil(x))


def _div(a: int, b: int) -> int | None:
    if b == 0:
        return None
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _mod(a: int, b: int) -> int | None:
    if b == 0:
        return None
    remainder = abs(a) % abs(b)
    return -remainder if a < 0 else remainder


def _power(x: float, y: float) -> float | None:
    try:
        return math.pow(x, y)
    except ValueError:  # no real number: (-8) ** 0.5, 0 ** -1
        return None


_OF_ONE: dict[str, Callable[[Any], Any]] = {
    "negate": _negate,
    "not": operator.not_,
    "is_null": lambda x: x is None,
    "is_not_null": lambda x: x is not None,
    "coalesce": lambda first: first,  # the null rule has chosen it
    "abs": _abs,
    "sign": _sign,
    "floor": _floor,
    "ceil": _ceil,
    "sqrt": lambda x: None if x < 0 else math.sqrt(x),
    "ln": lambda x: None if x <= 0 else math.log(x),
    "exp": math.exp,
}
_OF_TWO: dict[str, Callable[[Any, Any], Any]] = {
    "add": _exactly(EXACT.add, operator.add),
    "subtract": _exactly(EXACT.subtract, operator.sub),
    "multiply": _exactly(EXACT.multiply, operator.mul),
    "divide": _divide,
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "nullif": _nullif,
    "same": operator.eq,
    "div": _div,
    "mod": _mod,
    "power": _power,
}
_OF_MANY: dict[str, Callable[..., Any]] = {
    "and": _and,
    "or": _or,
    "in": _in,
    "greatest": max,
    "least": min,
    "round": _round,
}
#: Every row of `functions.catalogue.SCALAR`, by name.
SCALARS: dict[str, Callable[..., Value]] = {**_OF_ONE, **_OF_TWO, **_OF_MANY, **TEXTS, **DATES}
