"""What is seen on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.lifecycle import observe as module
from speccc.lifecycle.observe import observe


def test_what_goes_while_it_is_looked_at_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept.sql").write_text("SELECT 1", encoding="utf-8")
    monkeypatch.setattr(module, "_walk", lambda *_: [".speccc-gone", "kept.sql"])
    assert list(observe(tmp_path).files) == ["kept.sql"]
