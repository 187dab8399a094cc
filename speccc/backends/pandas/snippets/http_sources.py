"""Sources of web services, read as columns of cells."""

# pyright: basic
from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.contract import Contract
from speccc.backends.pandas.snippets.csv_files import csv_cells, csv_parts
from speccc.backends.pandas.snippets.files import (
    Digits,
    json_cell,
    json_value,
    nothing,
    refuse_constant,
)
from speccc.backends.pandas.snippets.http_pages import Paging, WebService, all_pages


def json_document(content: bytes) -> Any:
    """A JSON text whose numbers keep their digits. Raises ValueError if it is none."""
    numbers: Any = {
        "parse_float": Digits,
        "parse_int": Digits,
        "parse_constant": refuse_constant,
    }
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text, **numbers)
        if "\\ud" in text.lower():  # half of a surrogate pair is no text
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeError:
        raise ValueError("it is not UTF-8") from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    return document


def json_records(content: bytes, way: list[str]) -> tuple[list[dict[str, Any]], Any]:
    """The list of objects at the end of a way down into a document, and the document."""
    document = json_document(content)
    records = json_value(document, way)
    if not isinstance(records, list):
        raise ValueError(f"no list of records at '{'.'.join(way)}'")
    for at, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise ValueError(f"record {at} is not a JSON object")
    return records, document


def read_http_json(
    service: WebService,
    paging: Paging,
    way: list[str],
    columns: dict[str, tuple[str, list[str]]],
    limit: Any,
) -> pd.DataFrame:
    """The columns of records as cells. `columns`: name to kind and way down."""
    found = all_pages(
        service, paging, lambda content, _: json_records(content, way), limit
    )
    records = list(islice((record for page in found for record in page), limit))
    cells = {
        name: [json_cell(json_value(record, path), kind) for record in records]
        for name, (kind, path) in columns.items()
    }
    return pd.DataFrame({n: pd.Series(c, dtype=object) for n, c in cells.items()})


def read_http_csv(
    contract: Contract,
    service: WebService,
    paging: Paging,
    columns: dict[str, str],
    limit: Any,
    delimiter: str = ",",
) -> pd.DataFrame:
    """The columns of csv texts as cells. `columns`: name to header, which all pages have.

    After the last page a service may answer with nothing at all.
    """
    header: list[str] = []

    def parse(content: bytes, number: int) -> tuple[pd.DataFrame, None]:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeError:
            raise ValueError("it is not UTF-8") from None
        if number and not text:
            return nothing(columns), None
        names, rows = csv_parts(text, delimiter)
        if not number and contract.has(names, columns):
            header[:] = names
        if number and names != header:
            raise ValueError("it has another header than the first page")
        return csv_cells(names, rows, columns, delimiter) if header else nothing(
            columns
        ), None

    found = list(all_pages(service, paging, parse, limit))
    return pd.concat(found, ignore_index=True).head(limit)
