"""Write the pages under docs/ that are made from the code: after a change of the catalogue."""

from __future__ import annotations

from pathlib import Path

from speccc.cli.explaining import functions

FOLDER = Path(__file__).parents[1] / "docs"


def main() -> None:
    (FOLDER / "functions.md").write_text(functions.page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
