"""The ledger of runs: `.speccc/runs.jsonl`, a JSON object a line, only ever appended to.

A run has a line when it starts and one when it ends, which says all that the first does. A run
without the second that no longer goes on was interrupted, and whether it goes on is told by the
lock on its log (`runlog.py`). Any number of runs may append at once.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

#: "major.minor": a minor step only adds keys; lines of another major are passed over.
FORMAT_VERSION = "1.0"
#: A ledger that is larger is moved aside, and the one that was aside before is gone.
LIMIT = 4 * 2**20

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger in a state folder, which need not exist."""

    state_folder: Path

    @property
    def path(self) -> Path:
        return self.state_folder / "runs.jsonl"

    @property
    def aside(self) -> Path:
        """The lines before those of `path`."""
        return self.state_folder / "runs.1.jsonl"

    def append(self, line: Line) -> None:
        """Adds a line, in one write. Raises OSError."""
        data = (json.dumps({"format_version": FORMAT_VERSION, **line}) + "\n").encode()
        self.state_folder.mkdir(parents=True, exist_ok=True)
        with _held(self.path) as handle:
            size = os.fstat(handle).st_size
            torn = size and os.pread(handle, 1, size - 1) != b"\n"
            os.write(handle, b"\n" + data if torn else data)
            if size > LIMIT:
                self.path.replace(self.aside)

    def read(self) -> tuple[list[Line], int]:
        """Every line that reads, oldest first, and the number of those that do not.

        A last line without its end is one that is being written, or was when the machine went
        down: it counts as neither. Raises OSError.
        """
        lines: list[Line] = []
        broken = 0
        for path in (self.aside, self.path):
            try:
                whole, _, _ = path.read_bytes().rpartition(b"\n")
            except FileNotFoundError:
                continue
            for data in whole.splitlines():
                line = _decoded(data)
                if line is not None:
                    lines.append(line)
                elif data.strip():
                    broken += 1
        return lines, broken


@contextmanager
def _held(path: Path) -> Generator[int]:
    """The file, open to append and locked: nobody else appends, or moves it aside."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not _is_still(path, handle):  # moved aside meanwhile
                continue
            yield handle
            return
        finally:
            os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _decoded(data: bytes) -> Line | None:
    try:
        line: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(line, dict):
        return None
    found = cast("Line", line)
    known = str(found.get("format_version")).partition(".")[0] == FORMAT_VERSION.partition(".")[0]
    whole = all(isinstance(found.get(key), str) for key in ("run", "event", "address", "started"))
    return found if known and whole else None
