"""Runs of an incremental pipeline go on one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.execute.turns import turn


def test_one_at_a_time(tmp_path: Path) -> None:
    with turn(tmp_path / "state", "sales", 0):
        again = pytest.raises(Failure, match=r"E0909.*sales reads what is new")
        with again, turn(tmp_path / "state", "sales", 0.1):
            pass
        with turn(tmp_path / "state", "stock", 0):
            pass
    with turn(tmp_path / "state", "sales", 0):
        pass


def test_where_nothing_can_be_written_there_are_no_turns(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with turn(tmp_path / "file/state", "sales", 0), turn(tmp_path / "file/state", "sales", 0):
        pass
