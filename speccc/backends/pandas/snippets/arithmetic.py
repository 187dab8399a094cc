"""Arithmetic that ends the run where a result leaves its type."""

# pyright: basic
from __future__ import annotations

import functools
import math
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    localcontext,
)
from typing import Any

import numpy as np
import pandas as pd

from speccc.backends.pandas.snippets.cells import INT64_MAX, INT64_MIN
from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.values import each, each_pair


def exact_decimals(function: Callable[..., Any]) -> Callable[..., Any]:
    """Runs a function with room for every digit of a decimal product or sum."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with localcontext(Context(prec=120)):
            return function(*args, **kwargs)

    return wrapped


def overflow(kind: str) -> PipelineError:
    return PipelineError("overflow", f"{kind} overflow: a result does not fit its type")


def fits(values: pd.Series, precision: int, scale: int) -> pd.Series:
    """The decimals. Raises PipelineError if one has more digits than its type."""
    limit = Decimal(10) ** (precision - scale)
    present = values.dropna()
    if ((present >= limit) | (present <= -limit)).any():
        raise overflow("decimal")
    return values


def finite(values: Any) -> Any:
    """The floats, or the float. Raises PipelineError if one is infinite."""
    if np.isinf(values).any():
        raise overflow("float64")
    return values


def int64_value(value: int) -> int:
    if not INT64_MIN <= value <= INT64_MAX:
        raise overflow("int64")
    return value


def magnitude(values: Any) -> int:
    """The largest absolute value."""
    if not isinstance(values, pd.Series):
        return abs(int(values))
    present = values.dropna()
    return max(abs(int(present.min())), abs(int(present.max()))) if len(present) else 0


def result_dtype(*values: Any) -> str:
    masked = any(isinstance(v, pd.Series) and v.dtype == "Int64" for v in values)
    return "Int64" if masked else "int64"


def add(left: Any, right: Any) -> pd.Series:
    """The sum of integers. Raises PipelineError where it leaves int64."""
    if magnitude(left) + magnitude(right) <= INT64_MAX:
        return left + right
    dtype = result_dtype(left, right)
    return each_pair(left, right, lambda a, b: int64_value(a + b), dtype)


def subtract(left: Any, right: Any) -> pd.Series:
    """The difference of integers. Raises PipelineError where it leaves int64."""
    if magnitude(left) + magnitude(right) <= INT64_MAX:
        return left - right
    dtype = result_dtype(left, right)
    return each_pair(left, right, lambda a, b: int64_value(a - b), dtype)


def multiply(left: Any, right: Any) -> pd.Series:
    """The product of integers. Raises PipelineError where it leaves int64."""
    if magnitude(left) * magnitude(right) <= INT64_MAX:
        return left * right
    dtype = result_dtype(left, right)
    return each_pair(left, right, lambda a, b: int64_value(a * b), dtype)


def negate(values: pd.Series) -> pd.Series:
    """The integers with the other sign. Raises PipelineError where that leaves int64."""
    return subtract(pd.Series(0, index=values.index), values)


def absolute(values: pd.Series) -> pd.Series:
    """The integers without sign. Raises PipelineError where that leaves int64."""
    return (
        values.mask(values < 0, negate(values))
        if magnitude(values) <= INT64_MAX
        else negate(values)
    )


def sign(values: pd.Series) -> pd.Series:
    """-1, 0 or 1."""
    signs = (values > 0).astype("Int64") - (values < 0).astype("Int64")
    return signs.mask(values.isna())


def divide(left: pd.Series, right: Any) -> pd.Series:
    """The quotient of floats; NULL where the divisor is 0."""
    divisor = (
        right if isinstance(right, pd.Series) else pd.Series(right, index=left.index)
    )
    return finite(left / divisor.where(divisor != 0))


def whole_quotient(left: int, right: int) -> int | None:
    if right == 0:
        return None
    quotient = abs(left) // abs(right)
    return int64_value(quotient if (left < 0) == (right < 0) else -quotient)


def remainder(left: int, right: int) -> int | None:
    if right == 0:
        return None
    rest = abs(left) % abs(right)
    return rest if left >= 0 else -rest


def div(left: pd.Series, right: Any) -> pd.Series:
    """The quotient of integers, cut towards 0; NULL where the divisor is 0."""
    return each_pair(left, right, whole_quotient, "Int64")


def mod(left: pd.Series, right: Any) -> pd.Series:
    """The remainder, with the sign of the dividend; NULL where the divisor is 0."""
    return each_pair(left, right, remainder, "Int64")


def round_float(values: pd.Series, digits: int = 0) -> pd.Series:
    """Rounded, halves away from zero."""
    power = float(10**digits)
    return finite(np.sign(values) * np.floor(values.abs() * power + 0.5) / power)


def round_decimal(values: pd.Series, digits: int = 0) -> pd.Series:
    """Rounded, halves away from zero."""
    step = Decimal(1).scaleb(-digits)
    return each(values, lambda v: v.quantize(step, ROUND_HALF_UP), "object")


def floor_decimal(values: pd.Series) -> pd.Series:
    return each(values, lambda v: v.to_integral_value(ROUND_FLOOR), "object")


def ceil_decimal(values: pd.Series) -> pd.Series:
    return each(values, lambda v: v.to_integral_value(ROUND_CEILING), "object")


def sqrt(values: pd.Series) -> pd.Series:
    """The square root; NULL below 0."""
    return pd.Series(np.sqrt(values.where(values >= 0)))


def ln(values: pd.Series) -> pd.Series:
    """The natural logarithm; NULL at 0 and below."""
    return pd.Series(np.log(values.where(values > 0)))


def exp(values: pd.Series) -> pd.Series:
    with np.errstate(over="ignore"):
        return finite(pd.Series(np.exp(values)))


def power(base: pd.Series, exponent: Any) -> pd.Series:
    """A power; NULL where there is no real number."""
    zero_divided = (base == 0) & (exponent < 0)
    return finite((base**exponent).mask(zero_divided | base.isna() | pd.isna(exponent)))


def int64_to_decimal(values: pd.Series) -> pd.Series:
    return each(values, Decimal, "object")


def decimal_to_float64(values: pd.Series) -> pd.Series:
    return each(values, float, "float64")


def decimal_to_int64(values: pd.Series) -> pd.Series:
    """The whole part; NULL where it is no int64."""
    return each(values, lambda v: in_int64(int(v)), "Int64")


def float_to_int64(values: pd.Series) -> pd.Series:
    """The whole part; NULL where it is no int64."""
    return each(values, lambda v: in_int64(int(v)), "Int64")


def in_int64(value: int) -> int | None:
    return value if INT64_MIN <= value <= INT64_MAX else None


def float_to_decimal(values: pd.Series, precision: int, scale: int) -> pd.Series:
    """Floats as decimals, rounded as `round_float` does; NULL where they do not fit."""

    def convert(value: float) -> Decimal | None:
        scaled = abs(value) * 10.0**scale + 0.5
        if scaled >= 10**precision:  # it may be infinite
            return None
        units = math.floor(scaled)
        return Decimal(units if value > 0 else -units).scaleb(-scale)

    return each(values, convert, "object")


def to_decimal(values: pd.Series, precision: int, scale: int) -> pd.Series:
    """Numbers as decimals, rounded with halves away from zero; NULL where they do not fit."""
    step, limit = Decimal(1).scaleb(-scale), Decimal(10) ** (precision - scale)

    def convert(value: Any) -> Decimal | None:
        exact = Decimal(value)
        if abs(exact) >= limit:
            return None
        rounded = exact.quantize(step, ROUND_HALF_UP)
        return rounded if abs(rounded) < limit else None

    return each(values, convert, "object")
