"""How long the commands take that people wait for, beside a bare `python -c pass`.

    python scripts/bench.py

Runs in the project of the current folder, warm: each figure is the median of several runs after
one that does not count. Exits with 1 if a command fails or is slower than its bar.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

SPECCC = str(Path(sys.executable).with_name("speccc"))
RUNS = 9

#: What is run, and the seconds it may take.
BARS: dict[str, float] = {
    "version": 0.25,
    "plan": 0.35,
    "validate specs/sales_analytics.yaml": 0.6,
}


def seconds(command: list[str]) -> float:
    """The median wall time of a command. Exits if the command fails."""
    times: list[float] = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode != 0:
            sys.exit(f"bench: {' '.join(command)} failed\n{done.stderr.decode()}")
    return statistics.median(times[1:])


def main() -> None:
    bare = seconds([sys.executable, "-c", "pass"])
    print(f"{'command':40} {'seconds':>8} {'bar':>6} {'x bare':>7}")
    print(f"{'python -c pass':40} {bare:8.3f} {'':6} {1:7.1f}")
    slow: list[str] = []
    for command, bar in BARS.items():
        taken = seconds([SPECCC, *command.split()])
        print(f"{'speccc ' + command:40} {taken:8.3f} {bar:6.2f} {taken / bare:7.1f}")
        if taken > bar:
            slow.append(command)
    if slow:
        sys.exit(f"bench: above the bar: {', '.join(slow)}")


if __name__ == "__main__":
    main()
