"""NULL, and choosing between values."""

# pyright: basic
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.cells import typed
from speccc.backends.pandas.snippets.errors import PipelineError


def known(result: pd.Series, *operands: Any) -> pd.Series:
    """A comparison's result, NULL where an operand is: NaN and NaT compare as values."""
    result = result.astype("boolean")
    for operand in operands:
        if isinstance(operand, pd.Series):
            result = result.mask(operand.isna())
    return result


def holds(condition: pd.Series) -> pd.Series:
    """Where a condition is TRUE: neither FALSE nor NULL."""
    return condition.fillna(False).astype("bool")


def same(left: pd.Series, right: Any) -> pd.Series:
    """Equality in which two NULLs are equal."""
    return holds(left == right) | (left.isna() & pd.isna(right))


def choose(
    branches: list[tuple[pd.Series, Any]], otherwise: Any, dtype: str
) -> pd.Series:
    """The value of the first branch whose condition is TRUE."""
    index = branches[0][0].index
    result = column(otherwise, index, dtype)
    for condition, value in reversed(branches):
        result = result.mask(holds(condition), column(value, index, dtype))
    return result


def choose_by_rows(
    frame: pd.DataFrame,
    branches: list[tuple[Callable, Any]],
    otherwise: Any,
    dtype: str,
) -> pd.Series:
    """As `choose`, of functions of rows: in other rows than its own a value might overflow."""
    parts, left = [], frame
    for condition, value in branches:
        chosen = holds(condition(left))
        parts.append(in_rows(value, left[chosen], dtype))
        left = left[~chosen]
    parts.append(in_rows(otherwise, left, dtype))
    return pd.concat(parts).reindex(frame.index)


def coalesce_by_rows(frame: pd.DataFrame, values: list[Any], dtype: str) -> pd.Series:
    """The first value that is not NULL, each computed in the rows that ask for it."""
    parts, left = [], frame
    for value in values[:-1]:
        found = in_rows(value, left).dropna()
        parts.append(column(found, left.index, dtype))
        left = left.drop(found.index)
    parts.append(in_rows(values[-1], left, dtype))
    return pd.concat(parts).reindex(frame.index)


def in_rows(value: Any, rows: pd.DataFrame, dtype: Any = None) -> pd.Series:
    """A value, or what a function makes of the rows, as a column of that dtype."""
    made = value(rows) if callable(value) else value
    return column(made, rows.index, dtype)


def column(value: Any, index: pd.Index, dtype: Any = None) -> pd.Series:
    """A value, or a column, as a column of that dtype (None: of its own)."""
    if isinstance(value, pd.Series):
        return value if dtype is None else value.astype(dtype)
    return pd.Series(value, index=index, dtype=dtype)


def greatest(first: pd.Series, *others: Any) -> pd.Series:
    """The largest of several values; NULL if one is."""
    result = first
    for other in others:
        result = result.where(holds(result >= other), other)
    return null_if_any(result, first, *others)


def least(first: pd.Series, *others: Any) -> pd.Series:
    """The smallest of several values; NULL if one is."""
    result = first
    for other in others:
        result = result.where(holds(result <= other), other)
    return null_if_any(result, first, *others)


def null_if_any(result: pd.Series, *operands: Any) -> pd.Series:
    for operand in operands:
        if isinstance(operand, pd.Series) and operand.hasnans:
            result = result.mask(operand.isna())
    return result


def each(values: pd.Series, function: Callable[[Any], Any], dtype: str) -> pd.Series:
    """A function of each value that is not NULL; None is NULL."""
    missing = values.isna().tolist()
    made = [
        None if gone else function(value)
        for value, gone in zip(values.tolist(), missing, strict=True)
    ]
    return typed(made, dtype, values.index)


def each_pair(
    left: Any, right: Any, function: Callable[[Any, Any], Any], dtype: str
) -> pd.Series:
    """A function of two values, one of them a column at least, where neither is NULL."""
    index = left.index if isinstance(left, pd.Series) else right.index
    left, right = column(left, index), column(right, index)
    missing = (left.isna() | right.isna()).tolist()
    made = [
        None if gone else function(a, b)
        for a, b, gone in zip(left.tolist(), right.tolist(), missing, strict=True)
    ]
    return typed(made, dtype, index)


def same_nulls(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The frame with one sign of NULL in columns of objects.

    Where one column is looked for duplicates, pandas tells None from NaN.
    """
    return frame.assign(**{n: frame[n].where(frame[n].notna()) for n in columns})


def one_group(frame: pd.DataFrame) -> Any:
    """A key that puts all rows in one group, which is there without rows too."""
    return pd.Categorical(["all"] * len(frame), categories=["all"])


def check_cast(
    step: str, before: pd.DataFrame, after: pd.DataFrame, columns: list[str]
) -> None:
    """Raises PipelineError if values of a cast step did not read."""
    counts = {
        name: int((before[name].notna() & after[name].isna()).sum()) for name in columns
    }
    bad = [f"column '{name}': {count}" for name, count in counts.items() if count]
    if bad:
        raise PipelineError(
            "cast", f"step '{step}': values do not read: {', '.join(bad)}"
        )
