"""The rows of a job: what comes and goes, and how they are put onto those of a sink."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from speccc.execute.flink_changes import kept, lines_of, repeated
from speccc.execute.scripts import ScriptError

COMES, GOES = '{{"before":null,"after":{},"op":"c"}}', '{{"before":{},"after":null,"op":"d"}}'
ONE, TWO, NEWER = '{"k":1,"v":"a"}', '{"k":2,"v":"b"}', '{"k":1,"v":"c"}'


def sink(mode: str = "merge", *, changes: bool = True) -> Mapping[str, Any]:
    key = [{"path": ["k"], "type": "int64"}]
    return {"name": "out", "mode": mode, "key": key, "changes": changes}


def written(folder: Path, *lines: str) -> Path:
    folder.mkdir()
    (folder / "part-0").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (folder / ".part-1.inprogress").write_text("half\n", encoding="utf-8")
    return folder


def test_a_row_that_goes_is_not_there(tmp_path: Path) -> None:
    changes = (COMES.format(ONE), COMES.format(TWO), GOES.format(ONE), COMES.format(NEWER))
    found = kept(sink(), written(tmp_path / "out", *changes))
    assert sorted(found.lines.values()) == [NEWER, TWO]


def test_two_rows_of_one_key_end_the_run(tmp_path: Path) -> None:
    folder = written(tmp_path / "out", COMES.format(ONE), COMES.format(NEWER))
    with pytest.raises(ScriptError, match="1 row"):
        kept(sink(), folder)


@pytest.mark.parametrize(("mode", "wanted"), [("append", [ONE, TWO]), ("merge", [NEWER, TWO])])
def test_rows_are_added_by_their_keys(tmp_path: Path, mode: str, wanted: list[str]) -> None:
    made = sink(mode, changes=False)
    rows = kept(made, written(tmp_path / "new", NEWER, TWO))
    file = tmp_path / "sink.jsonl"
    file.write_text(f"{ONE}\n", encoding="utf-8")
    assert rows.onto(made, file) == wanted
    assert rows.onto(made, tmp_path / "none.jsonl") == [NEWER, TWO]


def test_a_sink_that_holds_other_rows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sink.jsonl"
    rows = kept(sink(changes=False), written(tmp_path / "new", ONE))
    for text in ('{"k":null}', "no json", '{"x":1}', "[1]", '{"k":"x"}'):
        file.write_text(f"{text}\n", encoding="utf-8")
        with pytest.raises(ScriptError, match="rows that are not those of this sink"):
            rows.onto(sink(), file)


def test_a_separator_of_lines_in_a_text_ends_no_row(tmp_path: Path) -> None:
    file = tmp_path / "sink.jsonl"
    file.write_text('{"k":3,"v":"\u2028"}\n', encoding="utf-8")
    rows = kept(sink(changes=False), written(tmp_path / "new", ONE))
    assert rows.onto(sink(), file) == [ONE, '{"k":3,"v":"\u2028"}']


def test_rows_of_a_source_that_share_their_key(tmp_path: Path) -> None:
    copy = tmp_path / "rows"
    copy.write_text('{"k": "1"}\n{"k": "01"}\n{"k": "2"}\n{"k": null}\n{}\n', encoding="utf-8")
    key = [{"path": ["k"], "type": "int64", "format": ""}]
    assert repeated({"key": key}, copy) == 4
    assert repeated({"key": []}, copy) == 0


def test_only_whole_files_are_read(tmp_path: Path) -> None:
    assert list(lines_of(written(tmp_path / "out", ONE))) == [ONE]
