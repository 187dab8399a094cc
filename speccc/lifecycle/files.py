"""Writing files so that a crash leaves, of each, either the old bytes or the new ones."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

#: How files are called before they are renamed. A killed process may leave some.
STAGED_PREFIX = ".speccc-"

#: Syncing more files than this one by one takes longer than syncing all there is.
_MANY = 100


class NotWritten(Exception):
    """The system refused to write the file at `path`."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}: {error}")
        self.path = path
        self.error = error


def write_atomically(path: Path, data: bytes) -> None:
    """Writes beside `path`, syncs, and renames over it; makes the folders above. Raises OSError."""
    try:
        write_all({path: data})
    except NotWritten as failure:
        raise failure.error from None


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Writes many files, each atomically: all beside their places, then synced, then renamed.

    Raises NotWritten; files that were not renamed yet are then as they were, and nothing is left
    beside them.
    """
    staged: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in contents.items():
            staged[path] = _stage(path, data)
        _sync(list(staged.values()))
        for path, temporary in list(staged.items()):
            temporary.replace(path)
            del staged[path]
        _sync(list(dict.fromkeys(path.parent for path in contents)))
    except OSError as error:
        raise NotWritten(path, error) from None
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def remove_empty_folders(folder: Path, *, up_to: Path) -> None:
    """Removes `folder` and those above it while they are empty, but never `up_to`."""
    while folder != up_to and up_to in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _stage(path: Path, data: bytes) -> Path:
    """A file beside `path` with this content and the usual permissions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=STAGED_PREFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o666 & ~_umask())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _sync(paths: Sequence[Path]) -> None:
    """Makes the content of files, or the names in folders, outlast a crash of the machine."""
    if len(paths) > _MANY:
        os.sync()
        return
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
