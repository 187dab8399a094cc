"""The cache: a damaged entry is a miss, and a cached result equals a compiled one."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.lifecycle import cache as cache_module
from speccc.lifecycle.cache import Cache
from tests.support.project import Project
from tests.unit.lifecycle.support import Compiler, make_project, rewrite, state


def test_an_entry_comes_back(tmp_path: Path) -> None:
    Cache(tmp_path).put("units", "k", {"a": "é\n"}, {"b": "1"})
    assert Cache(tmp_path).head("units", "k") == {"a": "é\n"}
    assert Cache(tmp_path).body("units", "k") == {"b": "1"}


def test_a_missing_entry_and_no_folder_are_misses(tmp_path: Path) -> None:
    assert Cache(tmp_path).head("units", "k") is None
    without = Cache(None)
    without.put("units", "k", {})
    assert without.head("units", "k") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Cache(tmp_path / "file").put("units", "k", {})


def test_every_single_damaged_byte_is_a_miss(tmp_path: Path) -> None:
    Cache(tmp_path).put("units", "k", {"a": 1}, {"b": 2})
    path = tmp_path / "units" / "k"
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        found = Cache(tmp_path).head("units", "k"), Cache(tmp_path).body("units", "k")
        assert None in found, place
        assert found in [(None, None), (None, {"b": 2}), ({"a": 1}, None)]
    path.write_bytes(whole[:-5])
    assert Cache(tmp_path).body("units", "k") is None


def test_old_entries_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "SPARE_ENTRIES", 2)
    for key in "abcde":
        Cache(tmp_path).put("units", key, {})
    now = Cache(tmp_path)
    now.head("units", "a")
    now.prune()
    left = {path.name for path in (tmp_path / "units").iterdir()}
    assert "a" in left
    assert len(left) == 3


def test_nothing_is_compiled_twice(project: Project) -> None:
    make_project(project, "sales", "stock")
    cache = project.root / ".speccc/cache"
    compiler = Compiler()
    first = state(project.root, compiler, Cache(cache))
    again = state(project.root, compiler, Cache(cache))
    assert compiler.compiled == ["sales.files", "stock.files"]
    for unit, want in first.wanted.items():
        assert again.wanted[unit].files == want.files
        assert again.wanted[unit].contents == want.contents


def test_only_the_changed_spec_is_compiled_again(project: Project) -> None:
    make_project(project, "sales", "stock")
    cache = project.root / ".speccc/cache"
    state(project.root, Compiler(), Cache(cache))
    rewrite(project.root / "specs/stock.yaml", "a > 1", "a > 2")
    compiler = Compiler()
    state(project.root, compiler, Cache(cache))
    assert compiler.compiled == ["stock.files"]


def test_who_reads_a_changed_spec_is_compiled_again(project: Project) -> None:
    make_project(project, "sales", "stock")
    rewrite(
        project.root / "specs/stock.yaml",
        "columns: {a: int64, b: int64}",
        "connector: pipeline\n    options: {sink: sales.out}",
    )
    cache = project.root / ".speccc/cache"
    state(project.root, Compiler(), Cache(cache))
    rewrite(project.root / "specs/sales.yaml", "a > 1", "a > 2")
    compiler = Compiler()
    state(project.root, compiler, Cache(cache))
    assert compiler.compiled == ["sales.files", "stock.files"]


def test_a_damaged_body_is_compiled_again(project: Project) -> None:
    make_project(project, "sales")
    cache = project.root / ".speccc/cache"
    clean = state(project.root, Compiler(), Cache(cache))
    for path in (cache / "units").iterdir():
        path.write_bytes(path.read_bytes()[:-9] + b"?" * 8 + b"\n")
    compiler = Compiler()
    again = state(project.root, compiler, Cache(cache))
    for unit, want in again.wanted.items():
        assert want.contents == clean.wanted[unit].contents
    assert compiler.compiled == ["sales.files"]


def test_two_processes_write_one_entry_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second writes the first half of its file when the first is about to rename its own."""
    replace = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "replace", half_written)
        Cache(tmp_path).put("units", "k", {"by": "the other"})
        return replace(path, target)

    def half_written(path: Path, target: Path) -> Path:
        path.write_bytes(path.read_bytes()[:10])
        return path

    monkeypatch.setattr(Path, "replace", interrupted)
    Cache(tmp_path).put("units", "k", {"by": "me"})
    assert Cache(tmp_path).head("units", "k") == {"by": "me"}
