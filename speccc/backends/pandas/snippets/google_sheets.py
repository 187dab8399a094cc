"""Google spreadsheets, through gspread."""

# pyright: basic
from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gspread
import pandas as pd
import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from tenacity import (
    retry,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
)

from speccc.backends.pandas.snippets.cells import Unreadable
from speccc.backends.pandas.snippets.contract import Contract
from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.spreadsheets import spreadsheet_cells

GOOGLE_SHEETS = "https://sheets.googleapis.com"
SHEETS_SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]
SHEETS_TIMEOUT = (10, 60)
SHEETS_ERRORS = {
    "#DIV/0!",
    "#ERROR!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "Loading...",
}


@dataclass(frozen=True)
class GoogleSheet:
    """A sheet of a spreadsheet; `credentials` is a key as JSON, or the path to one."""

    spreadsheet: str
    title: str
    credentials: str = field(repr=False)
    endpoint: str = GOOGLE_SHEETS

    def __str__(self) -> str:
        return f"sheet '{self.title}' of spreadsheet '{self.spreadsheet}'"


class SheetsClient(gspread.HTTPClient):
    """gspread's client, which may speak to another endpoint."""

    endpoint = GOOGLE_SHEETS

    def request(self, method: str, endpoint: str, *args: Any, **named: Any) -> Any:
        address = self.endpoint.rstrip("/") + endpoint.removeprefix(GOOGLE_SHEETS)
        return super().request(method, address, *args, **named)


def sheets_client(sheet: GoogleSheet) -> Any:
    """Signs in. Raises PipelineError if the credentials are none."""
    wrong = PipelineError("io", f"the credentials for {sheet} are no key of an account")
    text = sheet.credentials
    try:
        key = json.loads(
            text if text.lstrip().startswith("{") else Path(text).read_text()
        )
        sign_in: Callable[..., Any] = {
            "authorized_user": authorized_user,
            "service_account": gspread.service_account_from_dict,
        }[key["type"]]
        client = sign_in(key, scopes=SHEETS_SCOPES, http_client=SheetsClient)
    except (OSError, KeyError, TypeError, ValueError, GoogleAuthError):
        raise wrong from None
    client.set_timeout(SHEETS_TIMEOUT)
    client.http_client.endpoint = sheet.endpoint
    return client.http_client


def authorized_user(key: dict[str, Any], **named: Any) -> Any:
    """Signs in with the key of a person."""
    return gspread.oauth_from_dict(authorized_user_info=key, **named)[0]


def sheets_may_pass(error: BaseException) -> bool:
    """Whether trying again may help: too many calls, a server in trouble, a lost reply."""
    if isinstance(error, gspread.exceptions.APIError):
        status = error.response.status_code
        return status in (408, 429) or status >= 500
    lost = (requests.RequestException, TransportError)
    return isinstance(error, lost) or getattr(error, "retryable", False)


RETRY_SHEETS = retry(
    retry=retry_if_exception(sheets_may_pass),
    stop=stop_after_attempt(7),
    wait=wait_exponential(multiplier=1, max=32),
    reraise=True,
)


def try_sheets(sheet: GoogleSheet, verb: str, call: Callable[[Any], Any]) -> Any:
    """What a call of the client gives, which may be repeated as often as need be.

    Raises PipelineError.
    """
    try:
        return RETRY_SHEETS(call)(sheets_client(sheet))
    except gspread.exceptions.APIError as error:
        reason = {
            403: "the account may not; share the spreadsheet with it",
            404: "there is no such spreadsheet",
        }.get(error.response.status_code, error.error.get("message"))
    except GoogleAuthError:
        reason = "the account cannot sign in"
    except requests.RequestException as error:
        reason = f"no answer from {sheet.endpoint} ({type(error).__name__})"
    except (KeyError, TypeError, ValueError):
        reason = f"the answer of {sheet.endpoint} is none of the Sheets API"
    raise PipelineError("io", f"cannot {verb} {sheet}: {reason}")


def quoted_sheet(title: str, cells: str) -> str:
    """A range of a sheet as the API wants it: `'Orders'!A3:F`."""
    name = "'" + title.replace("'", "''") + "'"
    return f"{name}!{cells}" if cells else name


