"""Writes evals/data/DOMAIN/sources.yaml: what `speccc import csv` makes of the csv files there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).parents[1] / "evals" / "data"
COMMAND = Path(sys.executable).with_name("speccc")


def imported(folder: Path) -> str:
    """The `sources:` of a folder's csv files, in the order of their names."""
    blocks: list[str] = []
    for file in sorted(folder.glob("*.csv")):
        done = subprocess.run(
            [COMMAND, "import", "csv", file.name],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        blocks.append(done.stdout.partition("sources:\n")[2])
    return "sources:\n" + "".join(blocks)


if __name__ == "__main__":
    for folder in sorted(path for path in DATA.iterdir() if path.is_dir()):
        (folder / "sources.yaml").write_text(imported(folder), encoding="utf-8")
