"""Where Java is looked for, and which is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.execute import flink_engine
from speccc.execute import java as looking
from speccc.execute.java import java


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_PLACES", ())


def fake(folder: Path, said: str, code: int = 0) -> Path:
    """A command that says which version it is, as Java does."""
    command = folder / "bin/java"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit {code}\n", encoding="utf-8")
    command.chmod(0o755)
    return command


def test_the_one_of_java_home_comes_first(tmp_path: Path) -> None:
    home = fake(tmp_path / "home", 'openjdk version "17.0.15" 2025-04-15')
    path = fake(tmp_path / "path", 'openjdk version "17.0.1" 2021-10-19')
    assert java({"JAVA_HOME": str(tmp_path / "home"), "PATH": str(path.parent)}) == home
    assert java({"PATH": str(path.parent)}) == path


def test_the_best_version_is_taken(tmp_path: Path) -> None:
    newer = fake(tmp_path / "home", 'openjdk version "21.0.2" 2024-01-16')
    path = fake(tmp_path / "path", 'openjdk version "17.0.1" 2021-10-19')
    assert java({"JAVA_HOME": str(tmp_path / "home"), "PATH": str(path.parent)}) == path
    assert java({"JAVA_HOME": str(tmp_path / "home"), "PATH": ""}) == newer


@pytest.mark.parametrize("said", ['java version "1.8.0_402"', 'version "25"', "no such thing"])
def test_others_are_none(said: str, tmp_path: Path) -> None:
    fake(tmp_path, said)
    assert java({"JAVA_HOME": str(tmp_path), "PATH": ""}) is None


def test_one_that_does_not_start_is_none(tmp_path: Path) -> None:
    fake(tmp_path, 'version "17"', code=1)
    assert java({"JAVA_HOME": str(tmp_path), "PATH": ""}) is None


def test_flink_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flink_engine, "java", lambda: None)
    flink_engine.stop()
    with pytest.raises(Failure, match=r"E0959.*there is no Java 17 or 21 here"):
        flink_engine.environment()
