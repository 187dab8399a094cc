"""`import csv`: types, keys and dirt, and a pipeline that runs."""

from __future__ import annotations

import json
import re
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
        (["01.02.2024 10:00"], "{type: timestamp not null, format: DD.MM.YYYY HH:mm}"),
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
        "grosse: {type: text not null, path: Größe}",
        "column_1st: {type: text not null, path: 1st}",
        "case_: {type: text not null, path: case}",
        "a: text not null",
    ):
        assert f"      {declared}\n" in out.replace('"1st"', "1st")


def test_names_are_in_one_style(tmp_path: Path, speccc: Speccc) -> None:
    out = _source(tmp_path, speccc, "OrderID,unitPrice,HTTPCode,Order_Date,plain2\nx,x,x,x,x\n")
    for declared in (
        "order_id: {type: text not null, path: OrderID}",
        "unit_price: {type: text not null, path: unitPrice}",
        "http_code: {type: text not null, path: HTTPCode}",
        "order_date: {type: text not null, path: Order_Date}",
        "plain2: text not null",
    ):
        assert f"      {declared}\n" in out


def test_an_id_that_repeats_is_named(tmp_path: Path, speccc: Speccc) -> None:
    rows = "".join(f"{n},x\n" for n in [*range(30), 7])
    out = _source(tmp_path, speccc, f"id,x\n{rows}")
    assert (
        "    # id would be a key but for 1 repeated row (a value of line 9 comes again): "
        "a step 'dedupe: {by: [id], order: [...]}' keeps one of each\n"
    ) in out
    assert "    key:" not in out


def test_a_near_key_of_another_name(tmp_path: Path, speccc: Speccc) -> None:
    rows = "".join(f"R{n},{n % 5}\n" for n in [*range(60), 1, 2, 3, 4])
    out = _source(tmp_path, speccc, f"Rechnungs-Nr.,x\n{rows}")
    assert "# rechnungs_nr would be a key but for 4 repeated rows (a value of line 3 " in out
    named = _source(tmp_path, speccc, f"beleg,x\n{rows}")
    assert "# beleg would be a key but for 4 repeated rows" in named
    chance = "".join(f"R{n},k{n}\n" for n in range(30)) + "R3,kx\n"
    assert "key:" not in _source(tmp_path, speccc, f"order_id,x\n{chance}")
    missing = "".join(f"{n},x\n" for n in range(20)) + ",x\n"
    empty = _source(tmp_path, speccc, f"id,x\n{missing}")
    assert "# id is no key: it is empty in 1 row\n" in empty


@pytest.mark.parametrize(
    ("values", "words", "numbers"),
    [
        (["1.234,50", "12,00", "3"], "a decimal comma", ["1234.50", "12.00", "3.00"]),
        (["1.234,50 €", "-7,25 €"], "'€' and a decimal comma", ["1234.50", "-7.25"]),
        (["$1,234.50", "$3.00"], "'$' and ',' for thousands", ["1234.50", "3.00"]),
        (["1,234", "1,234,567", "7"], "',' for thousands", ["1234", "1234567", "7"]),
        (["12%", "7.5%"], "'%'", ["12.0", "7.5"]),
        (["EUR 5", "USD 7"], "'USD' and 'EUR'", ["5", "7"]),
        (["$5", "$6", "$7", "$8", "free"], "'$' (but for 1 of 5)", ["5", "6", "7", "8", "NULL"]),
    ],
)
def test_numbers_for_people_get_a_step_that_reads_them(
    tmp_path: Path, speccc: Speccc, values: list[str], words: str, numbers: list[str]
) -> None:
    speccc("init")
    lines = "".join(f"{number};{value}\n" for number, value in enumerate(values))
    (tmp_path / "data.csv").write_text(f"row;price\n{lines}", encoding="utf-8")
    out = speccc("import", "csv", "data.csv", "--out", "specs/data.yaml").out
    assert f"  price: numbers with {words}; a step makes numbers of them:\n" in out
    spec = tmp_path / "specs/data.yaml"
    text = spec.read_text(encoding="utf-8")
    assert "      price: text not null\n" in text
    assert "key: [price]" not in text
    (step,) = re.findall(r"^ +# (- set: .*)$", text, re.MULTILINE)
    spec.write_text(text.replace("steps:\n", f"steps:\n  {step}\n"), encoding="utf-8")
    preview = speccc("preview", "data", "--target", "duckdb", "--json").json
    (relation,) = preview["relations"]
    assert [row[1] or "NULL" for row in relation["shown"]] == numbers


