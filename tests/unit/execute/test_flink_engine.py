"""What happens when Flink's JVM does not start, or ends: no JVM is needed for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.execute import flink_engine


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # py4j's pipes
def test_a_java_that_ends_at_once_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("py4j")
    command = tmp_path / "java"
    command.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(flink_engine, "java", lambda: command)
    flink_engine.stop()
    with pytest.raises(Failure, match=r"E0963.*ended before Flink was there"):
        flink_engine.environment()
