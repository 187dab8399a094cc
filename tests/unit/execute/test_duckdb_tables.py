"""Whole runs over the tables of a DuckDB file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from speccc.ir.rel import Binding
from tests.unit.backends.sql.running import checked
from tests.unit.backends.sql.tables import FILE, over_tables, run_tables, run_unit

SALES = """
    sources:
      orders:
        columns:
          order_id: int64 not null
          ordered_on: date
          note: {type: text, tags: [personal]}
          price: decimal(9,2)
        key: [order_id]
    steps:
      - filter: price >= 1
      - name: by_day
        aggregate: {by: [ordered_on], measures: {orders: count(), total: sum(price)}}
      - cast: {columns: {total: "decimal(12,2)"}, on_error: fail}
    sinks:
      sales: {mode: merge, key: [ordered_on]}
"""
ORDERS = "CREATE TABLE orders (order_id SMALLINT, ordered_on TEXT, note TEXT, price DECIMAL(5, 1))"
ROWS = "(1, '2026-01-31', 'Pen', 2.5), (2, '2026-01-31', NULL, 1), (3, '2026-02-01', 'Ink', 9)"


def ask(root: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(root / FILE)) as shop:
        return shop.execute(sql).fetchall()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    ask(tmp_path, f"{ORDERS}; INSERT INTO orders VALUES {ROWS}")
    return tmp_path


def problem(root: Path, kind: str, spec: str = SALES) -> str:
    report = run_tables(checked(spec), "duckdb", root)
    assert report["error"] is not None
    assert report["error"]["kind"] == kind
    assert report["sinks"] == {}
    return report["error"]["message"]


def test_a_run_makes_the_table_and_a_second_merges(shop: Path) -> None:
    for _ in range(2):
        report = run_tables(checked(SALES), "duckdb", shop)
        assert report["error"] is None
        assert report["sinks"] == {"sales": {"written": 2}}
    rows = ask(shop, "SELECT ordered_on::TEXT, orders, total::TEXT FROM sales ORDER BY 1")
    assert rows == [("2026-01-31", 2, "3.50"), ("2026-02-01", 1, "9.00")]
    found = ask(shop, 'SELECT column_name, column_type, "null" FROM (DESCRIBE sales)')
    assert found == [
        ("ordered_on", "DATE", "YES"),
        ("orders", "BIGINT", "NO"),
        ("total", "DECIMAL(12,2)", "NO"),
    ]


def test_what_breaks_a_contract_is_told(shop: Path) -> None:
    ask(shop, "INSERT INTO orders VALUES (NULL, '2026-02-30', 'x', 1), (1, NULL, 'y', 1)")
    bad = "(first: row 4, '2026-02-30')"
    assert problem(shop, "contract").split("; ") == [
        "source 'orders', column 'order_id': NULL in 1 row, but is not null (first: row 4)",
        f"source 'orders', column 'ordered_on': 1 row not to be read as date {bad}",
        "source 'orders': the key (order_id) is not unique in 2 rows (first: row 1)",
    ]
    ask(shop, "ALTER TABLE orders DROP COLUMN price")
    assert "'price' is missing in the data (available: order_id, ordered_on, note)" in problem(
        shop, "contract"
    )
    ask(shop, "DROP TABLE orders")
    assert problem(shop, "io") == "cannot read 'orders': there is no such table"


def test_a_live_table_that_differs_is_refused(shop: Path) -> None:
    ask(shop, "CREATE TABLE sales (ordered_on DATE NOT NULL, orders INTEGER NOT NULL, extra INT)")
    assert problem(shop, "schema").split("; ") == [
        "sink 'sales', table 'main.sales': column 'extra' is not one of the sink",
        "sink 'sales', table 'main.sales': column 'ordered_on' is not null, but may be NULL",
        "sink 'sales', table 'main.sales': column 'orders' is INTEGER, not BIGINT",
        "sink 'sales', table 'main.sales': column 'total' is missing",
    ]


def test_a_key_that_is_not_one_ends_the_run(shop: Path) -> None:
    spec = """
        sources:
          orders: {columns: {order_id: int64 not null, ordered_on: date, price: "decimal(9,2)"}}
        steps:
          - {filter: order_id > 0}
        sinks:
          sales: {mode: append, key: [ordered_on]}
    """
    ask(shop, "INSERT INTO orders VALUES (4, NULL, 'x', 1)")
    assert problem(shop, "contract", spec) == (
        "sink 'sales', column 'ordered_on': NULL in 1 row, but part of the key"
    )


def test_files_and_tables_of_a_schema_beside_each_other(tmp_path: Path) -> None:
    pipeline = over_tables(checked(SALES))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text("order_id,ordered_on,note,price\n1,,,2.50\n")
    csv = Binding("csv", {"path": "data/orders.csv"})
    table = Binding("table", {"name": "mart.orders"})  # as a step is called, and a source
    mixed = replace(
        pipeline,
        sources=tuple(replace(s, binding=csv) for s in pipeline.sources),
        sinks=tuple(replace(s, binding=table) for s in pipeline.sinks),
    )
    assert run_unit(mixed, "duckdb", tmp_path)["error"] is not None  # a NULL in the key
    (tmp_path / "data/orders.csv").write_text("order_id,ordered_on,note,price\n1,2026-01-31,,2.5\n")
    assert run_unit(mixed, "duckdb", tmp_path)["error"] is None
    assert ask(tmp_path, "SELECT orders FROM mart.orders") == [(1,)]
