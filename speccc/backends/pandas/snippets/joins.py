"""Matching rows of two inputs: NULL keys match nothing."""

# pyright: basic
from __future__ import annotations

import pandas as pd

from speccc.backends.pandas.snippets.errors import PipelineError


def has_match(
    left: pd.DataFrame, right: pd.DataFrame, left_keys: list[str], right_keys: list[str]
) -> pd.Series:
    """For each left row, whether a right row has the same keys, none of them NULL."""
    keys = (
        right[right_keys].dropna().drop_duplicates().set_axis(left_keys, axis="columns")
    )
    keys = keys.astype(left[left_keys].dtypes.to_dict())
    found = (
        left[left_keys].merge(keys, how="left", indicator="found")["found"] == "both"
    )
    return found.set_axis(left.index)


def check_matches(
    step: str, matched: pd.Series, left: pd.DataFrame, exactly: bool
) -> None:
    """Raises PipelineError if a left row has two matches, or (exactly) none.

    `matched` holds the left row's label once for each of its matches.
    """
    many = int(matched[matched.duplicated()].nunique())
    none = len(left) - int(matched.nunique()) if exactly else 0
    if many:
        raise PipelineError(
            "join", f"step '{step}': {many} rows have more than one match"
        )
    if none:
        raise PipelineError("join", f"step '{step}': {none} rows have no match")
