"""What is printed, where it cannot be written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.project import COMMAND

FULL = Path("/dev/full")  # a device on which there is never room
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def _speccc(*args: str, full: str, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONUNBUFFERED": unbuffered, "NO_COLOR": "1"}
    with FULL.open("w", encoding="utf-8") as device:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, full: device}
        return subprocess.run([COMMAND, *args], env=env, text=True, check=False, **streams)


@pytest.mark.parametrize("args", [("functions",), ("plan", "--help")], ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_is_lost_is_one_clear_error(args: tuple[str, ...], unbuffered: str) -> None:
    done = _speccc(*args, full="stdout", unbuffered=unbuffered)
    assert done.returncode == 1
    assert done.stderr == (
        "error[E0814]: the output cannot be written: No space left on device\n"
        " = hint: see whether the disk is full\n"
    )


def test_where_errors_are_lost_the_exit_code_tells(tmp_path: Path) -> None:
    done = _speccc("plan", "-C", str(tmp_path), full="stderr")
    assert (done.returncode, done.stdout) == (1, "")
