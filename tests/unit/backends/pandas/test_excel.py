"""Excel workbooks: what Excel saves, ranges, and files that are none."""

from __future__ import annotations

import datetime as dt
import types
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.specs import pipeline
from tests.unit.backends.pandas.running import loaded, value

SPEC = """\
speccc: 1
name: booked
sources:
  rows:
    connector: excel
    options: OPTIONS
    columns:
      i: {type: int64 not null, path: Number}
      t: text
      f: float64
      m: decimal(9,2)
      b: bool
      d: {type: date, format: DD.MM.YYYY}
      s: {type: timestamp, zone: Europe/Berlin}
    key: [i]
steps:
  - sort: [i]
sinks:
  copy: {connector: csv, options: {path: out/copy.csv}, mode: replace}
"""
HEADER = ["Number", "t", "f", "m", "b", "d", "s"]
DAY = dt.datetime(2024, 1, 31)
NOON = dt.datetime(2024, 1, 31, 12, 0, 0, 500_000)
ROWS = [
    [2, "two", 2.5, 0.1 + 0.2, True, DAY, NOON],
    [None] * 7,
    [1, None, None, None, None, "31.01.2024", None],
    [3, 12, 3, 7, False, dt.date(1999, 12, 31), DAY],
]
READ = [
    (1, None, None, None, None, DAY.date(), None),
    (2, "two", 2.5, Decimal("0.30"), True, DAY.date(), dt.datetime(2024, 1, 31, 11, 0, 0, 500_000)),
    (3, "12", 3.0, Decimal(7), False, dt.date(1999, 12, 31), dt.datetime(2024, 1, 30, 23)),
]
ALL = "{path: data/book.xlsx}"
PART = "{path: data/book.xlsx, sheet: Two words, range: B3:H6}"


@cache
def _module(options: str) -> types.ModuleType:
    return loaded(pipeline(SPEC.replace("OPTIONS", options)))


def _read(root: Path, options: str = ALL) -> list[tuple[Any, ...]]:
    frame = _module(options).extract(root)["rows"].sort_values("i")
    columns = pipeline(SPEC.replace("OPTIONS", options)).sources[0].columns
    found = [[value(v, c.type) for v in frame[c.name].tolist()] for c in columns]
    return list(zip(*found, strict=True))


def _error(root: Path, options: str = ALL) -> str:
    made = _module(options)
    with pytest.raises(made.PipelineError) as caught:
        made.extract(root)
    return f"{caught.value.kind}: {caught.value}"


def _sheet(root: Path) -> tuple[openpyxl.Workbook, Any]:
    (root / "data").mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    return book, book.active


def _book(root: Path, rows: list[list[Any]], *more: str) -> None:
    """A workbook whose first sheet holds these rows."""
    book, sheet = _sheet(root)
    for row in rows:
        sheet.append(row)
    for title in more:
        book.create_sheet(title)
    book.save(root / "data/book.xlsx")


def test_all_cells_of_the_only_sheet(tmp_path: Path) -> None:
    _book(tmp_path, [HEADER, *ROWS])
    assert _read(tmp_path) == READ


def test_a_range_of_a_sheet(tmp_path: Path) -> None:
    book, first = _sheet(tmp_path)
    first.append(["nothing", "here"])
    sheet = book.create_sheet("Two words")
    sheet.append(["Our numbers"])
    sheet.append([])
    for row in [HEADER, *ROWS, [9, "below the range"]]:
        sheet.append(["beside", *row, "beside"])
    book.save(tmp_path / "data/book.xlsx")
    assert _read(tmp_path, PART) == READ[:2]


