"""Sinks that hold rows already: twice is once, and what a sink holds is what the reference says."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.ir.rel import SinkMode
from tests.differential.modes import FORMATS, MODES, check_mode
from tests.differential.runs import RUNNERS


@pytest.mark.parametrize("engine", RUNNERS)
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("mode", MODES)
def test_modes(mode: SinkMode, format: str, engine: str, tmp_path: Path) -> None:
    check_mode(mode, format, engine, tmp_path)
