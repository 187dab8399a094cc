"""Google sheets through the real client, over the loopback: what is read, written and repeated."""

from __future__ import annotations

import datetime as dt
import time
import types
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.sheets_server import Failure, Fault, Sheet, Sheets, serving
from tests.support.specs import pipeline
from tests.unit.backends.pandas.running import loaded, value

SPEC = """\
speccc: 1
name: mirrored
sources:
  rows:
    connector: google_sheets
    options:
      spreadsheet: book
      sheet: It's here
      range: B3:I
      credentials: ${env:SHEETS_KEY}
      endpoint: ${env:SHEETS_URL}
    columns:
      i: {type: int64 not null, path: Number}
      t: text
      f: float64
      m: decimal(17,2)
      b: bool
      d: date
      s: timestamp
    key: [i]
    on_error: ON_ERROR
steps:
  - sort: [i]
sinks:
  copy:
    connector: google_sheets
    options:
      spreadsheet: book
      sheet: Copy
      credentials: ${env:SHEETS_KEY}
      endpoint: ${env:SHEETS_URL}
    mode: replace
"""
HEADER = ["Number", "t", "f", "m", "b", "d", "s", "a note"]
ROWS = [
    [2, "two", 2.5, 0.1 + 0.2, True, 45322, 45322.75],
    [],
    [1, "", "", "", "", "", ""],
    [3, 12, 3, 7, False, -1, 45322.000011574074],
]
READ = [
    (1, None, None, None, None, None, None),
    (2, "two", 2.5, Decimal("0.30"), True, dt.date(2024, 1, 31), dt.datetime(2024, 1, 31, 18)),
    (
        3,
        "12",
        3.0,
        Decimal("7.00"),
        False,
        dt.date(1899, 12, 29),
        dt.datetime(2024, 1, 31, 0, 0, 1),
    ),
]
COPIED = [
    ["i", "t", "f", "m", "b", "d", "s"],
    [1],
    [2, "two", 2.5, 0.3, True, 45322, 45322.75],
    [3, "12", 3.0, 7.0, False, -1, 45322.000011574074],
]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sheets]:
    google = "google.auth.credentials.CredentialsWithRegionalAccessBoundary"
    asks_google = f"{google}._maybe_start_regional_access_boundary_refresh"
    monkeypatch.setattr(asks_google, lambda *_: None)
    with serving() as sheets:
        monkeypatch.setenv("SHEETS_KEY", sheets.key)
        monkeypatch.setenv("SHEETS_URL", sheets.url)
        source = Sheet(11, "It's here", rows=9)
        source.fill("A1", [["Our numbers"]])
        source.fill("B3", [HEADER, *ROWS])
        sheets.spreadsheets["book"] = [source, Sheet(12, "Other")]
        yield sheets


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the code meant to wait; it does not."""
    found: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", types.SimpleNamespace(sleep=found.append))
    return found


@cache
def _module(on_error: str = "fail") -> types.ModuleType:
    made = loaded(pipeline(SPEC.replace("ON_ERROR", on_error)))
    made.__dict__["SHEETS_TIMEOUT"] = (0.5, 0.5)
    return made


def _run(made: types.ModuleType, tmp_path: Any = None) -> dict[str, int]:
    report = made.Report()
    made.run(tmp_path, {}, report=report)
    return report.sinks


def _error(made: types.ModuleType, tmp_path: Any = None) -> str:
    with pytest.raises(made.PipelineError) as caught:
        made.run(tmp_path, {})
    return f"{caught.value.kind}: {caught.value}"


def test_cells_are_read_from_the_range(server: Sheets) -> None:
    made = _module()
    frame = made.extract(None)["rows"].sort_values("i")
    columns = pipeline(SPEC.replace("ON_ERROR", "fail")).sources[0].columns
    found = [[value(v, c.type) for v in frame[c.name].tolist()] for c in columns]
    assert list(zip(*found, strict=True)) == READ
    assert server.calls == ["values"]


@pytest.mark.parametrize(
    ("at", "cell", "told"),
    [
        ("B4", "#N/A", "column 'i': 1 row not to be read as int64 (first: row 1, '#N/A')"),
        ("B4", 2.5, "column 'i': 1 row not to be read as int64 (first: row 1, '2.5')"),
        ("B4", 2**53 + 2, "column 'i': 1 row not to be read as int64"),
        ("B6", 2, "the key (i) is not unique in 2 rows"),
        ("B4", "", "column 'i': NULL in 1 row, but is not null (first: row 1)"),
        ("C4", "#REF!", "column 't': 1 row not to be read as text (first: row 1, '#REF!')"),
        ("C4", "Loading...", "column 't': 1 row not to be read as text"),
        ("C4", True, "column 't': 1 row not to be read as text (first: row 1, 'true')"),
        ("D4", "1,5", "column 'f': 1 row not to be read as float64 (first: row 1, '1,5')"),
        ("E4", 0.125, "column 'm': 1 row not to be read as decimal(17,2)"),
        ("F4", 1, "column 'b': 1 row not to be read as bool (first: row 1, '1')"),
        ("G4", 45322.5, "column 'd': 1 row not to be read as date (first: row 1, '45322.5')"),
        ("G4", 3e6, "column 'd': 1 row not to be read as date"),
        ("H4", True, "column 's': 1 row not to be read as timestamp (first: row 1, 'true')"),
        ("H3", "S", "column 's': 's' is missing in the data (available: Number, t, f, m, b, d, S,"),
        ("H3", "d", "column 'd': 'd' occurs 2 times in the data"),
    ],
)
def test_a_sheet_that_breaks_its_contract(server: Sheets, at: str, cell: Any, told: str) -> None:
    server.sheet("book", "It's here").fill(at, [[cell]])
    error = _error(_module())
    assert error.startswith("contract: ")
    assert told in error
    assert server.calls == ["values"]


def test_what_does_not_read_may_become_null(server: Sheets) -> None:
    server.sheet("book", "It's here").fill("C4", [["#N/A", "x", 0.125, "x", 1.5, "x"]])
    made = _module("set_null")
    report = made.Report()
    made.run(None, {}, report=report)
    assert report.findings.nulled == {"rows": dict.fromkeys("tfmbds", 1)}
    assert server.sheet("book", "Copy").values[1:] == [[1], [2], COPIED[3]]


def test_an_empty_range_has_no_header(server: Sheets) -> None:
    server.sheet("book", "It's here").cells = {}
    assert _error(_module()) == (
        "io: cannot read 'sheet 'It's here' of spreadsheet 'book'': it is empty, without a header"
    )


def test_a_new_sheet_is_made_in_one_update(server: Sheets) -> None:
    made = _module()
    assert _run(made) == {"copy": 3}
    copy = server.sheet("book", "Copy")
    assert copy.values == COPIED
    assert (copy.rows, copy.columns) == (4, 7)
    assert {column: shown for (row, column), shown in copy.formats.items() if row == 1} == {
        5: "yyyy-mm-dd",
        6: "yyyy-mm-dd hh:mm:ss",
    }
    assert server.calls == ["values", "metadata", "batchUpdate"]
    assert [s.title for s in server.spreadsheets["book"]] == ["It's here", "Other", "Copy"]


def test_a_run_can_be_repeated(server: Sheets) -> None:
    made = _module()
    _run(made)
    once = server.sheet("book", "Copy")
    _run(made)
    assert server.sheet("book", "Copy") == once
    assert server.counted["batchUpdate"] == 2
    assert "addSheet" not in server.updates[1]


def test_the_id_of_a_new_sheet_is_free(server: Sheets) -> None:
    _run(_module())
    id_ = server.sheet("book", "Copy").id
    server.spreadsheets["book"] = [*server.spreadsheets["book"][:2], Sheet(id_, "Foreign")]
    _run(_module())
    assert server.sheet("book", "Copy").id == id_ + 1
    assert server.sheet("book", "Foreign").values == []


def test_a_sheet_grows_keeps_its_id_and_what_others_refer_to(server: Sheets) -> None:
    small = Sheet(77, "Copy", rows=2, columns=3, frozen_rows=1)
    small.fill("A1", [["old", "old", "old"], [1, 2, 3]])
    server.spreadsheets["book"].append(small)
    _run(_module())
    grown = server.sheet("book", "Copy")
    assert (grown.id, grown.rows, grown.columns) == (77, 4, 7)
    assert grown.values == COPIED
    large = Sheet(77, "Copy", rows=50, columns=26, frozen_rows=1)
    large.fill("A1", [[f"{c}{r}" for c in range(20)] for r in range(40)])
    server.spreadsheets["book"][-1] = large
    _run(_module())
    emptied = server.sheet("book", "Copy")
    assert (emptied.id, emptied.rows, emptied.columns) == (77, 50, 26)
    assert emptied.values == COPIED
    assert server.updates[-1] == ["repeatCell", "repeatCell", "updateCells"]


@pytest.mark.parametrize("after", [False, True])
def test_a_call_that_fails_is_repeated(server: Sheets, waits: list[float], after: bool) -> None:
    server.faults.append(Fault("batchUpdate", "reset", after))  # tests/faults has all of them
    assert _run(_module()) == {"copy": 3}
    assert waits == [1]
    assert server.sheet("book", "Copy").values == COPIED
    assert [s.title for s in server.spreadsheets["book"]].count("Copy") == 1


@pytest.mark.parametrize("failure", [429, 503, "reset"])
@pytest.mark.parametrize("call", ["values", "metadata", "batchUpdate", "token"])
def test_a_service_that_stays_away(
    server: Sheets, waits: list[float], call: str, failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # of google-auth
    server.faults += [Fault(call, failure) for _ in range(40)]
    before = [s.title for s in server.spreadsheets["book"]]
    error = _error(_module())
    assert error.startswith("io: cannot ")
    assert "Traceback" not in error
    assert [s.title for s in server.spreadsheets["book"]] == before
    assert waits == [1, 2, 4, 8, 16, 32]
    server.faults.clear()
    _run(_module())
    assert server.sheet("book", "Copy").values == COPIED


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (403, "the account may not; share the spreadsheet with it"),
        (401, "The service is currently unavailable."),
    ],
)
def test_what_will_not_pass_is_not_repeated(
    server: Sheets, waits: list[float], failure: Failure, told: str
) -> None:
    server.faults += [Fault("values", failure), Fault("values", failure)] * 2
    assert _error(_module()).endswith(told)
    assert waits == []


def test_a_spreadsheet_that_is_not_there(server: Sheets, waits: list[float]) -> None:
    server.spreadsheets["other"] = server.spreadsheets.pop("book")
    assert _error(_module()) == (
        "io: cannot read sheet 'It's here' of spreadsheet 'book': there is no such spreadsheet"
    )
    assert waits == []


def test_a_sheet_that_is_not_there(server: Sheets) -> None:
    server.sheet("book", "It's here").title = "Elsewhere"
    assert "Unable to parse range: 'It''s here'!B3:I" in _error(_module())


@pytest.mark.parametrize("key", ["{}", "{", '{"type": "service_account"}', "no/such/file", "[1]"])
def test_a_key_that_is_none(server: Sheets, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SHEETS_KEY", key)
    error = _error(_module())
    assert error.endswith("are no key of an account")
    assert server.calls == []


def test_a_key_in_a_file(server: Sheets, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "key.json").write_text(server.key)
    monkeypatch.setenv("SHEETS_KEY", str(tmp_path / "key.json"))
    assert _run(_module()) == {"copy": 3}


def test_a_variable_that_is_not_set(server: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHEETS_KEY")
    assert _error(_module()) == "io: the environment variable 'SHEETS_KEY' is not set"


def test_a_key_is_never_shown(server: Sheets) -> None:
    sheet = _module().GoogleSheet("book", "Copy", server.key, server.url)
    assert "PRIVATE KEY" not in f"{sheet} {sheet!r}"


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("i", 2**53 + 1, "more digits than a number of a sheet has in 1 row"),
        ("t", "", "an empty text, which a sheet cannot tell from NULL, in 1 row"),
        ("f", float("inf"), "float64 overflow"),
        ("m", Decimal("999999999999999.99"), "more digits than a number of a sheet has in 1 row"),
        ("s", dt.datetime(2024, 1, 1, microsecond=1), "a moment finer than the milliseconds"),
    ],
)
def test_what_a_sheet_cannot_hold(server: Sheets, column: str, cell: Any, told: str) -> None:
    made = _module()
    frame = made.transform(made.extract(None)["rows"])["copy"].head(1)
    frame[column] = pd.Series([cell], dtype=frame[column].dtype, index=frame.index)
    with pytest.raises(made.PipelineError, match=f"sink 'copy', column '{column}'.*{told}"):
        made.load({"copy": frame}, None)
    assert "batchUpdate" not in server.calls


@settings(max_examples=40)
@given(
    st.integers(-(2**53), 2**53),
    st.decimals(-(10**12), 10**12, places=2),
    st.dates(),
    st.datetimes(),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_what_is_written_reads_back(
    whole: int, money: Decimal, day: dt.date, moment: dt.datetime, ratio: float
) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    made = MIRROR
    pairs = [
        (made.sheet_integers, "int64", whole, str(whole)),
        (made.sheet_floats, "float64", ratio, repr(ratio)),
        (made.sheet_moments, "date", pd.Timestamp(day), dt.datetime.combine(day, dt.time())),
        (made.sheet_moments, "timestamp", pd.Timestamp(moment), moment),
    ]
    for write, kind, given_, read in pairs:
        (cell,) = write(pd.Series([given_], dtype=object, name="x"), "copy")
        assert made.spreadsheet_cell(cell["userEnteredValue"]["numberValue"], kind) == read
    (cell,) = made.sheet_decimals(pd.Series([money], dtype=object, name="x"), "copy")
    read = made.spreadsheet_cell(cell["userEnteredValue"]["numberValue"], "decimal")
    assert Decimal(read) == money


MIRROR = _module()
