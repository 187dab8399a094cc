"""Rows that are put aside, and why."""

# pyright: basic
from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from speccc.backends.pandas.snippets.cells import Unreadable
from speccc.backends.pandas.snippets.contract import Contract, Findings
from speccc.backends.pandas.snippets.files import parquet_moments


def broken_rules(rules: list[tuple[str, pd.Series]], index: pd.Index) -> pd.Series:
    """The names of the rules that each row breaks, joined by commas; NULL if it breaks none.

    `rules`: each with the rows that break it.
    """
    names: list[list[str]] = [[] for _ in index]
    for rule, broken in rules:
        for at in np.flatnonzero(broken):
            names[at].append(rule)
    texts = [", ".join(found) if found else None for found in names]
    return pd.Series(texts, index=index, dtype="str")


class Quarantine(Contract):
    """A contract that puts the rows aside which break it, as they stand in the data.

    `stored` are the columns of a file that holds values, as it holds them.
    """

    def __init__(self, source: str, findings: Findings) -> None:
        super().__init__(source, findings)
        self.rules: list[tuple[str, pd.Series]] = []
        self.stored: dict[str, Any] = {}

    def breaks(self, rule: str, marks: pd.Series, problem: str) -> None:
        self.rules.append((rule, marks))

    def accepted(self, frame: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
        """The rows that keep the contract. The others are noted, as text."""
        rules = [
            (rule, marks.reindex(frame.index, fill_value=False))
            for rule, marks in self.rules
        ]
        why = broken_rules(rules, frame.index)
        bad = why.notna()
        at = np.flatnonzero(bad)
        texts = {
            name: stored_texts(self.stored[name].take(at))
            if name in self.stored
            else [cell_text(cell) for cell in cells[name].iloc[at]]
            for name in frame.columns
        }
        rejected = pd.DataFrame(texts, dtype="str")
        self.findings.rejected[self.source] = rejected.assign(
            broken_rules=why[bad].to_numpy()
        ).astype("str")
        return frame[~bad].reset_index(drop=True)


def cell_text(cell: Any) -> str | None:
    """A cell as the text that stands in the data."""
    if isinstance(cell, Unreadable):
        return cell.kept
    if isinstance(cell, dt.datetime) and not pd.isna(cell):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return str(cell) if isinstance(cell, str) else None


def stored_texts(values: Any) -> list[str | None]:
    """The values of an arrow column as a csv file would hold them; NULL for what it cannot."""
    is_: Any = pa.types
    if is_.is_date(values.type):
        days = parquet_moments(values.cast(pa.date32()).cast(pa.timestamp("s")))
        return [text and text[:10] for text in map(moment_text, days)]
    if is_.is_timestamp(values.type) and values.type.tz is None:
        return [moment_text(moment) for moment in parquet_moments(values)]
    if is_.is_timestamp(values.type):
        return [None] * len(values)
    return [stored_text(value) for value in values.to_pylist()]


def moment_text(moment: Any) -> str | None:
    if not isinstance(moment, dt.datetime) or pd.isna(moment):
        return None
    return moment.isoformat(sep=" ", timespec="microseconds")


def stored_text(value: Any) -> str | None:
    """A value that is no date and no moment as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value + 0.0) if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, (str, int)) else None
