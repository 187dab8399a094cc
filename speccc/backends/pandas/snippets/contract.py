"""What a source promises, checked where it is read."""

# pyright: basic
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.cells import read_cells


class Contract:
    """Reads the columns of one source and notes every broken promise in `problems`."""

    def __init__(self, source: str, problems: list[str], lenient: bool = False) -> None:
        self.source = source
        self.problems = problems
        self.lenient = lenient

    def broken(self, column: str, count: int, what: str) -> None:
        if count:
            self.problems.append(
                f"source '{self.source}', column '{column}': {count} {what}"
            )

    def read(
        self,
        cells: pd.Series,
        parse: Callable[[str], Any],
        dtype: str,
        *,
        required: bool = False,
    ) -> pd.Series:
        """The column as values. A lenient source takes what does not read for NULL."""
        # objects are never values yet: a decimal comes as text, JSON's too
        known = cells.dtype == dtype != "object"
        values = cells if known else read_cells(cells, parse, dtype)
        missing = values.isna()
        unreadable = missing & cells.notna()
        name = str(cells.name)
        if not self.lenient:
            self.broken(name, int(unreadable.sum()), "values do not read")
            missing = missing & ~unreadable
        if required:
            self.broken(name, int(missing.sum()), "values are missing")
        return values

    def unique(self, frame: pd.DataFrame, key: list[str]) -> None:
        """Notes the rows that share their key with another (NULLs are equal)."""
        count = int(frame.duplicated(key, keep=False).sum())
        self.broken(", ".join(key), count, "rows share a key")


def plain(
    frame: pd.DataFrame, dtypes: dict[str, str], problems: list[str]
) -> pd.DataFrame:
    """The frame in plain dtypes, once its columns are known to have no NULL."""
    return frame if problems else frame.astype(dtypes)
