"""The comparison sees what is wrong: a blind one would call every result equal."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conformance.compare import Row, difference
from tests.conformance.data import FOLDER, QUERIES, data, oracle, published

TYPES = {"name": "text", "price": "decimal(38,2)", "share": "float64", "size": "int64"}
ANSWER = [("b", "2.50", "0.5", "1"), ("a", "2.50", "0.25", None)]
ROWS: list[Row] = [("b", Decimal("2.50"), 0.5, 1), ("a", Decimal("2.50"), 0.25, None)]


def test_a_bag_has_no_order_and_floats_have_last_bits() -> None:
    nearly: Row = ("a", Decimal("2.50"), 0.25 * (1 + 1e-12), None)
    assert difference(TYPES, [nearly, ROWS[0]], ANSWER) is None


def test_rows_that_tie_may_change_places() -> None:
    assert difference(TYPES, ROWS[::-1], ANSWER, ["price"]) is None
    assert difference(TYPES, ROWS[::-1], ANSWER, ["name"]) is not None


@pytest.mark.parametrize(
    "row",
    [
        ("B", Decimal("2.50"), 0.5, 1),
        ("b", Decimal("2.51"), 0.5, 1),
        ("b", 2.5, 0.5, 1),
        ("b", Decimal("2.50"), 0.5 * (1 + 1e-8), 1),
        ("b", Decimal("2.50"), Decimal("0.5"), 1),
        ("b", Decimal("2.50"), 0.5, 2),
        ("b", Decimal("2.50"), 0.5, None),
        ("b", None, 0.5, 1),
    ],
)
def test_a_cell_that_is_another_is_seen(row: Row) -> None:
    assert difference(TYPES, [row, ROWS[1]], ANSWER) is not None


def test_a_row_too_many_or_too_few_is_seen() -> None:
    assert difference(TYPES, ROWS[:1], ANSWER) == "1 rows instead of 2"
    assert difference(TYPES, [*ROWS, ROWS[0]], ANSWER) == "3 rows instead of 2"


@pytest.mark.skipif(FOLDER not in os.environ, reason=f"{FOLDER} names no published answers")
def test_the_oracle_gives_the_published_answers(tmp_path: Path) -> None:
    known = data(tmp_path)
    found = oracle(known.folder)
    assert set(found) == set(QUERIES)
    for query, answer in known.answers.items():
        assert sorted(map(_plain, found[query])) == sorted(map(_plain, answer)), query


def _plain(row: Sequence[str | None]) -> list[str]:
    """Cells as texts; a number in nine digits, however it was written."""
    cells = [cell or "" for cell in row]
    return [f"{float(c):.9g}" if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", c) else c for c in cells]


def test_an_empty_cell_is_null(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("a\n\n")
    (tmp_path / "r.csv").write_text("a|b\nx,y|\n")
    assert published(tmp_path / "q.csv") == [(None,)]
    assert published(tmp_path / "r.csv") == [("x,y", None)]
