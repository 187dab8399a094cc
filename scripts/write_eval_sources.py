"""Writes evals/data/DOMAIN/sources.yaml: what `speccc import csv` makes of the csv files there.

With a folder as its argument it writes there instead.
"""

from __future__ import annotations

import sys
from pathlib import Path

from speccc.cli.commands.import_ import read_inferred
from speccc.cli.importing.source import source_yaml

ROOT = Path(__file__).parents[1]
DATA = ROOT / "evals" / "data"


def imported(folder: Path) -> str:
    """The `sources:` of a folder's csv files, in the order of their names."""
    blocks: list[str] = []
    for file in sorted(folder.glob("*.csv")):
        path = file.relative_to(ROOT)
        _, inferred = read_inferred(file, path)
        text = source_yaml(file.stem, path.as_posix(), inferred)
        blocks.append(text.partition("sources:\n")[2])
    return "sources:\n" + "".join(blocks)


def main(target: Path) -> None:
    """Writes the declarations of every domain below `target`, each in its folder."""
    for folder in sorted(path for path in DATA.iterdir() if path.is_dir()):
        file = target / folder.name / "sources.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(imported(folder), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
