"""The lock of a project: one command that writes code at a time, or any number that run it.

It is the system's own file lock on `.speccc/lock`: it goes with its holder, however that ends. What
stands in the file only names the holder.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.project import STATE_FOLDER, io_failure

_NAME = "lock"

#: Seconds between two looks at a lock that somebody else holds.
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that is held. With no path there is none: the folder cannot be written."""

    path: Path | None
    handle: int

    def check(self) -> None:
        """Raises Failure (E0812) if somebody broke the lock since it was taken."""
        if self.path is not None and not _is_at(self.path, self.handle):
            raise Failure([lifecycle.LOCK_BROKEN.at(None)])


def _silent(_: str) -> None:
    return None


@contextmanager
def locked(
    state_folder: Path,
    command: str,
    *,
    shared: bool = False,
    timeout: float = 0.0,
    waiting: Callable[[str], None] = _silent,
) -> Generator[Held]:
    """Holds the lock for `command` while the block runs; a shared one goes together with others.

    Waits up to `timeout` seconds, and tells `waiting` for whom. Raises Failure: E0801 if another
    process is still in the way, E0805 if the lock cannot be written. A shared lock that cannot be
    written is not needed: where nothing can be written, nobody applies.
    """
    path = state_folder / _NAME
    until = time.monotonic() + timeout
    told = False
    while True:
        try:
            handle = _open(path)
        except OSError as error:
            if not shared:
                place = f"{STATE_FOLDER}/{_NAME}"
                raise Failure([io_failure(lifecycle.CANNOT_WRITE, place, error)]) from None
            yield Held(None, -1)
            return
        try:
            if _take(handle, shared=shared):
                if not _is_at(path, handle):
                    continue  # it was broken, or given back, while we waited
                _sign(handle, command)
                yield Held(path, handle)
                if not shared:
                    os.ftruncate(handle, 0)
                return
            holder = _holder(handle)
        finally:
            os.close(handle)
        if time.monotonic() >= until:
            process = re.search(r"\d+", holder)
            found = lifecycle.LOCKED.at(
                None, holder=holder, process=process[0] if process else "PROCESS"
            )
            raise Failure([found])
        if not told:
            waiting(holder)
            told = True
        time.sleep(_PAUSE)


def break_lock(state_folder: Path, process: int) -> str | None:
    """Takes the lock away from `process`; who held it, or None if nobody does.

    The holder is not ended: it finds out before it writes. Raises Failure: E0813 if it is held by
    another process, E0805 if the lock cannot be written.
    """
    path = state_folder / _NAME
    if not path.exists():
        return None
    try:
        handle = _open(path)
        try:
            if _take(handle, shared=False):
                return None
            holder = _holder(handle)
            if not re.search(rf"\b{process}\b", holder):
                found = lifecycle.NOT_THE_HOLDER.at(None, process=process, holder=holder)
                raise Failure([found])
            path.unlink()
            return holder
        finally:
            os.close(handle)
    except OSError as error:
        place = f"{STATE_FOLDER}/{_NAME}"
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, place, error)]) from None


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)


def _take(handle: int, *, shared: bool) -> bool:
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(path: Path, handle: int) -> bool:
    """Whether the file that is open is still the one at `path`."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except OSError:
        return False


def _sign(handle: int, command: str) -> None:
    """Names the holder in the file; of several runs, the one that came last. The lock holds
    without a name, too, as on a full disk.
    """
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} (speccc {command})\n".encode(), 0)


def _holder(handle: int) -> str:
    """Who signed, if that process is alive; of several runs, that one may be done already."""
    signed = os.pread(handle, 200, 0).decode(errors="replace").partition("\n")[0]
    match = re.match(r"process (\d+)", signed)
    return signed if match and _alive(int(match[1])) else "another run"


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
