"""`import csv`: types, keys and dirt, and a pipeline that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Speccc


def _source(tmp_path: Path, speccc: Speccc, text: str, *options: str) -> str:
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    return speccc("import", "csv", "data.csv", *options).out


def test_the_newcomers_file(tmp_path: Path, speccc: Speccc) -> None:
    text = (
        "order_id,product,price,quantity\n1,Pen,2.50,4\n2,Ink,12.00,1\n3,Pen,2.50,\n"
        "4,Paper,free,2\n5,Pen,2.50,1\n"
    )
    assert _source(tmp_path, speccc, text) == (
        "sources:\n"
        "  data:\n"
        "    connector: csv\n"
        "    options: {path: data.csv}\n"
        "    columns:\n"
        "      order_id: int64 not null\n"
        "      product: text not null\n"
        '      # mostly decimal(12,2), but 1 value does not read: "free" (line 5)\n'
        "      price: text not null\n"
        "      quantity: int64\n"
        "    key: [order_id]\n"
    )


@pytest.mark.parametrize(
    ("values", "declared"),
    [
        (["1", "22"], "int64 not null"),
        (["1", ""], "int64"),
        (["007", "012"], "text not null"),
        (["1.5", "2"], "decimal(12,1) not null"),
        (["1e3", "2.5"], "float64 not null"),
        (["9999999999999.123456"], "float64 not null"),
        (["99999999999.12"], "decimal(13,2) not null"),
        (["9223372036854775808"], "float64 not null"),
        (["true", "false"], "bool not null"),
        (["True", "False"], "text not null"),
        (["2024-02-29"], "date not null"),
        (["31/12/2024", "01/02/2024"], "{type: date not null, format: DD/MM/YYYY}"),
        (["12/31/2024"], "{type: date not null, format: MM/DD/YYYY}"),
        (["31.12.2024"], "{type: date not null, format: DD.MM.YYYY}"),
        (["2024-02-30", "2024-02-31"], "text not null"),
        (["2024-01-01 10:00:00.5"], "timestamp not null"),
        (["01.02.2024 10:00"], '{type: timestamp not null, format: "DD.MM.YYYY HH:mm"}'),
        (["2024-01-01T10:00:00"], "timestamp not null"),
        (["2024-01-01T10:00:00Z"], "text not null"),
        (["", ""], "text"),
        (["NULL", "n/a"], "text not null"),
    ],
)
def test_types(tmp_path: Path, speccc: Speccc, values: list[str], declared: str) -> None:
    text = "n,x\n" + "".join(f"{number},{value}\n" for number, value in enumerate(values))
    assert f"      x: {declared}\n" in _source(tmp_path, speccc, text)


def test_an_ambiguous_date_says_so(tmp_path: Path, speccc: Speccc) -> None:
    out = _source(tmp_path, speccc, "x\n01/02/2024\n")
    assert "      # could be MM/DD/YYYY as well\n" in out


def test_names_that_are_none_get_a_path(tmp_path: Path, speccc: Speccc) -> None:
    out = _source(tmp_path, speccc, "Order ID,order id,Größe,1st,case,a\nx,x,x,x,x,x\n")
    for declared in (
        "order_id: {type: text not null, path: Order ID}",
        "order_id_2: {type: text not null, path: order id}",
        'groe: {type: text not null, path: "Größe"}',
        "column_1st: {type: text not null, path: 1st}",
        "case_: {type: text not null, path: case}",
        "a: text not null",
    ):
        assert f"      {declared}\n" in out.replace('"1st"', "1st")


def test_an_id_that_repeats_is_named(tmp_path: Path, speccc: Speccc) -> None:
    rows = "".join(f"{n},x\n" for n in [*range(30), 7])
    out = _source(tmp_path, speccc, f"id,x\n{rows}")
    assert "    # id is no key: 1 value repeats, first in line 9\n" in out
    assert "    key:" not in out


def test_another_delimiter(tmp_path: Path, speccc: Speccc) -> None:
    out = _source(tmp_path, speccc, "a;b\n1;2,5\n")
    assert 'options: {path: data.csv, delimiter: ";"}' in out
    assert "      a: int64 not null\n" in out


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it has no header line"),
        ("a,,b\n", "a name in its header is empty"),
        ("a,a\n", "'a' stands in its header twice"),
        ("a,b\n1\n", "line 2 has 1 fields, the header 2"),
        ('a\n"x', "unexpected end of data"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, speccc: Speccc, text: str, problem: str) -> None:
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    assert (
        f"E0808]: cannot import 'data.csv': {problem}"
        in speccc("import", "csv", "data.csv", code=1).err
    )


def test_not_utf8_and_not_there(tmp_path: Path, speccc: Speccc) -> None:
    (tmp_path / "data.csv").write_bytes(b"a\n\xff\n")
    assert "it is not UTF-8" in speccc("import", "csv", "data.csv", code=1).err
    assert "error[E0806]" in speccc("import", "csv", "nothing.csv", code=1).err


def test_the_pipeline_runs(tmp_path: Path, speccc: Speccc) -> None:
    speccc("init")
    (tmp_path / "in.csv").write_text(
        "Order ID,price,day\n1,2.50,31/12/2024\n2,free,01/02/2024\n"
        "3,1,02/02/2024\n4,1.2,03/02/2024\n5,7,04/02/2024\n",
        encoding="utf-8",
    )
    out = speccc("import", "csv", "in.csv", "--name", "orders", "--out", "specs/orders.yaml").out
    assert out == "Wrote specs/orders.yaml: 3 columns, 5 rows.\n"
    speccc("validate")
    preview = speccc("preview", "orders", "--target", "duckdb").out
    assert "orders_clean  (5 of 5 rows)" in preview
    assert "NULL" in preview
    speccc("apply", "--auto-approve", "--target", "duckdb")
    speccc("run", "orders", "--target", "duckdb")
    lines = (tmp_path / "out/orders_clean.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "order_id,price,day"
    assert "2,,2024-02-01" in lines


def test_the_pipeline_is_never_overwritten(tmp_path: Path, speccc: Speccc) -> None:
    (tmp_path / "data.csv").write_text("a\n1\n")
    (tmp_path / "x.yaml").write_text("mine")
    assert "E0807" in speccc("import", "csv", "data.csv", "--out", "x.yaml", code=1).err
    assert (tmp_path / "x.yaml").read_text() == "mine"
