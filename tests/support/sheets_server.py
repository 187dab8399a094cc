"""A small Google Sheets on the loopback: the calls of the v4 API that speccc's code makes.

It is as strict as the real one where that matters: a batchUpdate happens as a whole or not at all,
cells beyond the grid are refused, titles and ids are unique, a token is asked for. It counts calls,
and fails on demand, before or after it has done what it was asked for.
"""

from __future__ import annotations

import copy
import json
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

Cells = dict[tuple[int, int], Any]
#: What may happen to a call: an answer of that status, or a connection that dies.
Failure = Literal[401, 403, 408, 429, 500, 503, "reset", "hang", "cut", "html", "kill"]


@dataclass
class Sheet:
    """Cells by row and column, from 0; `formats` likewise."""

    id: int
    title: str
    rows: int = 1000
    columns: int = 26
    frozen_rows: int = 0
    cells: Cells = field(default_factory=dict)
    formats: Cells = field(default_factory=dict)

    def fill(self, at: str, rows: list[list[Any]]) -> None:
        """Write values, from the cell `at` on."""
        top, left = _cell(at)
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                if value is not None:
                    self.cells[top + down, left + right] = value

    @property
    def values(self) -> list[list[Any]]:
        """All that is in it, without what is empty at the end."""
        return self.between(0, 0, self.rows, self.columns)

    def between(self, top: int, left: int, bottom: int, right: int) -> list[list[Any]]:
        rows = [
            [self.cells.get((r, c), "") for c in range(left, right)] for r in range(top, bottom)
        ]
        for row in rows:
            while row and row[-1] == "":
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        return rows


class Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Fault:
    """The next call of that kind fails, `after` it is done or before."""

    call: str
    failure: Failure
    after: bool = False


