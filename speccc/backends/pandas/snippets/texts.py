"""Functions of texts, and values as text."""

# pyright: basic
from __future__ import annotations

import string

import pandas as pd

from speccc.backends.pandas.snippets.values import each

UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def split_part(values: pd.Series, separator: str, number: int) -> pd.Series:
    """The n-th part between separators, from 1; the empty text past the last."""

    def part(text: str) -> str:
        parts = text.split(separator) if separator else [text]
        return parts[number - 1] if number <= len(parts) else ""

    return each(values, part, "str")


def bool_to_text(values: pd.Series) -> pd.Series:
    return each(values, lambda flag: "true" if flag else "false", "str")


def int64_to_text(values: pd.Series) -> pd.Series:
    return each(values, str, "str")


def decimal_to_text(values: pd.Series, scale: int) -> pd.Series:
    """Decimals with all digits of their scale."""
    return each(values, lambda v: f"{v + 0:.{scale}f}", "str")


def float_to_text(values: pd.Series) -> pd.Series:
    """Floats in the fewest digits that read back as the same."""
    return each(values, lambda v: repr(v + 0.0), "str")


def date_to_text(values: pd.Series) -> pd.Series:
    return each(values, lambda day: day.isoformat()[:10], "str")


def timestamp_to_text(values: pd.Series) -> pd.Series:
    """Timestamps with all six digits of their fraction."""
    return each(
        values,
        lambda t: t.to_pydatetime().isoformat(sep=" ", timespec="microseconds"),
        "str",
    )
