"""Folders for the time of a block: whoever is killed in it leaves one only until the next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from speccc.execute.scratch import PREFIX, scratch

HOLDS = """
import sys
from pathlib import Path
from speccc.execute.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "rows").write_text("1")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_folder_is_there_for_a_block(tmp_path: Path) -> None:
    with scratch(tmp_path) as first, scratch(tmp_path) as second:
        assert {*tmp_path.iterdir()} == {first, second}
        (first / "rows").write_text("1", encoding="utf-8")
    assert not [*tmp_path.iterdir()]


def test_what_a_killed_process_leaves_goes_with_the_next(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}no-folder").write_text("1", encoding="utf-8")
    (tmp_path / "of-others").mkdir()
    others = {*tmp_path.iterdir()}
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    held = Path(holder.stdout.readline().strip())
    with scratch(tmp_path) as folder:  # while it goes on, its folder stays
        assert {*tmp_path.iterdir()} == others | {held, folder}
    holder.kill()
    holder.communicate()
    assert (held / "rows").exists()
    with scratch(tmp_path) as folder:
        assert {*tmp_path.iterdir()} == others | {folder}


def test_it_is_where_the_system_has_temporary_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch() as folder:
        assert folder.parent == tmp_path