@dataclass
class Sheets:
    """The spreadsheets, by id. `calls`: what was asked for, in order, but for sign-ins."""

    url: str = ""
    spreadsheets: dict[str, list[Sheet]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    updates: list[list[str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    kill: Callable[[], None] = lambda: None

    def sheet(self, spreadsheet: str, title: str) -> Sheet:
        return next(s for s in self.spreadsheets[spreadsheet] if s.title == title)

    @property
    def counted(self) -> Counter[str]:
        return Counter(self.calls)

    @property
    def key(self) -> str:
        """The key of a service account that this server knows."""
        return json.dumps(
            {
                "type": "service_account",
                "project_id": "project",
                "private_key_id": "1",
                "private_key": _private_key(),
                "client_email": "robot@example.com",
                "client_id": "1",
                "token_uri": f"{self.url}/token",
            }
        )

    # ------------------------------------------------------------------------- the calls
    def metadata(self, id_: str) -> dict[str, Any]:
        sheets = [{"properties": _properties(s)} for s in self._spreadsheet(id_)]
        return {"spreadsheetId": id_, "properties": {"title": "Sales"}, "sheets": sheets}

    def values(self, id_: str, range_: str, options: dict[str, str]) -> dict[str, Any]:
        assert options.get("valueRenderOption") == "UNFORMATTED_VALUE"
        assert options.get("dateTimeRenderOption") == "SERIAL_NUMBER"
        match = re.fullmatch(r"'((?:[^']|'')+)'(?:!(.+))?", range_)
        sheets = {s.title: s for s in self._spreadsheet(id_)}
        sheet = sheets.get(match[1].replace("''", "'")) if match else None
        if match is None or sheet is None:
            raise Refused(400, f"Unable to parse range: {range_}")
        first, _, last = (match[2] or "A1:ZZZ9999999").partition(":")
        (top, left), (bottom, right) = _cell(first), _cell(last, sheet.rows - 1)
        if top >= sheet.rows or left >= sheet.columns:
            raise Refused(400, f"Range ({range_}) exceeds grid limits.")
        inside = min(bottom + 1, sheet.rows), min(right + 1, sheet.columns)
        rows = sheet.between(top, left, *inside)
        return {"range": range_, "majorDimension": "ROWS", **({"values": rows} if rows else {})}

    def batch_update(self, id_: str, body: dict[str, Any]) -> dict[str, Any]:
        changed = copy.deepcopy(self._spreadsheet(id_))
        for request in body["requests"]:
            ((kind, content),) = request.items()
            UPDATES[kind](changed, content)
        self.spreadsheets[id_] = changed
        self.updates.append([kind for request in body["requests"] for kind in request])
        return {"spreadsheetId": id_, "replies": [{} for _ in body["requests"]]}

    def _spreadsheet(self, id_: str) -> list[Sheet]:
        if id_ not in self.spreadsheets:
            raise Refused(404, "Requested entity was not found.")
        return self.spreadsheets[id_]


def _add_sheet(sheets: list[Sheet], content: dict[str, Any]) -> None:
    properties = content["properties"]
    grid = properties["gridProperties"]
    id_, title = properties["sheetId"], properties["title"]
    if any(s.title == title for s in sheets):
        raise Refused(400, f'A sheet with the name "{title}" already exists.')
    if any(s.id == id_ for s in sheets) or not 0 <= id_ < 2**31:
        raise Refused(400, f"Sheet with id {id_} already exists.")
    sheets.append(Sheet(id_, title, grid["rowCount"], grid["columnCount"]))


def _update_properties(sheets: list[Sheet], content: dict[str, Any]) -> None:
    sheet = _by_id(sheets, content["properties"]["sheetId"])
    assert content["fields"] == "gridProperties(rowCount,columnCount)"
    grid = content["properties"]["gridProperties"]
    if grid["rowCount"] <= sheet.frozen_rows:
        raise Refused(400, "You can't delete all the rows that are not frozen.")
    sheet.rows, sheet.columns = grid["rowCount"], grid["columnCount"]
    inside = {at: v for at, v in sheet.cells.items() if at[0] < sheet.rows}
    sheet.cells = {at: v for at, v in inside.items() if at[1] < sheet.columns}


def _update_cells(sheets: list[Sheet], content: dict[str, Any]) -> None:
    assert content["fields"] == "userEnteredValue"
    assert content["range"].keys() == {"sheetId"}
    sheet = _by_id(sheets, content["range"]["sheetId"])
    sheet.cells = {}  # what the rows do not cover is cleared
    for down, row in enumerate(content["rows"]):
        for right, cell in enumerate(row["values"]):
            if down >= sheet.rows or right >= sheet.columns:
                raise Refused(400, f"Attempting to write beyond the grid: {down}, {right}")
            if cell:
                ((kind, value),) = cell["userEnteredValue"].items()
                assert type(value) in _VALUES[kind], (kind, value)
                sheet.cells[down, right] = value


_VALUES = {"stringValue": (str,), "numberValue": (int, float), "boolValue": (bool,)}


def _repeat_cell(sheets: list[Sheet], content: dict[str, Any]) -> None:
    assert content["fields"] == "userEnteredFormat.numberFormat"
    area = content["range"]
    sheet = _by_id(sheets, area["sheetId"])
    for row in range(area["startRowIndex"], sheet.rows):
        for column in range(area["startColumnIndex"], area["endColumnIndex"]):
            shown = content["cell"]["userEnteredFormat"]["numberFormat"]
            sheet.formats[row, column] = shown["pattern"]


UPDATES = {
    "addSheet": _add_sheet,
    "updateSheetProperties": _update_properties,
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
}


def _by_id(sheets: list[Sheet], id_: int) -> Sheet:
    for sheet in sheets:
        if sheet.id == id_:
            return sheet
    raise Refused(400, f"No grid with id: {id_}")


def _properties(sheet: Sheet) -> dict[str, Any]:
    grid = {"rowCount": sheet.rows, "columnCount": sheet.columns}
    return {"sheetId": sheet.id, "title": sheet.title, "gridProperties": grid}


def _cell(text: str, bottom: int = 0) -> tuple[int, int]:
    """`B3` as row and column from 0; a column alone is in the row `bottom`."""
    match = re.fullmatch(r"([A-Z]+)([0-9]*)", text)
    assert match is not None, text
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return (int(match[2]) - 1 if match[2] else bottom), column - 1


@cache
def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(*pem, serialization.NoEncryption()).decode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sheets: Sheets

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match = re.fullmatch(r"/v4/spreadsheets/([^/:]+)(?:/values/(.+))?", parts.path)
        assert match is not None, self.path
        id_, range_ = unquote(match[1]), unquote(match[2] or "")
        if range_:
            self._do("values", lambda: self.sheets.values(id_, range_, options))
        else:
            self._do("metadata", lambda: self.sheets.metadata(id_))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/token":
            self._do("token", self._sign_in)
            return
        match = re.fullmatch(r"/v4/spreadsheets/([^/:]+):batchUpdate", self.path)
        assert match is not None, self.path
        id_ = unquote(match[1])
        self._do("batchUpdate", lambda: self.sheets.batch_update(id_, json.loads(body)))

    def _sign_in(self) -> dict[str, Any]:
        return {"access_token": "a-token", "token_type": "Bearer", "expires_in": 3600}

    def _do(self, call: str, work: Any) -> None:
        if call != "token":
            self.sheets.calls.append(call)
        fault = next((f for f in self.sheets.faults if f.call == call), None)
        if fault is not None:
            self.sheets.faults.remove(fault)
            if not fault.after:
                self._fail(fault.failure)
                return
        try:
            if call != "token" and self.headers["Authorization"] != "Bearer a-token":
                raise Refused(401, "Request had invalid authentication credentials.")
            found = work()
        except Refused as error:
            self._refuse(error.status, str(error))
            return
        if fault is not None:
            self._fail(fault.failure)
            return
        self._send(200, json.dumps(found).encode())

    def _fail(self, failure: Failure) -> None:
        match failure:
            case "reset":  # a packet that says: no such connection
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.close_connection = True
                self.connection.close()
            case "hang":
                time.sleep(0.8)
                self.close_connection = True
            case "cut":
                self._send(200, b'{"spreadsheetId": "x", "pr', length=1000)
                self.close_connection = True
            case "kill":
                self.sheets.kill()
                self.close_connection = True
            case "html":
                self._send(200, b"<html>Sign in to this network</html>", kind="text/html")
            case _:
                self._refuse(failure, "The service is currently unavailable.")

    def _refuse(self, status: int, message: str) -> None:
        error = {"code": status, "message": message, "status": "FAILED"}
        self._send(status, json.dumps({"error": error}).encode())

    def _send(
        self, status: int, body: bytes, length: int = 0, kind: str = "application/json"
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving() -> Iterator[Sheets]:
    """A server on a free port of the loopback."""
    sheets = Sheets()
    handler = type("Handler", (_Handler,), {"sheets": sheets})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    sheets.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sheets
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
