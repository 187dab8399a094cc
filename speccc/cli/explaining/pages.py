"""The pages under docs/ that are made from the code; `make docs` writes them, a test compares."""

from __future__ import annotations

from collections.abc import Callable

from speccc.cli.explaining import functions, support, surprises

#: What writes a page, by its file.
PAGES: dict[str, Callable[[], str]] = {
    "functions.md": functions.page,
    "matrix.md": support.page,
    "surprises.md": surprises.page,
}
