"""Aggregates of groups. `groups[column]` is a pandas SeriesGroupBy."""

# pyright: basic
from __future__ import annotations

import math
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.arithmetic import (
    finite,
    int64_value,
    magnitude,
    overflow,
)
from speccc.backends.pandas.snippets.cells import INT64_MAX
from speccc.backends.pandas.snippets.values import each, each_pair


def exact_sum(column: Any) -> pd.Series:
    """Sums of integers of any size, as Python's integers; NULL for no value."""
    if magnitude(column.obj) * len(column.obj) <= INT64_MAX:
        return column.sum(min_count=1)
    return column.agg(
        lambda values: sum(map(int, values.dropna())) if values.count() else None
    )


def sum_int64(column: Any) -> pd.Series:
    """Sums of integers. Raises PipelineError where one leaves int64."""
    sums = exact_sum(column)
    if sums.dtype in ("int64", "Int64"):
        return sums
    return each(sums, int64_value, "Int64")


def mean_exact(column: Any) -> pd.Series:
    """Means of integers or decimals as float64: the exact sum by the count."""
    decimals = column.obj.dtype == "object"
    sums = column.sum(min_count=1) if decimals else sum_int64(column)
    return each_pair(sums, column.count(), lambda total, n: float(total) / n, "float64")


def total(values: pd.Series, function: str) -> float:
    """The `sum` or the `mean` of floats; NaN of none. Raises PipelineError if it is infinite."""
    if not values.notna().any():
        return math.nan
    found = getattr(values, function)()
    if not math.isfinite(found):  # inf less inf, of parts of the column, is NaN
        raise overflow("float64")
    return found


def finite_of(groups: Any, found: pd.Series, least: int) -> pd.Series:
    """The floats that a function found of the groups; NULL of fewer than `least` values.

    Raises PipelineError if one is infinite, of which pandas can make a NaN.
    """
    if found.isna().any():
        found = found.fillna(math.inf).where(groups.count() >= least)
    return finite(found)


def by_group(groups: Any, ids: pd.Series, values: pd.Series) -> pd.Series:
    """Values, one for each group number in `ids`, as a column over the groups."""
    index = groups.size().index
    found = values.set_axis(ids.to_numpy()).reindex(range(len(index)))
    return (found if found.isna().any() else found.astype(values.dtype)).set_axis(index)


def edge(groups: Any, ordered: pd.DataFrame, column: str, keep: str) -> pd.Series:
    """The column in the first or last row of each group of the ordered rows."""
    ids = groups.ngroup().loc[ordered.index]
    kept = ~ids.duplicated(keep=keep)
    return by_group(groups, ids[kept], ordered.loc[kept, column])


def string_agg(
    groups: Any, ordered: pd.DataFrame, column: str, separator: str
) -> pd.Series:
    """The texts of each group of the ordered rows, joined; NULL for no text."""
    present = ordered[column].dropna()
    ids = groups.ngroup().loc[present.index]
    joined = present.groupby(ids.to_numpy()).agg(separator.join)
    return by_group(groups, joined.index.to_series(), joined)
