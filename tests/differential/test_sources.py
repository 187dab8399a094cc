"""Files that lie, through whole runs on every engine, against the read boundary of the reference:
the same rows, or an error and nothing written. What is written is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential import files
from tests.differential.runs import FILE, FORMATS, RUNNERS, check_files, check_gallery, pipeline


@pytest.mark.parametrize("engine", RUNNERS)
@pytest.mark.parametrize("on_error", ["fail", "set_null"])
@pytest.mark.parametrize("name", FORMATS)
def test_files(name: str, on_error: str, engine: str, tmp_path: Path) -> None:
    check_gallery(name, on_error, engine, tmp_path)
    assert set(check_files(name, on_error, engine, tmp_path)) == {True, False}


def test_duckdb_gives_up_where_a_mark_stands_before_a_quoted_delimiter(tmp_path: Path) -> None:
    """Its own sniffer does: the run ends, and nothing is written. No other file is like that."""
    made = pipeline("csv", "fail")
    header = ",".join(f'"{files.PATHS.get(name, name)}"' for name in ("t", *files.COLUMNS))
    files.write(tmp_path / FILE, files.MARK + header.encode() + b"\n")
    report = RUNNERS["duckdb"](made, tmp_path)(tmp_path)
    assert report["error"]["kind"] == "io"
    assert not (tmp_path / "out").exists()
