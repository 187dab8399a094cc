"""The log of a run, `.speccc/logs/RUN.log`: what it told, a line with its time for each thing.

The run holds a lock on its log; the system drops it however the run ends. So others see whether
it goes on, whoever started it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: Older logs than so many go when a run starts, but not those of runs that go on.
KEPT = 200
_SUFFIX = ".log"


def log_path(state_folder: Path, run: str) -> Path:
    """Where the log of a run lies."""
    return state_folder / "logs" / (run + _SUFFIX)


class RunLog:
    """An open log; each line is written at once, in one write."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def tell(self, text: str) -> None:
        """Adds the text, every line with the time before it."""
        now = moment_text(dt.datetime.now(dt.UTC))
        lines = "".join(f"{now}  {line}\n" for line in text.splitlines())
        os.write(self._handle, lines.encode(errors="backslashreplace"))


@contextmanager
def open_log(state_folder: Path, run: str) -> Generator[RunLog]:
    """A new log for a run, locked while the block runs. Raises OSError."""
    path = log_path(state_folder, run)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _prune(path.parent)
        yield RunLog(handle)
    finally:
        os.close(handle)


def goes_on(state_folder: Path, run: str) -> bool:
    """Whether the run that writes this log has not ended."""
    try:
        handle = os.open(log_path(state_folder, run), os.O_RDONLY)
    except OSError:
        return False
    try:
        return _locked(handle)
    finally:
        os.close(handle)


def follow(path: Path, wait: Iterable[object]) -> Iterator[str]:
    """The text of a log, piece by piece, until its run has ended; asks `wait` before it looks
    again. Raises OSError.
    """
    with path.open("rb") as file:
        for _ in wait:
            ended = not _locked(file.fileno())  # before the reading: what is told last is read
            text = file.read().decode(errors="replace")
            if text:
                yield text
            if ended:
                return


def moment_text(moment: dt.datetime) -> str:
    """A moment of UTC to the millisecond, in ISO 8601."""
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(handle, fcntl.LOCK_UN)
    return False


def _prune(folder: Path) -> None:
    """Removes the oldest logs; a run's name begins with its time."""
    logs = sorted(path for path in folder.iterdir() if path.suffix == _SUFFIX)
    for path in logs[:-KEPT]:
        if not goes_on(folder.parent, path.stem):
            path.unlink(missing_ok=True)
