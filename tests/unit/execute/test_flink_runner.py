"""What a run on Flink tells before Flink is started, and the files it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from speccc.execute.flink_files import ContractError, collected, copied, counted
from speccc.execute.flink_runner import run


def source(connector: str, *columns: str, **options: str) -> Mapping[str, Any]:
    paths = [{"path": column.split("."), "type": "text"} for column in columns]
    path = f"in.{connector}"
    named = {"name": "given", "table": "_given_file", "connector": connector, "path": path}
    return {**named, "columns": paths, "options": options}


def recipe(*sources: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"sources": list(sources), "sinks": [], "params": [], "checks": False, "scripts": {}}


def test_parquet_is_refused_by_name(tmp_path: Path) -> None:
    report = run(recipe(source("parquet", "a")), tmp_path, tmp_path, {})
    assert report["error"] is not None
    assert report["error"]["kind"] == "io"
    assert report["error"]["message"].startswith("'given' is a parquet file: ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    report = run(recipe(source("csv", "a")), tmp_path, tmp_path, {})
    assert report["error"] == {
        "kind": "io",
        "message": "cannot read 'in.csv': No such file or directory",
    }


def test_a_csv_becomes_what_is_declared(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b'\xef\xbb\xbfx;b;a\r\n1;"p;q";\r\n\r\n2;"";"r\ns"\r\n')
    made = source("csv", "a", "b", delimiter=";")
    assert copied(made, tmp_path, tmp_path / "out", None) == 2
    assert (tmp_path / "out").read_text("utf-8") == 'a;b\n;"p;q"\n"r\ns";\n'
    assert copied(made, tmp_path, tmp_path / "out", 1) == 1


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(ContractError, match="source 'given': no column 'b'"):
        copied(source("csv", "a", "b"), tmp_path, tmp_path / "out", None)


def test_json_keeps_the_way_to_its_values(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"u": {"i": 1.50}, "b": true, "x": 1}\n{}\n', "utf-8")
    assert copied(source("json", "u.i", "b"), tmp_path, tmp_path / "out", None) == 2
    lines = (tmp_path / "out").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"u": {"i": "1.50"}, "b": "true"},
        {"u": {"i": None}, "b": None},
    ]


def test_the_files_of_a_sink_become_one_in_their_order(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    for task, number, text in ((0, 10, "c\n"), (0, 9, "b\n"), (1, 0, "d\n"), (0, 0, "a\na\n")):
        (parts / f"part-2f-4e-{task}-{number}").write_text(text, encoding="utf-8")
    assert counted(parts) == 5
    collected(parts, tmp_path / "whole")
    assert (tmp_path / "whole").read_text("utf-8") == "a\na\nb\nc\nd\n"
