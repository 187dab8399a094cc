"""How long the commands take that people wait for, beside a bare `python -c pass`.

    python scripts/bench.py

Runs in a copy of the project of the current folder, warm: each figure is the median of several
runs after one that does not count. For "after an edit" the spec has another line at its end before
each run. Exits with 1 if a command fails or is slower than its bar.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SPECCC = str(Path(sys.executable).with_name("speccc"))
RUNS = 9
PARTS = ("speccc.yaml", "specs", "targets", "data", "generated")
SPEC = Path("specs/sales_analytics.yaml")
AFTER_AN_EDIT = " (after an edit)"

#: What is run, and the seconds it may take, if that is promised.
BARS: dict[str, float | None] = {
    "version": 0.25,
    "plan": 0.35,
    f"validate {SPEC}": 0.6,
    f"validate {SPEC}{AFTER_AN_EDIT}": None,
}


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the project of the current folder, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as name:
        for part in filter(Path.exists, map(Path, PARTS)):
            copy = shutil.copytree if part.is_dir() else shutil.copy
            copy(part, Path(name) / part.name)
        yield Path(name)


def seconds(command: list[str], project: Path, *, edited: bool = False) -> float:
    """The median wall time of a command. Exits if the command fails."""
    times: list[float] = []
    for _ in range(RUNS + 1):
        if edited:
            with (project / SPEC).open("a", encoding="utf-8") as spec:
                spec.write("# edited\n")
        start = time.perf_counter()
        done = subprocess.run(command, cwd=project, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode != 0:
            sys.exit(f"bench: {' '.join(command)} failed\n{done.stderr.decode()}")
    return statistics.median(times[1:])


def main() -> None:
    slow: list[str] = []
    with copied() as project:
        bare = seconds([sys.executable, "-c", "pass"], project)
        print(f"{'command':60} {'seconds':>8} {'bar':>6} {'x bare':>7}")
        print(f"{'python -c pass':60} {bare:8.3f} {'':6} {1:7.1f}")
        for name, bar in BARS.items():
            command = name.removesuffix(AFTER_AN_EDIT)
            taken = seconds([SPECCC, *command.split()], project, edited=command != name)
            shown = "" if bar is None else f"{bar:.2f}"
            print(f"{'speccc ' + name:60} {taken:8.3f} {shown:>6} {taken / bare:7.1f}")
            if bar is not None and taken > bar:
                slow.append(name)
    if slow:
        sys.exit(f"bench: above the bar: {', '.join(slow)}")


if __name__ == "__main__":
    main()
