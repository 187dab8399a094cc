"""Faults without strace: what a run asks of the system through Python is wrapped, in its process.

What libraries of C++ do is wrapped where Python calls them. The log is one of strace, as far as
`injecting.py` reads it.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import io
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pyarrow.parquet

from speccc.execute import duckdb_runner

#: By the name that strace has for it: where the function is.
_CALLS: tuple[tuple[str, Any, str], ...] = (
    ("openat", os, "open"),
    ("openat", io, "open"),
    ("openat", builtins, "open"),
    ("mkdir", os, "mkdir"),
    ("fsync", os, "fsync"),
    ("fdatasync", os, "fdatasync"),
    ("rename", os, "rename"),
    ("rename", os, "replace"),
    ("unlink", os, "unlink"),
    ("unlink", os, "remove"),
    ("rmdir", os, "rmdir"),
    ("flock", fcntl, "flock"),
)


class _Wrapped:
    """Counts the calls below a folder, writes them down, and has one of them fail."""

    def __init__(self, below: str, log: str, point: tuple[str, int, str] | None) -> None:
        self._below, self._point = below, point
        self._write = os.write
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._counts: Counter[str] = Counter()

    def meet(self, call: str, place: str) -> None:
        """Notes a call. Raises OSError, or never returns, if it is the one that fails."""
        if not place.startswith(self._below):
            return
        self._counts[call] += 1
        hit = self._point is not None and self._point[:2] == (call, self._counts[call])
        said = f"1 {call}({place}){' INJECTED' if hit else ''}\n"
        self._write(self._log, said.encode())
        if hit and self._point:
            if self._point[2] == "KILL":
                os.kill(os.getpid(), signal.SIGKILL)
            number = getattr(errno, self._point[2])
            raise OSError(number, os.strerror(number), place)

    def replace(self, call: str, module: Any, name: str) -> None:
        real = getattr(module, name)

        def wrapped(*args: Any, **options: Any) -> Any:
            place = _place(args[0] if args else options["file"], options.get("dir_fd"))
            self.meet(call, place)
            done = real(*args, **options)
            writes = module is not os and "w" in str(args[1:2])
            return _File(done, self, place) if call == "openat" and writes else done

        setattr(module, name, wrapped)


class _File:
    """An open file, each write to which is met; to close it is one, too, for then it is flushed."""

    def __init__(self, file: Any, wrapped: _Wrapped, place: str) -> None:
        self._file, self._wrapped, self._place = file, wrapped, place

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: Any) -> Any:
        self._wrapped.meet("write", self._place)
        return self._file.write(data)

    def close(self) -> None:
        try:
            self._wrapped.meet("write", self._place)
        finally:
            self._file.close()


def _place(given: Any, folder: int | None) -> str:
    """The path of a file that is named, or open."""
    if isinstance(given, int):
        return str(Path(f"/proc/self/fd/{given}").readlink())
    if folder is None:
        return os.fspath(given)
    return str(Path(f"/proc/self/fd/{folder}").readlink() / given)


def wrap(below: Path, log: Path, point: tuple[str, int, str] | None) -> None:
    """From now on this process meets the fault of a point: call, number, KILL or an error."""
    wrapped = _Wrapped(str(below), str(log), point)
    for call, module, name in _CALLS:
        wrapped.replace(call, module, name)
    _before(pyarrow.parquet, "write_table", lambda _, where: wrapped.meet("write", str(where)))
    _before(duckdb_runner, "_execute", lambda *_: wrapped.meet("write", str(below)))


def _before(module: Any, name: str, meet: Callable[..., None]) -> None:
    real = getattr(module, name)

    def wrapped(*args: Any, **options: Any) -> Any:
        meet(*args)
        return real(*args, **options)

    setattr(module, name, wrapped)
