"""Runs a generated pandas module in a process of its own, which ends with this one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from speccc.diagnostics import InternalError
from speccc.execute.report import Report

_ATTENDED = Path(__file__).with_name("attended.py")


def run(
    recipe: Mapping[str, Any],
    folder: Path,
    root: Path,
    params: Mapping[str, str],
    *,
    connection: str = "",
    dry_run: bool = False,
    limit: int | None = None,
    lock_timeout: float = 60,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """The report that the module wrote.

    Raises InternalError if it ended without one: generated code reports bad data, it never
    crashes on it. `connection` is not used: files need none.
    """
    del connection
    tell = progress or _silent
    tell("extract, transform, load")
    with tempfile.TemporaryDirectory(prefix="speccc-") as scratch:
        report = Path(scratch, "report.json")
        # -P: a pipeline may be called `json`, and its folder must not hide the real one
        command = [sys.executable, "-P", str(_ATTENDED), str(folder / recipe["module"])]
        command += ["--verbose", "--root", str(root), "--report", str(report)]
        command += ["--lock-timeout", f"{lock_timeout:g}"]
        command += ["--dry-run"] if dry_run else []
        command += [] if limit is None else ["--limit", str(limit)]
        for name, value in params.items():
            command += ["--param", f"{name}={value}"]
        last = _told(command, tell)
        if not report.is_file():
            raise InternalError(f"{recipe['module']} left no report: {last}")
        return json.loads(report.read_text(encoding="utf-8"))


def _silent(said: str) -> None:
    """Nobody wants to know."""


def _told(command: Sequence[str], tell: Callable[[str], None]) -> str:
    """Runs a module, passes on what it logs, and gives the last line; its errors are reported."""
    last = "it printed nothing"
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stderr or ():
                last = line.strip() or last
                level, _, said = last.partition(" ")
                if level in ("INFO", "WARNING"):
                    tell(said)
        except BaseException:
            process.kill()
            raise
    return last
