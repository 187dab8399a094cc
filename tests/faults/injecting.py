"""Calls of a run to the system, and faults in their place: by strace where it works, otherwise by
wrapping what the run calls.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

#: How each call fails: a full disk where something is to be made, a broken one elsewhere. Each may
#: be the last call of the run, too.
ERRORS = {
    "openat": "ENOSPC",
    "write": "ENOSPC",
    "pwrite64": "ENOSPC",
    "writev": "ENOSPC",
    "ftruncate": "ENOSPC",
    "mkdir": "ENOSPC",
    "fsync": "EIO",
    "fdatasync": "EIO",
    "rename": "EIO",
    "renameat": "EIO",
    "renameat2": "EIO",
    "unlink": "EIO",
    "unlinkat": "EIO",
    "rmdir": "EIO",
    "flock": "EIO",
}
WRITES = ("write", "pwrite64", "writev")
#: About how many of a run's writes are tried.
SOME = 4
#: How often a fault is tried that does not come.
TRIES = 10
_TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Point:
    """The `number`th call of that name; `fault` is an error, or KILL."""

    call: str
    number: int
    fault: str

    @property
    def injected(self) -> str:
        what = "signal=KILL" if self.fault == "KILL" else f"error={self.fault}"
        return f"inject={self.call}:{what}:when={self.number}"


@cache
def best_way() -> str:
    """ "strace" if it is here and may trace."""
    if shutil.which("strace") is None:
        return "wrapping"
    tried = ["strace", "-qq", "-o", "/dev/null", "true"]
    done = subprocess.run(tried, check=False, capture_output=True)
    return "strace" if done.returncode == 0 else "wrapping"


@dataclass(frozen=True, slots=True)
class Fault:
    """Writes the calls of a run to a log; one of them, or none, fails."""

    way: str
    log: Path
    point: Point | None = None

    def met(self, status: int) -> bool:
        """Whether it came: threads do not count their calls the same in every run."""
        return status == -signal.SIGKILL or "INJECTED" in self.log.read_text(encoding="utf-8")


class Server:
    """Runs units in forks of a process that has the libraries loaded."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server"],
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

    def run(self, request: dict[str, Any], fault: Fault | None = None) -> int:
        """The exit status of a run."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        traced, how = nullcontext, {}
        if fault and fault.way == "strace":
            options = ("-e", fault.point.injected) if fault.point else ()
            traced, how = Tracer(fault.log, options).of, {"stop": True}
        elif fault:
            point = fault.point
            at = (point.call, point.number, point.fault) if point else None
            how = {"wrap": [str(fault.log), at]}
        self._process.stdin.write(json.dumps({**request, **how}) + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        with traced(child):
            return int(self._process.stdout.readline())


@dataclass(frozen=True, slots=True)
class Tracer:
    """Attaches strace to a run that has stopped itself, lets it go on, and writes what it calls."""

    log: Path
    options: tuple[str, ...] = ()

    @contextmanager
    def of(self, child: int) -> Iterator[None]:
        """Traces the process until it has ended."""
        command = ["strace", "-f", "-y", "-s", "0", "-o", str(self.log), "-p", str(child)]
        command += ["-e", f"trace={','.join(ERRORS)}", *self.options]
        _wait_for_stop(child)
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr is not None
            assert "attached" in strace.stderr.readline()
            os.kill(child, signal.SIGCONT)
            yield
            strace.communicate(timeout=_TIMEOUT)


def _wait_for_stop(child: int) -> None:
    stat = Path(f"/proc/{child}/stat")
    while stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)


def boundaries(log: Path, below: Path) -> Iterator[tuple[str, int]]:
    """Name and number of each call of the first thread that concerns what lies below a folder."""
    counts: Counter[str] = Counter()
    lines = log.read_text(encoding="utf-8").splitlines()
    first = lines[0].split()[0]
    for line in lines:
        found = re.match(rf"{first}\s+(\w+)\(", line)
        if found is None:
            continue
        counts[found[1]] += 1
        if str(below) in line:
            yield found[1], counts[found[1]]


def points(log: Path, below: Path) -> list[Point]:
    """Every fault at every boundary; of the many calls that only write, at some."""
    found = list(boundaries(log, below))
    writes = [call for call in found if call[0] in WRITES]
    left_out = {*writes} - {*writes[:: max(1, len(writes) // SOME)]}
    return [
        Point(call, number, fault)
        for call, number in found
        if (call, number) not in left_out
        for fault in ("KILL", ERRORS[call])
    ]
