"""The lock of a project: one command that writes code at a time, or any number that run it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.project import STATE_FOLDER, io_failure

_NAME = "lock"


@contextmanager
def locked(state_folder: Path, *, shared: bool = False) -> Generator[None]:
    """Holds the lock while the block runs; a shared one goes together with other shared ones.

    It is the system's own file lock: it goes with its holder, however that ends. Raises Failure:
    E0801 if another process is in the way, E0805 if the lock cannot be written. A shared lock
    that cannot be written is not needed: where nothing can be written, nobody applies.
    """
    try:
        state_folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(state_folder / _NAME, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        if not shared:
            place = f"{STATE_FOLDER}/{_NAME}"
            raise Failure([io_failure(lifecycle.CANNOT_WRITE, place, error)]) from None
        yield
        return
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 200).decode(errors="replace").strip() or "a run"
            raise Failure([lifecycle.LOCKED.at(None, holder=holder)]) from None
        os.ftruncate(handle, 0)
        if not shared:
            os.write(handle, f"process {os.getpid()}\n".encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)
