"""Physical rows of real files."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from speccc.diagnostics import Failure
from speccc.execute.readers import read_raw
from speccc.types.raw import JsonNumber


def csv_rows(folder: Path, content: bytes) -> object:
    (folder / "x.csv").write_bytes(content)
    table = read_raw("csv", {"path": "x.csv"}, folder)
    return [tuple(row.values()) for row in table.rows]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n", [("1", "2")]),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n", [("1", "2")]),
        (b'a,b\n,""\n', [(None, None)]),
        (b'a,b\n"x\ny","say ""hi"""\n', [("x\ny", 'say "hi"')]),
        (b"a,b\n NA ,null\n", [(" NA ", "null")]),
        (b"a,b\n\n1,2\n\n", [("1", "2")]),
        (b"a,b\n", []),
        (b'a\n""\n', [(None,)]),
    ],
)
def test_csv(tmp_path: Path, content: bytes, rows: list[tuple[str | None, ...]]) -> None:
    assert csv_rows(tmp_path, content) == rows


def test_csv_has_the_columns_of_its_header_and_a_delimiter(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"a;b\n1,5;2\n")
    table = read_raw("csv", {"path": "x.csv", "delimiter": ";"}, tmp_path)
    assert table.columns == ("a", "b")
    assert [tuple(row.values()) for row in table.rows] == [("1,5", "2")]


def test_a_long_csv_field(tmp_path: Path) -> None:
    long = b"x" * 300_000
    assert csv_rows(tmp_path, b"a\n" + long + b"\n") == [(long.decode(),)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1\n", "line 2: the number of fields is 1, in the header 2"),
        (b"a,b\n1,2,3\n", "line 2: the number of fields is 3, in the header 2"),
        (b"a\n\xff\n", "not UTF-8"),
        (b'a\n"x\n', "line 2: a quote is not closed"),
        (b'a,b\n1,2\n1,"x"y\n', "line 3: a quote or carriage return in a field"),
        (b'a,b\n"1\n2",3\n1, "x"\n', "line 4: a quote or carriage return in a field"),
        (b"a\n1\r2\n", "line 2: a quote or carriage return in a field"),
        (b"", "it is empty, without a header"),
    ],
)
def test_csv_that_is_none(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(Failure, match=message):
        csv_rows(tmp_path, content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"cannot read 'data/no\.csv': No such file") as caught:
        read_raw("csv", {"path": "data/no.csv"}, tmp_path)
    assert [d.code.id for d in caught.value.diagnostics] == ["E0906"]


def test_json_numbers_keep_their_digits(tmp_path: Path) -> None:
    line = '{"a": 1.10, "b": {"c": 12345678901234567890}, "d": "1", "e": true, "f": null}\n\n'
    (tmp_path / "x.json").write_text(line)
    table = read_raw("json", {"path": "x.json"}, tmp_path)
    (row,) = table.rows
    assert table.columns is None
    assert row == {
        "a": "1.10",
        "b": {"c": "12345678901234567890"},
        "d": "1",
        "e": True,
        "f": None,
    }
    assert isinstance(row["a"], JsonNumber)
    assert not isinstance(row["d"], JsonNumber)


@pytest.mark.parametrize(
    "line", ["[1]", "{", '{"a": NaN}', '{"a": 1} x', '{"a": "\\ud800"}', "[" * 100_000]
)
def test_json_that_is_none(tmp_path: Path, line: str) -> None:
    (tmp_path / "x.json").write_text("{}\n" + line)
    with pytest.raises(Failure, match="line 2"):
        read_raw("json", {"path": "x.json"}, tmp_path)


def test_json_may_escape_any_character(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"a": "\\uD83D\\uDE00"}')
    assert read_raw("json", {"path": "x.json"}, tmp_path).rows == [{"a": "😀"}]


def parquet_values(folder: Path, array: pa.Array) -> list[object]:
    pq.write_table(pa.table({"a": array}), folder / "x.parquet")
    table = read_raw("parquet", {"path": "x.parquet"}, folder)
    assert table.columns == ("a",)
    return [row["a"] for row in table.rows]


def test_parquet(tmp_path: Path) -> None:
    moment = dt.datetime.fromisoformat("1969-12-31 23:59:59.999999")
    assert parquet_values(tmp_path, pa.array([1, None], pa.int32())) == [1, None]
    assert parquet_values(tmp_path, pa.array([Decimal("1.50")])) == [Decimal("1.50")]
    assert parquet_values(tmp_path, pa.array([dt.date(1900, 2, 28), None])) == [
        dt.date(1900, 2, 28),
        None,
    ]
    for unit in ("us", "ns"):
        values = parquet_values(tmp_path, pa.array([moment, None], pa.timestamp(unit)))
        assert values == [moment, None]


def test_parquet_moments_that_python_cannot_hold_are_bytes(tmp_path: Path) -> None:
    below = pa.array([1], pa.int64()).cast(pa.timestamp("ns"))
    beyond = pa.array([10**12], pa.int64()).cast(pa.timestamp("s"))
    zoned = pa.array([0, None], pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    assert [type(v) for v in parquet_values(tmp_path, below)] == [bytes]
    assert [type(v) for v in parquet_values(tmp_path, beyond)] == [bytes]
    assert [type(v) for v in parquet_values(tmp_path, zoned)] == [bytes, type(None)]


def test_parquet_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"no")
    with pytest.raises(Failure, match=r"cannot read 'x\.parquet'"):
        read_raw("parquet", {"path": "x.parquet"}, tmp_path)
