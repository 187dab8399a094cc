"""Watermarks of table sinks: in the transaction of the rows, gone with their table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.backends.sql.running import checked
from tests.unit.backends.sql.tables import FILE, run_tables

SPEC = """
    sources:
      orders:
        columns: {id: int64 not null, state: text, changed_at: timestamp not null}
        incremental: {column: changed_at, lookback: 1 day}
    steps:
      - dedupe: {by: [id], order: [changed_at desc]}
    sinks:
      latest: {mode: merge, key: [id]}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    (tmp_path / "data").mkdir()
    connection = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    connection.execute("CREATE TABLE orders (id INTEGER, state TEXT, changed_at TEXT)")
    connection.execute("INSERT INTO orders VALUES (1, 'new', '2026-03-01 10:00:00')")
    yield connection
    connection.close()


def run(root: Path, **params: str) -> dict:
    return dict(run_tables(checked(SPEC), "sqlite", root, **params))


def watermarks(shop: sqlite3.Connection) -> list[tuple[str, ...]]:
    return shop.execute("SELECT * FROM _speccc_watermarks").fetchall()


def test_the_second_run_reads_on(tmp_path: Path, shop: sqlite3.Connection) -> None:
    assert run(tmp_path)["watermarks"] == {"orders": "2026-03-01 10:00:00.000000"}
    assert watermarks(shop) == [("latest", "orders", "2026-03-01 10:00:00.000000")]
    shop.execute(
        "INSERT INTO orders VALUES (2, 'late', '2026-02-28 10:00:00'),"
        " (3, 'too late', '2026-02-28 09:59:59'), (1, 'paid', '2026-03-02 10:00:00')"
    )
    assert run(tmp_path)["error"] is None
    rows = shop.execute("SELECT id, state FROM latest ORDER BY id").fetchall()
    assert rows == [(1, "paid"), (2, "late")]
    assert run(tmp_path, since_orders="2020-01-01 00:00:00")["error"] is None
    assert shop.execute("SELECT COUNT(*) FROM latest").fetchone() == (3,)


def test_a_run_that_fails_moves_nothing(tmp_path: Path, shop: sqlite3.Connection) -> None:
    run(tmp_path)
    before = watermarks(shop)
    shop.execute("INSERT INTO orders VALUES (1, 'paid', '2026-03-02 10:00:00'), (2, 'x', NULL)")
    assert run(tmp_path)["error"]["kind"] == "contract"
    assert watermarks(shop) == before


def test_a_table_that_is_gone_is_filled_again(tmp_path: Path, shop: sqlite3.Connection) -> None:
    run(tmp_path)
    shop.execute("DELETE FROM orders")
    shop.execute("INSERT INTO orders VALUES (1, 'old', '2020-01-01 00:00:00')")
    shop.execute("DROP TABLE latest")
    run(tmp_path)
    assert shop.execute("SELECT state FROM latest").fetchall() == [("old",)]
