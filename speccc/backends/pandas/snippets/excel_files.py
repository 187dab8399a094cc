"""Excel workbooks, read as columns of cells."""

# pyright: basic
from __future__ import annotations

import datetime as dt
import re
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from speccc.backends.pandas.snippets.cells import Unreadable
from speccc.backends.pandas.snippets.contract import Contract
from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.files import cannot_read, read_bytes
from speccc.backends.pandas.snippets.spreadsheets import (
    MILLISECOND,
    SPREADSHEET_EPOCH,
    spreadsheet_cells,
)

CELL_RANGE = re.compile("([A-Z]+)([0-9]*):([A-Z]+)([0-9]*)")


def read_excel(
    contract: Contract,
    root: Path,
    path: str,
    sheet: str,
    cells: str,
    columns: dict[str, tuple[str, str]],
    limit: Any,
) -> pd.DataFrame:
    """The columns of a range of a workbook's sheet. `columns`: name to kind and title.

    Without `sheet` the workbook has one only; without `cells` all of it is read.
    """
    data = read_bytes(root, path)
    try:
        with warnings.catch_warnings(action="ignore"):  # of what only Excel understands
            rows = excel_rows(data, path, sheet, cells)
    except PipelineError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file breaks any part of openpyxl
        raise cannot_read(path, f"it is no workbook (.xlsx): {error}") from None
    return spreadsheet_cells(contract, path, rows, columns, limit)


def excel_rows(data: bytes, path: str, sheet: str, cells: str) -> list[list[Any]]:
    """The values of a range. What a formula gave is there only if Excel has saved it."""
    found = list(excel_cells(data, path, sheet, cells, results=True))
    rows = [[excel_value(cell) for cell in row] for row in found]
    if any(value is None for row in rows for value in row):
        formulas = excel_cells(data, path, sheet, cells, results=False)
        for row, written in zip(rows, formulas, strict=False):
            for at, cell in enumerate(written):
                if row[at] is None and cell.data_type == "f":
                    row[at] = Unreadable(str(cell.value))
    return rows


def excel_cells(
    data: bytes, path: str, sheet: str, cells: str, *, results: bool
) -> list[tuple[Any, ...]]:
    """The cells of a range: of formulas their `results`, or how they are written."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=results)
    sheets = {found.title: found for found in book.worksheets}
    known = ", ".join(f"'{title}'" for title in sheets)
    if not sheet and len(sheets) > 1:
        raise cannot_read(path, f"it has several sheets, name one of {known}")
    if sheet and sheet not in sheets:
        raise cannot_read(path, f"it has no sheet '{sheet}', but {known}")
    chosen: Any = sheets[sheet or next(iter(sheets))]
    chosen.reset_dimensions()  # they may be wrong in the file
    match = CELL_RANGE.fullmatch(cells)
    if match is None:
        return list(chosen.iter_rows())
    left, top, right, bottom = match.groups()
    return list(
        chosen.iter_rows(
            min_row=int(top or 1),
            max_row=int(bottom) if bottom else None,
            min_col=column_index_from_string(left),
            max_col=column_index_from_string(right),
        )
    )


def excel_value(cell: Any) -> Any:
    """A cell's value; an error is unreadable, and a moment is one to the millisecond."""
    value = cell.value
    if cell.data_type == "e":
        return Unreadable(str(value))
    if isinstance(value, dt.datetime):
        parts = round((value - SPREADSHEET_EPOCH) / MILLISECOND)
        return SPREADSHEET_EPOCH + parts * MILLISECOND
    return value
