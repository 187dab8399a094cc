"""Sinks: their modes, their locks, and files written beside their place before they take it."""

# pyright: basic
from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from speccc.backends.pandas.snippets.contract import in_words
from speccc.backends.pandas.snippets.errors import LOG, PipelineError
from speccc.backends.pandas.snippets.joins import has_match

NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"


def is_there(root: Path, path: str) -> bool:
    """Whether a sink is there. Raises OSError if that cannot be told."""
    try:
        (root / path).stat()
    except FileNotFoundError:
        return False
    return True


def check_key(sink: str, frame: pd.DataFrame, key: list[str]) -> None:
    """Raises PipelineError if two rows share the key of a sink, or one has a NULL in it."""
    for name in key:
        missing = int(frame[name].isna().sum())
        if missing:
            what = f"NULL in {in_words(missing)}, but part of the key"
            raise PipelineError("contract", f"sink '{sink}', column '{name}': {what}")
    twice = int(frame.duplicated(key, keep=False).sum())
    if twice:
        what = f"the key ({', '.join(key)}) is not unique in {in_words(twice)}"
        raise PipelineError("contract", f"sink '{sink}': {what}")


def merge_rows(
    held: pd.DataFrame | None, new: pd.DataFrame, key: list[str]
) -> pd.DataFrame:
    """The rows that a sink holds whose key is not new, and the new ones."""
    if held is None:
        return new
    return pd.concat([held[~has_match(held, new, key, key)], new], ignore_index=True)


def append_rows(
    held: pd.DataFrame | None, new: pd.DataFrame, key: list[str]
) -> pd.DataFrame:
    """The rows that a sink holds, and the new ones whose key it does not have."""
    if held is None:
        return new
    return pd.concat([held, new[~has_match(new, held, key, key)]], ignore_index=True)


def partition_files(
    frame: pd.DataFrame, file: str, by: dict[str, pd.Series]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each partition's file below the folder of a sink, and its rows. `by`: columns as text."""
    folders = pd.Series("", index=frame.index, dtype="str")
    for name, texts in by.items():
        folders += (
            texts.astype("str").map(functools.partial(partition_name, name)) + "/"
        )
    for folder, rows in frame.groupby(folders, sort=True):
        yield f"{folder}{file}", rows


def partition_name(column: str, text: Any) -> str:
    """`day=2026-01-31`: other signs than letters, digits and -_.~ as %41, NULL by a name."""
    if pd.isna(text):
        return f"{column}={NULL_PARTITION}"
    name = quote(text, safe="")
    return f"{column}={name.replace('_', '%5F', 1) if name == NULL_PARTITION else name}"


@contextlib.contextmanager
def locked(root: Path, sinks: dict[str, str], timeout: float) -> Iterator[None]:
    """Keeps other runs from the folders that hold these sinks; `sinks`: name to path.

    The system gives a lock back with the process that holds it, however that ends.
    """
    with contextlib.ExitStack() as held:
        folders = {followed(root / path).parent: name for name, path in sinks.items()}
        for folder, name in sorted(folders.items()):
            try:
                make_folder(folder)
                handle = os.open(folder, os.O_RDONLY)
            except OSError as error:
                raise not_written(sinks[name], error) from None
            held.callback(os.close, handle)
            wait_for(handle, name, timeout)
        yield


def wait_for(handle: int, sink: str, timeout: float) -> None:
    """Takes the lock of a folder. Raises PipelineError if another run keeps it for too long."""
    deadline = time.monotonic() + timeout
    said = False
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                what = f"another run is writing there, for more than {timeout:g} s"
                raise PipelineError("lock", f"sink '{sink}': {what}") from None
        if not said:
            LOG.info("sink '%s': waiting for another run", sink)
            said = True
        time.sleep(0.05)


@contextlib.contextmanager
def staging(
    root: Path, sinks: dict[str, str], timeout: float
) -> Iterator[Callable[..., Path]]:
    """Gives the file to write instead of each path; all take their places together at the end.

    Nobody else writes to the sinks (name to path) meanwhile. After an error nothing has changed,
    and what a killed run has left is removed. Raises PipelineError where a file cannot be written.
    """
    places = {path: followed(root / path) for path in sinks.values()}
    partial = {path: partial_place(place) for path, place in places.items()}
    staged: list[tuple[str, str]] = []
    path = next(iter(places), "")

    def stage(sink: str, part: str = "") -> Path:
        nonlocal path
        path = sink
        staged.append((sink, part))
        place = partial[sink] / part
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    try:
        with locked(root, sinks, timeout), leaving_nothing(partial.values()):
            yield stage
            for path, part in staged:
                to_disk(partial[path] / part)
                if (places[path] / part).is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            for path, part in staged:
                place = places[path] / part
                make_folder(place.parent)
                (partial[path] / part).replace(place)
                to_disk(place.parent)
    except OSError as error:
        raise not_written(path, error) from None


def not_written(path: str, error: OSError) -> PipelineError:
    return PipelineError("io", f"cannot write '{path}': {error.strerror or error}")


@contextlib.contextmanager
def leaving_nothing(places: Collection[Path]) -> Iterator[None]:
    """Removes what lies in these places, before and after."""
    for place in places:
        discard(place)
    try:
        yield
    finally:
        for place in places:
            with contextlib.suppress(OSError):
                discard(place)


def followed(place: Path) -> Path:
    """Where a sink lies: of a link, the file behind it is written."""
    return Path(os.path.realpath(place))


def partial_place(place: Path) -> Path:
    """Where a sink is written before it takes its place; hidden, and always the same."""
    return place.with_name(f".{place.name}.partial")


def make_folder(folder: Path) -> None:
    """Makes a folder, and those above it, if they are not there."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        to_disk(folder.parent)


def to_disk(path: Path) -> None:
    """Waits until a file, or the names in a folder, would outlive the machine's stop."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(place: Path) -> None:
    """Removes a file, or a folder with all it holds, if it is there."""
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
