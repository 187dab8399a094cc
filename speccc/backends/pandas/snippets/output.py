"""Values as the text that files hold."""

# pyright: basic
from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from speccc.backends.pandas.snippets.contract import in_words
from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.values import each


def check_finite(sink: str, frame: pd.DataFrame, columns: list[str]) -> None:
    """Raises PipelineError if a float column holds an infinity."""
    for name in columns:
        if (frame[name].abs() == float("inf")).any():
            raise PipelineError(
                "overflow", f"sink '{sink}', column '{name}': float64 overflow"
            )


def csv_text(values: pd.Series, sink: str) -> pd.Series:
    """Text for a csv file, which cannot tell the empty text from NULL."""
    count = int((values == "").sum())
    if count:
        place = f"sink '{sink}', column '{values.name}'"
        what = f"an empty text in {in_words(count)}; csv cannot tell it from NULL"
        raise PipelineError("contract", f"{place}: {what}")
    return values


class CsvLines:
    """Takes lines that end with CR LF, so that a CR in a cell is quoted, too; LF is written."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def write(self, line: str) -> None:
        self.file.write(line[:-2] + "\n")


def write_csv(
    path: Path, columns: list[str], cells: list[pd.Series], delimiter: str = ","
) -> None:
    """Writes a csv file: a header, then a line for each row; NULL is the empty field."""
    texts = [
        column.astype(object).where(column.notna(), None).tolist() for column in cells
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = CsvLines(file)
        writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(zip(*texts, strict=True))


def json_texts(values: pd.Series, encode: Callable[[Any], str]) -> list[str]:
    missing = values.isna().tolist()
    return [
        "null" if gone else encode(value)
        for value, gone in zip(values.tolist(), missing, strict=True)
    ]


def json_string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def json_object(ways: list[list[str]], texts: tuple[str, ...]) -> str:
    """One line: each text (of a JSON value) under the way down to it."""
    heads = dict.fromkeys(way[0] for way in ways)
    parts = []
    for head in heads:
        inside = [(w[1:], t) for w, t in zip(ways, texts, strict=True) if w[0] == head]
        if len(inside[0][0]) == 0:
            value = inside[0][1]
        else:
            value = json_object([w for w, _ in inside], tuple(t for _, t in inside))
        parts.append(f"{json_string(head)}:{value}")
    return "{" + ",".join(parts) + "}"


def write_json(path: Path, ways: list[list[str]], texts: list[list[str]]) -> None:
    """Writes a JSON lines file: an object for each row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in zip(*texts, strict=True):
            file.write(json_object(ways, row) + "\n")


def write_parquet(path: Path, columns: list[str], arrays: list[Any]) -> None:
    """Writes a parquet file of arrow arrays."""
    pq.write_table(pa.table(arrays, names=columns), path)


def arrow(values: pd.Series, type_: Any) -> Any:
    """A column as an arrow array of that type."""
    if pa.types.is_decimal(type_):
        step = Decimal(1).scaleb(-type_.scale)
        values = each(values, lambda number: number.quantize(step), "object")
        return pa.array(values.where(values.notna(), None).tolist(), type=type_)
    return pa.Array.from_pandas(values, type=type_, safe=False)
