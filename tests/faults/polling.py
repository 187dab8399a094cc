"""Reads sinks again and again, in a process of its own, while runs are killed.

Takes a shop a line, `{"dialect", "connection", "root"}`, and says that it reads; after another line
answers with every state that it has met: `{"reads", "states"}`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

from tests.faults.shops import Shop, state

_PAUSE = 0.002
_TIMEOUT = 30


class Poller:
    """The process that reads."""

    def __init__(self) -> None:
        self.reads = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.polling"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process as process:
            process.communicate(timeout=_TIMEOUT)

    @contextmanager
    def watching(self, shop: Shop) -> Generator[set[str]]:
        """The states that were met, when the block has ended."""
        met: set[str] = set()
        self._say(json.dumps([shop.dialect, shop.connection, str(shop.root)]))
        assert self._hear() == "reading"
        try:
            yield met
        finally:
            self._say("stop")
            found = json.loads(self._hear())
            met.update(found["states"])
            self.reads += found["reads"]

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def _poll(shop: Shop, begun: threading.Event, done: threading.Event) -> dict[str, object]:
    states: set[str] = set()
    reads = 0
    with closing(shop.open()) as connection:
        while True:
            last = done.is_set()
            try:
                states.add(state(connection, shop.dialect))
            except Exception as error:  # noqa: BLE001 - a reader that meets one is what is looked for
                states.add(f"{type(error).__name__}: {error}")
            reads += 1
            begun.set()
            if last:
                return {"reads": reads, "states": sorted(states)}
            time.sleep(_PAUSE)


def main() -> None:
    for line in sys.stdin:
        dialect, connection, root = json.loads(line)
        shop = Shop(dialect, connection, Path(root))
        begun, done = threading.Event(), threading.Event()
        found: list[dict[str, object]] = []
        thread = threading.Thread(target=lambda: found.append(_poll(shop, begun, done)))  # noqa: B023
        thread.start()
        begun.wait()
        print("reading", flush=True)  # noqa: T201
        sys.stdin.readline()
        done.set()
        thread.join()
        print(json.dumps(found[0]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
