"""A limit for tests that wait for something beside them: none waits for ever."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class TooLong(BaseException):
    """Nobody who catches exceptions of what a test waits for catches this one."""


@contextmanager
def limited(seconds: float, what: str) -> Generator[None]:
    """Raises TooLong, which says what took so long, if the block takes longer. It is for the main
    thread; whatever it waits for is interrupted.
    """

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong(f"{what} took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