@pytest.mark.parametrize(
    "values", [["1.2.3", "1.2.4"], ["$", "%"], ["1,2,3", "4,5"], ["007%", "$08"], ["1,5x", "2,5x"]]
)
def test_what_is_no_number_for_people(tmp_path: Path, speccc: Speccc, values: list[str]) -> None:
    assert "numbers with" not in _source(tmp_path, speccc, "x;y\n" + ";\n".join(values) + ";\n")


def test_a_date_with_a_format_and_some_that_do_not_read(tmp_path: Path, speccc: Speccc) -> None:
    speccc("init")
    days = "".join(f"{n},{day:02}.02.2024\n" for n, day in enumerate(range(1, 12)))
    text = f"id,Buchung am\n{days}97,unklar\n98,?\n"
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    out = speccc("import", "csv", "data.csv", "--out", "specs/data.yaml").out
    typed = "{type: date, path: Buchung am, format: DD.MM.YYYY}"
    assert "mostly date (DD.MM.YYYY), but 2 values do not read" in out
    assert f"{typed} here, with 'on_error: set_null' below the columns, loses those 2\n" in out
    spec = tmp_path / "specs/data.yaml"
    text = spec.read_text(encoding="utf-8")
    text = text.replace(
        "buchung_am: {type: text not null, path: Buchung am}", f"buchung_am: {typed}"
    )
    spec.write_text(text.replace("    key:", "    on_error: set_null\n    key:"), encoding="utf-8")
    (relation,) = speccc("preview", "data", "--target", "duckdb", "--json").json["relations"]
    assert [row[1] for row in relation["shown"]].count(None) == 2
    assert relation["shown"][0][1] == "2024-02-01"


def test_another_delimiter(tmp_path: Path, speccc: Speccc) -> None:
    out = _source(tmp_path, speccc, "a;b\n1;2,5\n")
    assert '      path: data.csv\n      delimiter: ";"\n' in out
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
    done = speccc("import", "csv", "data.csv", code=1)
    assert "it is not UTF-8 (at byte 2)" in done.err
    assert "convert it: iconv -f WINDOWS-1252 -t UTF-8 data.csv > data_utf8.csv" in done.err
    (tmp_path / "in").mkdir()
    (tmp_path / "in/my data.csv").write_text("a\né\n", encoding="utf-16")
    done = speccc("import", "csv", "in/my data.csv", code=1)
    assert "iconv -f UTF-16 -t UTF-8 'in/my data.csv' > 'in/my data_utf8.csv'" in done.err
    assert "error[E0806]" in speccc("import", "csv", "nothing.csv", code=1).err


def test_the_pipeline_runs(tmp_path: Path, speccc: Speccc) -> None:
    speccc("init")
    (tmp_path / "in.csv").write_text(
        "Order ID,price,day\n1,2.50,31/12/2024\n2,free,01/02/2024\n"
        "3,1,02/02/2024\n4,1.2,03/02/2024\n5,7,04/02/2024\n",
        encoding="utf-8",
    )
    out = speccc("import", "csv", "in.csv", "--name", "orders", "--out", "specs/orders.yaml").out
    assert out == (
        "Wrote specs/orders.yaml: 3 columns, 5 rows.\n"
        '  price: mostly decimal(12,2), but 1 value does not read: "free" (line 3)\n'
    )
    assert speccc("fmt", "--check").out == ""
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


def test_a_schema_is_a_source_without_a_place(tmp_path: Path, speccc: Speccc) -> None:
    place = {"type": "record", "name": "Place", "fields": [{"name": "site", "type": "string"}]}
    record = {
        "type": "record",
        "name": "iot.Reading",
        "fields": [
            {"name": "reading_id", "type": "long", "doc": "Counts up"},
            {"name": "place", "type": ["null", place]},
        ],
    }
    (tmp_path / "reading.avsc").write_text(json.dumps(record))
    assert speccc("import", "avro", "reading.avsc").out == (
        "sources:\n"
        "  reading:\n"
        "    columns:\n"
        "      reading_id: {type: int64 not null, description: Counts up}\n"
        "      place_site: {type: text, path: [place, site]}\n"
    )
    schema = {"properties": {"at": {"type": "string", "format": "date"}}, "required": ["at"]}
    (tmp_path / "days.json").write_text(json.dumps(schema))
    out = speccc("import", "json-schema", "days.json", "--name", "due days").out
    assert out == "sources:\n  due_days:\n    columns:\n      at: date not null\n"
    for kind, file in (("avro", "days.json"), ("json-schema", "reading.avsc")):
        assert "E1010" in speccc("import", kind, file, code=1).err
    assert "E0806" in speccc("import", "avro", "none.avsc", code=1).err
