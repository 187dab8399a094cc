"""Write the pages under docs/ that are made from the code: after a change of the catalogue."""

from __future__ import annotations

from pathlib import Path

from speccc.cli.explaining.pages import PAGES

FOLDER = Path(__file__).parents[1] / "docs"


def main() -> None:
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
