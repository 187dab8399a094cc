"""Values as the cells of a Google sheet: what it cannot hold exactly ends the run."""

# pyright: basic
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.contract import in_words
from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.spreadsheets import (
    MILLISECOND,
    SPREADSHEET_EPOCH,
    SPREADSHEET_EXACT,
    spreadsheet_digits,
)


def sheet_cells(
    values: pd.Series,
    sink: str,
    key: str,
    convert: Callable[[Any], Any],
    fault: str = "",
) -> list[dict[str, Any]]:
    """A column as cells; NULL is the empty cell.

    `convert` gives None for a value that the cell cannot hold. Raises PipelineError if
    there is one.
    """
    given = zip(values.astype(object).tolist(), values.isna().tolist(), strict=True)
    cells = [None if gone else convert(value) for value, gone in given]
    lost = sum(cell is None for cell in cells) - int(values.isna().sum())
    if lost:
        place = f"sink '{sink}', column '{values.name}'"
        raise PipelineError("contract", f"{place}: {fault} in {in_words(lost)}")
    return [{} if c is None else {"userEnteredValue": {key: c}} for c in cells]


def sheet_texts(values: pd.Series, sink: str) -> list[dict[str, Any]]:
    fault = "an empty text, which a sheet cannot tell from NULL,"
    return sheet_cells(values, sink, "stringValue", lambda text: text or None, fault)


def sheet_bools(values: pd.Series, sink: str) -> list[dict[str, Any]]:
    return sheet_cells(values, sink, "boolValue", bool)


def sheet_floats(values: pd.Series, sink: str) -> list[dict[str, Any]]:
    return sheet_cells(values, sink, "numberValue", float)


def sheet_integers(values: pd.Series, sink: str) -> list[dict[str, Any]]:
    def exact(number: int) -> int | None:
        return int(number) if abs(number) <= SPREADSHEET_EXACT else None

    fault = "more digits than a number of a sheet has"
    return sheet_cells(values, sink, "numberValue", exact, fault)


def sheet_decimals(values: pd.Series, sink: str) -> list[dict[str, Any]]:
    def exact(number: Decimal) -> float | None:
        digits = spreadsheet_digits(float(number))
        return float(number) if digits and Decimal(digits) == number else None

    fault = "more digits than a number of a sheet has"
    return sheet_cells(values, sink, "numberValue", exact, fault)


def sheet_moments(values: pd.Series, sink: str) -> list[dict[str, Any]]:
    def days(moment: Any) -> float | None:
        passed = moment.to_pydatetime() - SPREADSHEET_EPOCH
        whole, rest = divmod(passed, MILLISECOND)
        return None if rest else whole / 86_400_000

    fault = "a moment finer than the milliseconds of a sheet"
    return sheet_cells(values, sink, "numberValue", days, fault)
