"""The layers that `pyproject.toml` declares hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

CONTRACTS = Path(__file__).parents[2] / "pyproject.toml"


def test_each_layer_imports_only_those_below(capsys: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(CONTRACTS), no_cache=True, no_logo=True)
    assert not broken, capsys.readouterr().out
