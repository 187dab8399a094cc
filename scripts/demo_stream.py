"""Made-up traffic through a job over streams on Flink, and the rows that the interpreter expects.

    python scripts/demo_stream.py

Works in the project of the current folder, with the `speccc` of the Python that runs it. Needs
Java 17 and the extra `flink`. Exits with 1 if a command fails, or Flink and the interpreter differ.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from demo import SPECCC, Row, differences, speccc
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from speccc.execute.java import VERSIONS, java

PIPELINE, SINK, TARGET = "hourly_revenue", "revenue_by_hour", "flink_stream"
ROOT = Path("out", "demo_stream")
WRITTEN = ROOT / "out" / TARGET / f"{SINK}.jsonl"
#: Three hours of purchases, in the second of them three times as many; a fifth out of order.
TRAFFIC = ("--rate", "1", "--duration", "3h", "--traffic", "1h-2h:300%", "--seed", "7")
LATE = ("--disorder", "0.2", "--late", "0.01")
_SHOWN = 10


def written() -> list[Row]:
    """What Flink wrote, as texts."""
    lines = WRITTEN.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line, parse_int=str, parse_float=str) for line in lines]
    return sorted(list(map(str, row.values())) for row in rows)


def expected() -> tuple[list[str], list[Row]]:
    """The columns of the sink, and the rows that the interpreter has."""
    asked = ["preview", PIPELINE, "--target", TARGET, "--root", str(ROOT)]
    print(f"\n$ speccc {' '.join(asked)}", flush=True)
    command = [SPECCC, *asked, "--json", "--limit", "1000000"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"demo: preview exited with {done.returncode}")
    [sink] = json.loads(done.stdout)["relations"]
    return [column["name"] for column in sink["columns"]], sorted(sink["shown"])


def shown(columns: list[str], rows: list[Row]) -> Table:
    table = Table(title=f"{PIPELINE}.{SINK}", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name)
    for row in rows[:_SHOWN]:
        table.add_row(*row)
    return table


def main() -> None:
    if java() is None:
        sys.exit(f"demo: Flink needs Java {' or '.join(map(str, VERSIONS))}; there is none")
    WRITTEN.unlink(missing_ok=True)  # a stream adds to what is there
    speccc("validate")
    speccc("plan", PIPELINE, "--target", TARGET)
    speccc("apply", PIPELINE, "--target", TARGET, "--auto-approve")
    place = ("--target", TARGET, "--root", str(ROOT))
    speccc("simulate", PIPELINE, *place, *TRAFFIC, *LATE, "--at-once", "--replace")
    speccc("run", PIPELINE, *place)
    columns, wanted = expected()
    found = written()
    Console(width=None if sys.stdout.isatty() else 120, emoji=False, markup=False).print(
        shown(columns, found)
    )
    wrong = differences(found, wanted)
    if wrong:
        sys.exit(f"demo: {wrong} lines differ between Flink and the interpreter")
    print(f"equal: {len(found)} rows from Flink and from the interpreter, cell by cell")


if __name__ == "__main__":
    main()
