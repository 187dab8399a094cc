"""Functions of dates and timestamps; both are datetime64[us]."""

# pyright: basic
from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from speccc.backends.pandas.snippets.arithmetic import overflow

FIRST_MOMENT = np.datetime64("0001-01-01", "us")
LAST_MOMENT = np.datetime64("9999-12-31T23:59:59.999999", "us")


def add_time(values: pd.Series, count: Any, unit: str) -> pd.Series:
    """Moments some days (D) or seconds (s) later. Raises PipelineError outside years 1 to 9999."""
    counts = pd.Series(count, index=values.index).astype("Int64")
    counts = counts.mask(values.isna())
    limit = {"D": 4_000_000, "s": 400_000_000_000}[unit]
    if (counts.abs() > limit).any() or (counts < -limit).any():
        raise overflow("date")
    steps = counts.fillna(0).to_numpy("int64").astype(f"timedelta64[{unit}]")
    moved = values.mask(counts.isna()).to_numpy() + steps
    return pd.Series(in_calendar(moved), index=values.index)


def in_calendar(moments: np.ndarray) -> np.ndarray:
    present = moments[~np.isnat(moments)]
    if ((present < FIRST_MOMENT) | (present > LAST_MOMENT)).any():
        raise overflow("date")
    return moments


def add_months(values: pd.Series, count: Any) -> pd.Series:
    """Moments some months later, on the month's last day where the day does not exist."""
    counts = pd.Series(count, index=values.index).astype("Int64").mask(values.isna())
    if (counts.abs() > 120_000).any() or (counts < -120_000).any():
        raise overflow("date")
    moments = values.mask(counts.isna()).to_numpy()
    months = moments.astype("datetime64[M]")
    day = moments - months.astype("datetime64[us]")
    target = months + counts.fillna(0).to_numpy("int64").astype("timedelta64[M]")
    start = target.astype("datetime64[us]")
    last_day = (target + np.timedelta64(1, "M")).astype(
        "datetime64[us]"
    ) - np.timedelta64(1, "D")
    time = day % np.timedelta64(1, "D")
    moved = (
        np.where(start + (day - time) > last_day, last_day, start + (day - time)) + time
    )
    return pd.Series(in_calendar(moved), index=values.index)


def months_between(start: pd.Series, end: Any) -> pd.Series:
    """Months from the month of the first to that of the second."""
    ends = pd.Series(end, index=start.index)
    return (ends.dt.year - start.dt.year) * 12 + (ends.dt.month - start.dt.month)


def trunc(values: pd.Series, unit: str) -> pd.Series:
    """The start of the year (Y), month (M), day (D), hour (h) or minute (m)."""
    cut = values.to_numpy().astype(f"datetime64[{unit}]")
    return pd.Series(cut.astype("datetime64[us]"), index=values.index)


def trunc_quarter(values: pd.Series) -> pd.Series:
    months = values.to_numpy().astype("datetime64[M]")
    since = (months.astype("int64") % 3).astype("timedelta64[M]")
    return pd.Series((months - since).astype("datetime64[us]"), index=values.index)


def trunc_week(values: pd.Series) -> pd.Series:
    """The Monday of the week. Raises PipelineError if that is before year 1."""
    days = trunc(values, "D")
    return pd.Series(
        in_calendar((days - pd.to_timedelta(days.dt.day_of_week, unit="D")).to_numpy()),
        index=values.index,
    ).astype("datetime64[us]")