def read_google_sheet(
    contract: Contract,
    sheet: GoogleSheet,
    cells: str,
    columns: dict[str, tuple[str, str]],
    limit: Any,
) -> pd.DataFrame:
    """The columns of a range of a sheet. `columns`: name to kind and title."""
    plain = {
        "valueRenderOption": "UNFORMATTED_VALUE",
        "dateTimeRenderOption": "SERIAL_NUMBER",
    }
    found = try_sheets(
        sheet,
        "read",
        lambda client: client.values_get(
            sheet.spreadsheet, quoted_sheet(sheet.title, cells), plain
        ).get("values", []),
    )
    rows = [[Unreadable(v) if v in SHEETS_ERRORS else v for v in row] for row in found]
    return spreadsheet_cells(contract, str(sheet), rows, columns, limit)


@dataclass(frozen=True)
class SheetTable:
    """What a sheet shall hold: a header, columns of cells, and the formats of moments."""

    sheet: GoogleSheet
    header: list[str]
    columns: list[list[dict[str, Any]]]
    formats: dict[int, tuple[str, str]]


def replace_sheets(tables: list[SheetTable]) -> None:
    """Makes each sheet hold its table and nothing else, in one call each."""
    for table in tables:
        try_sheets(
            table.sheet, "write", lambda client, t=table: replace_sheet(client, t)
        )


def replace_sheet(client: Any, table: SheetTable) -> None:
    """One batchUpdate: all of it happens, or nothing. Done twice it is the same."""
    id_ = table.sheet.spreadsheet
    sheets = [s["properties"] for s in client.fetch_sheet_metadata(id_)["sheets"]]
    client.batch_update(id_, {"requests": sheet_requests(table, sheets)})


def sheet_requests(
    table: SheetTable, sheets: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What makes one of the sheets hold the table; a missing sheet is added.

    A sheet keeps its id, and it only grows: removed rows would cut the ranges of charts
    and formulas that refer to it.
    """
    title, width = table.sheet.title, len(table.header)
    height = 1 + len(table.columns[0])
    known = next((s for s in sheets if s["title"] == title), None)
    if known is None:
        id_ = free_sheet_id(title, {s["sheetId"] for s in sheets})
        grid = {"rowCount": height, "columnCount": width}
        added = {"sheetId": id_, "title": title, "gridProperties": grid}
        first = [{"addSheet": {"properties": added}}]
    else:
        id_, grid = known["sheetId"], known["gridProperties"]
        first = sheet_growth(id_, grid, height, width)
    header = {
        "values": [{"userEnteredValue": {"stringValue": t}} for t in table.header]
    }
    rows = [
        header,
        *({"values": list(row)} for row in zip(*table.columns, strict=True)),
    ]
    content = {"rows": rows, "fields": "userEnteredValue", "range": {"sheetId": id_}}
    return [*first, *moment_formats(id_, table.formats), {"updateCells": content}]


def free_sheet_id(title: str, taken: set[int]) -> int:
    """The id of a new sheet: the same for the same title, if no other sheet has it."""
    id_ = zlib.crc32(title.encode()) & 0x3FFFFFFF
    while id_ in taken:
        id_ += 1
    return id_


def sheet_growth(
    id_: int, grid: dict[str, int], height: int, width: int
) -> list[dict[str, Any]]:
    """What makes a sheet large enough."""
    wanted = {
        "rowCount": max(height, grid["rowCount"]),
        "columnCount": max(width, grid["columnCount"]),
    }
    if all(grid[name] == count for name, count in wanted.items()):
        return []
    changed = {
        "properties": {"sheetId": id_, "gridProperties": wanted},
        "fields": "gridProperties(rowCount,columnCount)",
    }
    return [{"updateSheetProperties": changed}]


def moment_formats(
    id_: int, formats: dict[int, tuple[str, str]]
) -> list[dict[str, Any]]:
    """What makes the numbers of a column look like the moments that they are."""
    return [
        {
            "repeatCell": {
                "range": {
                    "sheetId": id_,
                    "startRowIndex": 1,
                    "startColumnIndex": at,
                    "endColumnIndex": at + 1,
                },
                "cell": {
                    "userEnteredFormat": {
                        "numberFormat": {"type": type_, "pattern": pattern}
                    }
                },
                "fields": "userEnteredFormat.numberFormat",
            }
        }
        for at, (type_, pattern) in formats.items()
    ]