@pytest.mark.parametrize(
    ("at", "cell", "told"),
    [
        ("A2", "#N/A", "column 'i': 1 row not to be read as int64 (first: row 1, '#N/A')"),
        ("B2", "=1/0", "column 't': 1 row not to be read as text (first: row 1, '=1/0')"),
        ("A2", 2.5, "column 'i': 1 row not to be read as int64 (first: row 1, '2.5')"),
        ("A4", 2, "the key (i) is not unique in 2 rows"),
        ("B2", True, "column 't': 1 row not to be read as text (first: row 1, 'true')"),
        ("D2", 0.125, "column 'm': 1 row not to be read as decimal(9,2)"),
        ("F2", NOON, "column 'd': 1 row not to be read as date (first: row 1, '2024-01-31 12"),
        ("F2", dt.time(12), "column 'd': 1 row not to be read as date (first: row 1, '12:00:00')"),
        ("F2", "2024-01-31", "column 'd': 1 row not to be read as date"),
        ("G1", "S", "column 's': 's' is missing in the data (available: Number, t, f, m, b, d, S)"),
    ],
)
def test_a_workbook_that_breaks_its_contract(tmp_path: Path, at: str, cell: Any, told: str) -> None:
    book, sheet = _sheet(tmp_path)
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    sheet[at] = cell
    book.save(tmp_path / "data/book.xlsx")
    error = _error(tmp_path)
    assert error.startswith("contract: ")
    assert told in error


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    assert _error(tmp_path).startswith("io: cannot read 'data/book.xlsx': No such file")
    file = tmp_path / "data/book.xlsx"
    _book(tmp_path, [HEADER, *ROWS])
    whole = file.read_bytes()
    for broken in (b"", b"order_id,price\n1,2\n", whole[:-300], whole[: len(whole) // 2]):
        file.write_bytes(broken)
        assert "it is no workbook (.xlsx)" in _error(tmp_path)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "a zip file")
    assert "it is no workbook (.xlsx)" in _error(tmp_path)


def test_sheets_by_name(tmp_path: Path) -> None:
    _book(tmp_path, [HEADER, *ROWS], "Other")
    assert _error(tmp_path) == (
        "io: cannot read 'data/book.xlsx': it has several sheets, name one of 'Sheet', 'Other'"
    )
    assert "it has no sheet 'Two words', but 'Sheet', 'Other'" in _error(tmp_path, PART)
    _book(tmp_path, [])
    assert _error(tmp_path).endswith("it is empty, without a header")


ASIDE = (
    SPEC.replace("    key: [i]", "    key: [i]\n    on_error: quarantine")
    .replace("- sort: [i]", "- {name: kept, from: rows, filter: i is not null}")
    .replace("copy: {", "copy: {from: kept, ")
    + "  aside:\n"
    "    {from: rows.rejected, mode: replace, connector: json, options: {path: a.json}}\n"
)


def test_rows_are_put_aside_as_the_workbook_shows_them(tmp_path: Path) -> None:
    book, sheet = _sheet(tmp_path)
    for row in (
        HEADER,
        [1, "a", 1.5, 2, True, DAY, NOON],
        [2, True, "x", 0.125, 7, 45_000.5, DAY],
        [None, None, None, None, None, None, NOON],
        [3.0, "b", None, None, None, None, None],
        [3, "c", None, None, None, None, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "data" / "book.xlsx")
    made = loaded(pipeline(ASIDE.replace("OPTIONS", ALL)))
    found = made.extract(tmp_path)
    assert found["rows"]["i"].tolist() == [1]
    rejected = found["rows.rejected"].astype(object)
    rows = rejected.where(rejected.notna(), None).values.tolist()
    assert rows == [
        ["2", "true", "x", "0.125", "7", "45000.5", "2024-01-31", BAD],
        [None, None, None, None, None, None, "2024-01-31 12:00:00.500000", "not_null: i"],
        ["3", "b", None, None, None, None, None, "unique: i"],
        ["3", "c", None, None, None, None, None, "unique: i"],
    ]


BAD = ", ".join(
    f"read: {what}"
    for what in ("t as text", "f as float64", "m as decimal(9,2)", "b as bool", "d as date")
)
