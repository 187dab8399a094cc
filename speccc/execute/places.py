"""Files of sinks: their locks, and how they take their places.

A generated pandas module does the same for itself (`backends/pandas/snippets/sinks.py`), with the
same names in the same places.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from speccc.execute.scripts import ScriptError

#: The file to write in the place of a part (or the whole, "") of a sink that lies at a path.
Stage = Callable[[str, str], Path]


@contextmanager
def staging(root: Path, sinks: Mapping[str, str], timeout: float) -> Generator[Stage]:
    """Gives the file to write instead of each; all take their places together at the end.

    `sinks`: path by name. Nobody else writes to them meanwhile. After an error nothing has changed,
    and what a killed run has left is removed. Raises ScriptError where a file cannot be written, or
    another run keeps the lock for longer than `timeout` seconds.
    """
    places = {path: _followed(root / path) for path in sinks.values()}
    partial = {path: _partial(place) for path, place in places.items()}
    staged: list[tuple[str, str]] = []
    path = next(iter(places), "")

    def place(sink: str, part: str) -> Path:
        return partial[sink] / (part or "whole")

    def stage(sink: str, part: str) -> Path:
        nonlocal path
        path = sink
        staged.append((sink, part))
        place(sink, part).parent.mkdir(parents=True, exist_ok=True)
        return place(sink, part)

    try:
        with _locked(root, sinks, timeout), _leaving_nothing(partial.values()):
            yield stage
            for path, part in staged:
                _to_disk(place(path, part))
                if (places[path] / part).is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            for path, part in staged:
                target = places[path] / part
                _make_folder(target.parent)
                place(path, part).replace(target)
                _to_disk(target.parent)
    except OSError as error:
        raise ScriptError("io", f"cannot write '{path}': {error.strerror or error}") from None


def is_there(path: Path) -> bool:
    """Whether there is a file. Raises OSError if that cannot be told."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


def _followed(place: Path) -> Path:
    """Where a sink lies: who made a link wants the file behind it written, not the link gone."""
    return Path(os.path.realpath(place))


def _partial(place: Path) -> Path:
    """Where a sink is written before it takes its place; hidden, and always the same."""
    return place.with_name(f".{place.name}.partial")


@contextmanager
def _locked(root: Path, sinks: Mapping[str, str], timeout: float) -> Generator[None]:
    """Keeps other runs from the folders that hold these sinks.

    The system gives a lock back with the process that holds it, however that ends.
    """
    with ExitStack() as held:
        folders = {_followed(root / path).parent: name for name, path in sinks.items()}
        for folder, name in sorted(folders.items()):
            _make_folder(folder)
            handle = os.open(folder, os.O_RDONLY)
            held.callback(os.close, handle)
            _wait_for(handle, name, timeout)
        yield


def _wait_for(handle: int, sink: str, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                what = f"another run is writing there, for more than {timeout:g} s"
                raise ScriptError("lock", f"sink '{sink}': {what}") from None
        time.sleep(0.05)


@contextmanager
def _leaving_nothing(places: Collection[Path]) -> Generator[None]:
    """Removes what lies in these places, before and after."""
    for place in places:
        _discard(place)
    try:
        yield
    finally:
        for place in places:
            with suppress(OSError):
                _discard(place)


def _discard(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """Makes a folder, and those above it, if they are not there."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _to_disk(folder.parent)


def _to_disk(path: Path) -> None:
    """Waits until a file, or the names in a folder, would outlive the machine's stop."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
