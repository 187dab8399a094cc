"""Files of csv, read as columns of cells."""

# pyright: basic
from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from speccc.backends.pandas.snippets.contract import Contract
from speccc.backends.pandas.snippets.files import cannot_read, nothing, read_text


def read_csv(
    contract: Contract,
    root: Path,
    path: str,
    columns: dict[str, str],
    limit: Any,
    delimiter: str = ",",
) -> pd.DataFrame:
    """Columns of a csv file as text; an empty field is NULL. `columns`: name to header."""
    text = read_text(root, path)
    try:
        header, rows = csv_parts(text, delimiter)
    except ValueError as error:
        raise cannot_read(path, error) from None
    if not contract.has(header, columns):
        return nothing(columns)
    return csv_cells(header, rows, columns, delimiter).head(limit)


def csv_cells(
    header: list[str], rows: str, columns: dict[str, str], delimiter: str
) -> pd.DataFrame:
    """The columns of the rows of a csv text as cells of text."""
    if not rows.strip("\r\n"):
        return nothing(columns)
    at = {name: str(header.index(column)) for name, column in columns.items()}
    data = rows.encode()
    table = pa_csv.read_csv(
        pa.BufferReader(data),
        read_options=pa_csv.ReadOptions(
            column_names=[str(n) for n in range(len(header))],
            block_size=min(len(data) + 1, 2**31 - 1),
        ),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            include_columns=list(dict.fromkeys(at.values())),
            column_types=dict.fromkeys(at.values(), pa.string()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    cells = table.to_pandas()
    return pd.DataFrame({name: cells[n] for name, n in at.items()})


CSV_QUOTED = r'"(?:[^"]|"")*+"'
CSV_END = r"(?:\r?\n|\Z)"


def csv_parts(text: str, delimiter: str) -> tuple[list[str], str]:
    """The names in the header of a csv text, and its rows.

    Raises ValueError if it is no RFC 4180, or a row has other fields than the header: the
    parser that reads the rows would not tell.
    """
    if not text:
        raise ValueError("it is empty, without a header")
    between = re.escape(delimiter)
    field = rf'(?:{CSV_QUOTED}|[^"{between}\r\n]*+)'
    record = rf"({field}(?:{between}{field})*+)"

    def width(found: Any) -> int:
        return re.sub(CSV_QUOTED, "", found[1]).count(delimiter) + 1

    head: Any = re.match(record, text)
    rest = rf"(?:{between}{field}){{{width(head) - 1}}}"
    good: Any = re.match(rf"(?:{field}{rest}{CSV_END}|\r?\n)*+", text)
    if good.end() == len(text):
        header = next(csv.reader([head[1]], delimiter=delimiter), [""])
        return header, text[head.end() :]
    bad = text[good.end() :]
    odd = re.match(record + CSV_END, bad)
    if odd:
        fault = f"the number of fields is {width(odd)}, in the header {width(head)}"
    elif re.match(rf'(?:{field}{between})*+"(?:[^"]|"")*+\Z', bad):
        fault = "a quote is not closed"
    else:
        fault = "a quote or carriage return in a field that is not quoted as a whole"
    raise ValueError(f"line {good[0].count(chr(10)) + 1}: {fault}")
