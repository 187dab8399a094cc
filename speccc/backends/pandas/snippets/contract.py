"""What a source promises, checked where it is read."""

# pyright: basic
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.cells import Unreadable, read_cells
from speccc.backends.pandas.snippets.errors import PipelineError

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class Findings:
    """What was found while reading. `nulled`: by source and column, values taken for NULL.

    `rejected`: by source, the rows that are put aside.
    """

    def __init__(self) -> None:
        self.missing: list[str] = []
        self.problems: list[str] = []
        self.nulled: dict[str, dict[str, int]] = {}
        self.rejected: dict[str, pd.DataFrame] = {}

    def check(self) -> None:
        """Raises PipelineError if a promise is broken."""
        if self.missing or self.problems:
            raise PipelineError("contract", "; ".join(self.missing or self.problems))


class Contract:
    """Reads the columns of one source and notes every broken promise in `findings`.

    Of what a sink holds already, too: there must be no other columns in it.
    """

    def __init__(
        self,
        source: str,
        findings: Findings,
        lenient: bool = False,
        kind: str = "source",
    ) -> None:
        self.source = source
        self.findings = findings
        self.lenient = lenient
        self.kind = kind
        self.unreadable: dict[str, pd.Series] = {}

    def place(self, column: str) -> str:
        return f"{self.kind} '{self.source}', column '{column}'"

    def breaks(self, rule: str, marks: pd.Series, problem: str) -> None:
        """Notes the rows that break a promise, which ends the run."""
        self.findings.problems.append(problem)

    def has(self, found: list[str], wanted: dict[str, str]) -> bool:
        """Whether each physical column is there exactly once. `wanted`: name to physical name."""
        missing = []
        for name, column in wanted.items():
            count = found.count(column)
            there = (
                f"is missing in the data (available: {shown(', '.join(found), 200)})"
            )
            what = f"occurs {count} times in the data" if count else there
            if count != 1:
                missing.append(f"{self.place(name)}: '{column}' {what}")
        self.findings.missing += missing
        if self.kind == "sink":
            self.only(found, list(wanted.values()))
        return not missing

    def only(self, found: list[str], wanted: list[str]) -> None:
        """Notes physical columns that the sink does not have: its next version would lose them."""
        extra = [name for name in dict.fromkeys(found) if name not in wanted]
        if extra:
            names = shown(", ".join(f"'{name}'" for name in extra), 200)
            what = f"the data has columns that the sink does not have: {names}"
            self.findings.missing.append(f"sink '{self.source}': {what}")

    def read(
        self,
        cells: pd.Series,
        type_: str,
        parse: Callable[[str], Any],
        dtype: str,
        *,
        required: bool = False,
        hidden: bool = False,
    ) -> pd.Series:
        """The column as values. A lenient source takes what does not read for NULL.

        Values of a hidden column are not shown.
        """
        # objects are never values yet: a decimal comes as text, JSON's too
        known = cells.dtype == dtype != "object"
        values = cells if known else read_cells(cells, parse, dtype)
        missing = values.isna()
        unreadable = missing & cells.notna()
        name = str(cells.name)
        count = int(unreadable.sum())
        if count and self.lenient:
            self.findings.nulled.setdefault(self.source, {})[name] = count
        elif count:
            missing = missing & ~unreadable
            self.unreadable[name] = unreadable
            cell = None if hidden else cells.iloc[first(unreadable)]
            what = f"{in_words(count)} not to be read as {type_}"
            where = first_row(unreadable, cell)
            problem = f"{self.place(name)}: {what}{where}"
            self.breaks(f"read: {name} as {type_}", unreadable, problem)
        if required and missing.any():
            what = f"NULL in {in_words(int(missing.sum()))}, but is not null"
            where = first_row(missing)
            problem = f"{self.place(name)}: {what}{where}"
            self.breaks(f"not_null: {name}", missing, problem)
        return values

    def unique(self, frame: pd.DataFrame, key: list[str]) -> None:
        """Notes the rows that share their key with another (NULLs are equal).

        Rows whose key did not read do not count.
        """
        for name in key:
            if name in self.unreadable:
                frame = frame[~self.unreadable[name].loc[frame.index]]
        twice = frame.duplicated(key, keep=False)
        if twice.any():
            at = f" (first: row {int(frame.index[first(twice)]) + 1})"
            what = f"is not unique in {in_words(int(twice.sum()))}{at}"
            columns = ", ".join(key)
            problem = f"{self.kind} '{self.source}': the key ({columns}) {what}"
            self.breaks(f"unique: {columns}", twice, problem)


def in_words(rows: int) -> str:
    return f"{rows} row{'' if rows == 1 else 's'}"


def first(marks: pd.Series) -> int:
    """The position of the first TRUE."""
    return int(marks.to_numpy(dtype="bool").argmax())


def first_row(marks: pd.Series, cell: Any = None) -> str:
    """The place of the first marked row, and its cell if that is a text."""
    text = cell.text if isinstance(cell, Unreadable) else cell
    value = f", '{shown(text, 24)}'" if type(text) is str and text else ""
    return f" (first: row {first(marks) + 1}{value})"


def shown(text: str, room: int) -> str:
    """The text without control characters, cut to so many characters."""
    text = text if len(text) <= room else f"{text[:room]}…"
    return CONTROL.sub("?", text)


def plain(
    frame: pd.DataFrame, dtypes: dict[str, str], findings: Findings
) -> pd.DataFrame:
    """The frame in plain dtypes, once its columns are known to have no NULL."""
    broken = findings.missing or findings.problems
    return frame if broken else frame.astype(dtypes)
