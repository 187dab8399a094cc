"""Rows of two inputs against each other: columns are alike, NULLs are equal."""

# pyright: basic
from __future__ import annotations

import pandas as pd


def rows_in_both(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """The different rows of `left` that `right` has, too."""
    rows = pd.concat(
        [left.drop_duplicates(), right.drop_duplicates()], ignore_index=True
    )
    return rows[rows.duplicated()]


def rows_not_in(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """The different rows of `left` that `right` does not have."""
    known = right.drop_duplicates()
    rows = pd.concat([known, left], ignore_index=True)
    return rows[~rows.duplicated()].iloc[len(known) :]
