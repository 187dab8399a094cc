"""Validate, plan, apply and run one pipeline on pandas and on DuckDB, and compare the rows.

    python scripts/demo.py

Works in the project of the current folder, with the `speccc` of the Python that runs it. Exits
with 1 if a command fails or the two engines disagree.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

SPECCC = Path(sys.executable).with_name("speccc")
PIPELINE, SINK = "sales_analytics", "sales_by_product"
ENGINES = ("pandas", "duckdb")

Row = list[str]


def speccc(*args: str) -> None:
    """Run a command as a user would, after showing it."""
    print(f"\n$ speccc {' '.join(args)}", flush=True)
    done = subprocess.run([SPECCC, *args], check=False)
    if done.returncode != 0:
        sys.exit(f"demo: 'speccc {' '.join(args)}' exited with {done.returncode}")


def read(engine: str) -> list[Row]:
    """What an engine wrote, the header first."""
    with Path("out", engine, f"{SINK}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def same(left: str, right: str) -> bool:
    """Whether two cells mean the same: 12.5 and 12.50 are one number."""
    try:
        return left == right or Decimal(left) == Decimal(right)
    except InvalidOperation:
        return False


def differences(left: list[Row], right: list[Row]) -> int:
    """How many lines differ, the header and missing lines included."""
    pairs = zip_longest(left, right, fillvalue=[])
    return sum(len(a) != len(b) or not all(map(same, a, b)) for a, b in pairs)


def side_by_side(left: list[Row], right: list[Row]) -> Table:
    table = Table(title=f"{PIPELINE}.{SINK}", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for engine, rows in zip(ENGINES, (left, right), strict=True):
        first, *others = rows[0]
        table.add_column(f"{engine}\n\n{first}")
        for name in others:
            table.add_column(name.replace("_", "\n"), justify="right", vertical="bottom")
    for a, b in zip_longest(left[1:], right[1:], fillvalue=[""] * len(left[0])):
        table.add_row(*a, *b)
    return table


def main() -> None:
    speccc("validate")
    speccc("plan")
    speccc("apply", "--auto-approve")
    for engine in ENGINES:
        speccc("run", PIPELINE, "--target", engine)
    left, right = (read(engine) for engine in ENGINES)
    print()
    console = Console(width=None if sys.stdout.isatty() else 160, emoji=False, markup=False)
    console.print(side_by_side(left, right))
    wrong = differences(left, right)
    if wrong:
        sys.exit(f"demo: {wrong} lines differ between {' and '.join(ENGINES)}")
    print(f"equal: {len(left) - 1} rows from {' and from '.join(ENGINES)}, cell by cell")


if __name__ == "__main__":
    main()
