"""Matching rows of two inputs: NULL keys match nothing."""

# pyright: basic
from __future__ import annotations

import pandas as pd

from speccc.backends.pandas.snippets.errors import PipelineError


def has_match(
    left: pd.DataFrame, right: pd.DataFrame, left_keys: list[str], right_keys: list[str]
) -> pd.Series:
    """For each left row, whether a right row has the same keys, none of them NULL."""
    labels = [
        f"key {at}" for at in range(len(left_keys))
    ]  # a column may be in two keys
    wanted = left[left_keys].set_axis(labels, axis="columns")
    keys = right[right_keys].set_axis(labels, axis="columns").dropna().drop_duplicates()
    keys = keys.astype(wanted.dtypes.to_dict())
    found = wanted.merge(keys, how="left", indicator="found")["found"] == "both"
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
