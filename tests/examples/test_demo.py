"""`make demo` says "equal" only of what is equal."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DEMO = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "demo.py"))
ROWS = [["name", "amount"], ["pen", "12.50"], ["ink", ""]]


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        (ROWS, 0),
        ([["name", "amount"], ["pen", "12.5"], ["ink", ""]], 0),
        ([["name", "amount"], ["pen", "12.51"], ["ink", ""]], 1),
        ([["name", "amount"], ["pen", "12.50"], ["ink", "0"]], 1),
        ([["name", "amount"], ["pen ", "12.50"], ["ink", ""]], 1),
        ([["name", "amount"], ["ink", ""], ["pen", "12.50"]], 2),
        ([["name", "amount"], ["pen", "12.50"]], 1),
        ([["name"], ["pen"], ["ink"]], 3),
        ([*ROWS, ["ink", ""]], 1),
    ],
)
def test_lines_that_differ_are_counted(other: list[list[str]], wrong: int) -> None:
    assert DEMO["differences"](ROWS, other) == wrong
    assert DEMO["differences"](other, ROWS) == wrong
