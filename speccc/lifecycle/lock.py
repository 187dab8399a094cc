"""The lock of a project: one command that writes at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle


@contextmanager
def locked(state_folder: Path) -> Generator[None]:
    """Holds the lock while the block runs. Raises Failure (E0801) if another process has it.

    The system's own file lock: it goes with its holder, however that ends.
    """
    state_folder.mkdir(parents=True, exist_ok=True)
    path = state_folder / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = path.read_text(encoding="utf-8", errors="replace").strip() or "unknown"
            raise Failure([lifecycle.LOCKED.at(None, holder=holder)]) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()}\n".encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)
