"""Runs of an incremental pipeline take turns.

A run that reads before another one writes, and writes after it, would put old versions of rows in
the place of new ones; the watermark says that these are there, so nobody would read them again.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import runs

_FOLDER = "turns"
_PAUSE = 0.05


@contextmanager
def turn(state_folder: Path, pipeline: str, timeout: float) -> Generator[None]:
    """Keeps other runs of the pipeline, on any target, in this checkout from beginning meanwhile.

    The system gives the turn back with the process that has it. Where nothing can be written there
    are no turns. Raises Failure (E0909) after `timeout` seconds.
    """
    try:
        (state_folder / _FOLDER).mkdir(parents=True, exist_ok=True)
        handle = os.open(state_folder / _FOLDER / pipeline, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        yield
        return
    try:
        _wait(handle, pipeline, timeout)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, pipeline: str, timeout: float) -> None:
    until = time.monotonic() + timeout
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                why = f"another run of it goes on, for more than {timeout:g} s"
                message = f"{pipeline} reads what is new since its last run: {why}"
                raise Failure([runs.LOCK.at(None, message=message)]) from None
        time.sleep(_PAUSE)
