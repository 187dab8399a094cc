"""Runs a Python file for as long as whoever started it lives: `python attended.py FILE ARG...`

Standard input is a pipe that nobody writes to. The system closes it with the process that holds its
other end, however that ended; then this process ends too, at once.
"""

from __future__ import annotations

import os
import runpy
import sys
from threading import Thread


def _end_with_starter() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    Thread(target=_end_with_starter, daemon=True).start()
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
