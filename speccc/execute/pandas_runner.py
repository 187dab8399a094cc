"""Runs a generated pandas module in a process of its own, as its user would."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from speccc.diagnostics import InternalError
from speccc.execute.report import Report


def run(
    recipe: Mapping[str, Any],
    folder: Path,
    root: Path,
    params: Mapping[str, str],
    *,
    connection: str = "",
    dry_run: bool = False,
    limit: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """The report that the module wrote.

    Raises InternalError if it ended without one: generated code reports bad data, it never
    crashes on it. `connection` is not used: files need none.
    """
    del connection
    if progress is not None:
        progress("extract, transform, load")
    with tempfile.TemporaryDirectory(prefix="speccc-") as scratch:
        report = Path(scratch, "report.json")
        # -P: a pipeline may be called `json`, and its folder must not hide the real one
        command = [sys.executable, "-P", str(folder / recipe["module"])]
        command += ["--root", str(root), "--report", str(report)]
        command += ["--dry-run"] if dry_run else []
        command += [] if limit is None else ["--limit", str(limit)]
        for name, value in params.items():
            command += ["--param", f"{name}={value}"]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
        )
        if not report.is_file():
            raise InternalError(f"{recipe['module']} left no report: {_last(done.stderr)}")
        return json.loads(report.read_text(encoding="utf-8"))


def _last(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1] if lines else "it printed nothing"
