"""Window functions over rows that are already sorted by group and order."""

# pyright: basic
from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from speccc.backends.pandas.snippets.arithmetic import finite, int64_value, magnitude
from speccc.backends.pandas.snippets.cells import INT64_MAX, typed


def rank(ordered: pd.DataFrame, groups: Any, ties: list[str]) -> pd.Series:
    """1 + the rows of the group before it; rows equal in `ties` (which hold the group) share."""
    first = ~ordered.duplicated(ties)
    number = groups.cumcount() + 1
    starts = number[first].to_numpy()
    return pd.Series(starts[np.cumsum(first.to_numpy()) - 1], index=ordered.index)


def dense_rank(ordered: pd.DataFrame, groups: Any, ties: list[str]) -> pd.Series:
    """As rank, without gaps."""
    first = pd.Series(
        (~ordered.duplicated(ties)).to_numpy().astype("int64"), index=ordered.index
    )
    return first.groupby(groups.ngroup(), sort=False).cumsum()


def ntile(groups: Any, count: int) -> pd.Series:
    """The row's bucket of `count`; larger ones first."""
    row = groups.cumcount()
    size = row.groupby(groups.ngroup(), sort=False).transform("size")
    small, larger = size // count, size % count
    in_larger = larger * (small + 1)
    inside = row // (small + 1) + 1
    after = (row - in_larger) // small.where(small > 0, 1) + larger + 1
    return inside.where(row < in_larger, after)


def bounds(
    groups: Any, start: int | None, end: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """For each row the positions of its frame: from, and up to but not including."""
    ids = groups.ngroup().to_numpy()
    at = np.arange(len(ids))
    new = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]]) if len(ids) else at
    sizes = np.diff(np.r_[new, len(ids)])
    first, stop = np.repeat(new, sizes), np.repeat(new + sizes, sizes)
    low = first if start is None else np.clip(at + start, first, stop)
    high = stop if end is None else np.clip(at + end + 1, first, stop)
    return low, np.maximum(low, high)


def edge_value(values: pd.Series, groups: Any, last: bool = False) -> pd.Series:
    """The value in the group's first (or last) row."""
    low, high = bounds(groups, None, None)
    return values.take(high - 1 if last else low).set_axis(values.index)


def frame_count(
    values: pd.Series, groups: Any, start: int | None, end: int | None
) -> pd.Series:
    """The number of values in each row's frame."""
    low, high = bounds(groups, start, end)
    before = np.r_[0, np.cumsum(values.notna().to_numpy())]
    return pd.Series(before[high] - before[low], index=values.index)


def exact_frame_sum(
    values: pd.Series, groups: Any, start: int | None, end: int | None
) -> list[Any]:
    """The exact sum of each row's frame; None where it has no value.

    Raises PipelineError where one of integers leaves int64.
    """
    low, high = bounds(groups, start, end)
    listed = values.where(values.notna(), 0).tolist()
    before = (
        np.r_[0, np.cumsum(np.array(listed, dtype=object))] if listed else np.array([0])
    )
    counts = frame_count(values, groups, start, end).tolist()
    sums = (before[high] - before[low]).tolist()
    sums = [total if n else None for total, n in zip(sums, counts, strict=True)]
    if values.dtype == "object" or magnitude(values) * len(values) <= INT64_MAX:
        return sums
    return [None if total is None else int64_value(total) for total in sums]


def frame_sum(
    values: pd.Series, groups: Any, start: int | None, end: int | None
) -> pd.Series:
    """The sum of each row's frame; NULL where it has no value."""
    if values.dtype == "float64":
        return float_frame_sum(values, groups, start, end)
    sums = exact_frame_sum(values, groups, start, end)
    return typed(sums, "object" if values.dtype == "object" else "Int64", values.index)


def float_frame_sum(
    values: pd.Series, groups: Any, start: int | None, end: int | None
) -> pd.Series:
    low, high = bounds(groups, start, end)
    numbers = values.fillna(0.0)
    ids = groups.ngroup()
    if start is None:
        running = numbers.groupby(ids, sort=False).cumsum().to_numpy()
        sums = np.where(high > low, running[high - 1], 0.0) if len(ids) else running
    elif end is None:
        backward = (
            numbers[::-1].groupby(ids[::-1], sort=False).cumsum()[::-1].to_numpy()
        )
        sums = np.where(high > low, np.r_[backward, 0.0][low], 0.0)
    else:
        ends = np.c_[low, high].ravel()
        sums = (
            np.add.reduceat(np.r_[numbers.to_numpy(), 0.0], ends)[::2]
            if len(ids)
            else low
        )
    known = frame_count(values, groups, start, end) > 0
    found = pd.Series(sums, index=values.index, dtype="float64")
    return finite(found.fillna(math.inf).where(known))  # inf less inf is NaN


def frame_avg(
    values: pd.Series, groups: Any, start: int | None, end: int | None
) -> pd.Series:
    """The mean of each row's frame: of integers and decimals the exact sum by the count."""
    counts = frame_count(values, groups, start, end)
    if values.dtype == "float64":
        return float_frame_sum(values, groups, start, end) / counts.where(counts > 0)
    sums = exact_frame_sum(values, groups, start, end)
    pairs = zip(sums, counts.tolist(), strict=True)
    means = [None if total is None else float(total) / n for total, n in pairs]
    return typed(means, "float64", values.index)


def frame_extreme(
    values: pd.Series, groups: Any, start: int | None, end: int | None, largest: bool
) -> pd.Series:
    """The smallest (or largest) value of each row's frame; NULL where it has no value."""
    low, high = bounds(groups, start, end)
    codes, distinct = pd.factorize(values, sort=True)
    order = codes if largest else len(distinct) - 1 - codes
    order = np.where(codes < 0, -1, order)
    if start is None and len(order):
        ids = groups.ngroup().to_numpy()
        running = pd.Series(order).groupby(ids, sort=False).cummax().to_numpy()
        best = np.where(high > low, running[high - 1], -1)
    else:
        ends = np.c_[low, high].ravel()
        best = np.maximum.reduceat(np.r_[order, -1], ends)[::2] if len(order) else order
        best = np.where(high > low, best, -1)
    found = best if largest else np.where(best < 0, -1, len(distinct) - 1 - best)
    if not len(distinct):
        return values
    known = found >= 0
    table = pd.Series(distinct).astype(values.dtype)
    taken = table.take(np.where(known, found, 0)).set_axis(values.index)
    return taken if known.all() else taken.where(known)


def shifted(values: pd.Series, groups: Any, rows: int, default: Any) -> pd.Series:
    """The value so many rows before (after, if negative) in the group; else the default."""
    low, high = bounds(groups, -rows, -rows)
    found = high > low
    moved = values.take(np.where(found, low, 0)).set_axis(values.index)
    return moved if found.all() else moved.where(found, default)
