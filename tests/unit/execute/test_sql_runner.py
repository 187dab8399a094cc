"""Whole runs of generated scripts over tables: tables in, tables and a report out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from speccc.diagnostics.codes import runs
from speccc.execute.scripts import statements
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import FILE, compiled_over_tables, run_tables

SALES = """
    params:
      least: {type: int64, default: 2}
    sources:
      orders:
        columns:
          order_id: int64 not null
          ordered_on: {type: date, format: DD/MM/YYYY}
          product: {type: text, tags: [personal]}
          price: float64
        key: [order_id]
    steps:
      - filter: price >= 1 and order_id + 0 < 9223372036854775807
      - name: by_day
        aggregate: {by: [ordered_on], measures: {orders: count(), total: sum(price)}}
      - expect:
          - {unique: [ordered_on]}
          - {name: enough, check: orders >= :least, severity: warn}
          - {row_count: {max: 3}}
    sinks:
      sales: {mode: merge, key: [ordered_on]}
"""
ORDERS = "CREATE TABLE orders (order_id INTEGER, ordered_on TEXT, product TEXT, price REAL);"
ROWS = "(1, '31/01/2026', 'Pen', 2.5), (2, '31/01/2026', NULL, 1), ('3', '01/02/2026', 'Ink', 9)"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    (tmp_path / "data").mkdir()
    connection = sqlite3.connect(tmp_path / FILE)
    connection.executescript(f"{ORDERS} INSERT INTO orders VALUES {ROWS}")
    yield connection
    connection.close()


def go(root: Path, spec: str = SALES, **params: str) -> dict:
    return dict(run_tables(checked(spec), "sqlite", root, **params))


def problem(report: dict, kind: str) -> str:
    assert report["error"] is not None
    assert report["error"]["kind"] == kind
    assert kind in runs.BY_KIND
    assert report["sinks"] == {}
    return report["error"]["message"]


def sales(shop: sqlite3.Connection) -> list[tuple]:
    return shop.execute("SELECT * FROM sales ORDER BY ordered_on").fetchall()


def test_a_run_makes_the_table_and_reports(shop: sqlite3.Connection, tmp_path: Path) -> None:
    report = go(tmp_path)
    assert report["error"] is None
    assert report["sources"] == {"orders": {"read": 3}}
    assert report["sinks"] == {"sales": {"written": 2}}
    rule = {"rule": "enough", "severity": "warn", "broken": 1}
    assert [{k: e[k] for k in rule} for e in report["expectations"]] == [rule]
    assert sales(shop) == [("2026-01-31", 2, 3.5), ("2026-02-01", 1, 9.0)]
    declared = shop.execute("SELECT name, type, [notnull] FROM pragma_table_info('sales')")
    assert declared.fetchall() == [
        ("ordered_on", "DATE", 0),
        ("orders", "BIGINT", 1),
        ("total", "DOUBLE", 1),
    ]


def test_a_second_run_merges(shop: sqlite3.Connection, tmp_path: Path) -> None:
    go(tmp_path)
    assert go(tmp_path)["error"] is None
    assert len(sales(shop)) == 2
    shop.executescript("DELETE FROM orders; INSERT INTO orders VALUES (9, '01/02/2026', 'Cap', 4)")
    go(tmp_path)
    assert sales(shop) == [("2026-01-31", 2, 3.5), ("2026-02-01", 1, 4.0)]


def test_parameters_are_read_as_their_types(shop: sqlite3.Connection, tmp_path: Path) -> None:
    assert go(tmp_path, least="1")["expectations"] == []
    said = problem(go(tmp_path, least="one"), "param")
    assert said == "parameter 'least' has no value that reads as int64"
    assert problem(go(tmp_path, most="1"), "param") == "there is no parameter 'most'"


def test_all_that_breaks_a_contract_is_told_at_once(
    shop: sqlite3.Connection, tmp_path: Path
) -> None:
    shop.executescript(
        "INSERT INTO orders VALUES (NULL, '30/02/2026', x'00', 'cheap'), (1, NULL, 7, 1)"
    )
    assert problem(go(tmp_path), "contract").split("; ") == [
        "source 'orders', column 'order_id': NULL in 1 row, but is not null",
        "source 'orders', column 'ordered_on': 1 row not to be read as date (such as '30/02/2026')",
        "source 'orders', column 'product': 1 row not to be read as text",
        "source 'orders', column 'price': 1 row not to be read as float64 (such as 'cheap')",
        "source 'orders': the key (order_id) is not unique in 2 rows",
    ]
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        sales(shop)


def test_missing_columns_and_tables_are_named(shop: sqlite3.Connection, tmp_path: Path) -> None:
    shop.executescript("ALTER TABLE orders DROP COLUMN price")
    said = "source 'orders', column 'price': 'price' is missing in the data"
    assert problem(go(tmp_path), "contract") == said
    shop.executescript("DROP TABLE orders")
    said = "cannot read table 'main.orders': there is no such table"
    assert problem(go(tmp_path), "io") == said


def test_a_live_table_that_differs_is_refused(shop: sqlite3.Connection, tmp_path: Path) -> None:
    shop.executescript("CREATE TABLE sales (ordered_on DATE NOT NULL, orders TEXT, extra INT)")
    assert problem(go(tmp_path), "schema").split("; ") == [
        "sink 'sales', table 'main.sales': column 'ordered_on' is not null, but may be NULL",
        "sink 'sales', table 'main.sales': column 'orders' is TEXT, not BIGINT",
        "sink 'sales', table 'main.sales': column 'total' is missing",
        "sink 'sales', table 'main.sales': column 'extra' is not one of the sink",
    ]
    assert runs.BY_KIND["schema"] is runs.SCHEMA


def test_an_overflow_ends_the_run(shop: sqlite3.Connection, tmp_path: Path) -> None:
    spec = SALES.replace("order_id + 0", "order_id * 9223372036854775807")
    assert problem(go(tmp_path, spec), "overflow") == "an int64 result is out of range"


def test_a_broken_expectation_leaves_the_table(shop: sqlite3.Connection, tmp_path: Path) -> None:
    go(tmp_path)
    before = sales(shop)
    shop.executescript("UPDATE orders SET price = 99")
    said = problem(go(tmp_path, SALES.replace("max: 3", "max: 1")), "expectation")
    assert said == "step 'checked': 'row_count: max 1' is broken (2 rows)"
    assert sales(shop) == before


def test_a_source_may_be_the_table_of_the_sink(tmp_path: Path) -> None:
    spec = """
        sources:
          same: {columns: {a: int64 not null}}
        steps:
          - {derive: {b: a + 1}}
          - {select: [b as a]}
        sinks:
          same_again: {mode: replace}
    """
    pipeline = checked(spec)
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.executescript(
            "CREATE TABLE same (a BIGINT NOT NULL); INSERT INTO same VALUES (1), (2);"
            "CREATE VIEW same_again AS SELECT 1;"
        )
        connection.executescript("DROP VIEW same_again; ALTER TABLE same RENAME TO same_again")
        connection.executescript("CREATE VIEW same AS SELECT * FROM same_again")
    for _ in range(2):
        report = run_tables(pipeline, "sqlite", tmp_path)
        assert report["error"] is None
    assert connection.execute("SELECT a FROM same_again ORDER BY a").fetchall() == [(3,), (4,)]
    connection.close()


def test_another_run_has_to_wait(
    shop: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speccc.execute.databases.PATIENCE", 0)
    shop.execute("BEGIN IMMEDIATE")
    assert "locked" in problem(go(tmp_path), "io")


def test_a_statement_ends_with_its_line(tmp_path: Path) -> None:
    unit = compiled_over_tables(checked(SALES), "sqlite")
    for artefact in unit.artefacts:
        for statement in statements(artefact.content):
            assert sqlite3.complete_statement(f"{statement};")
    write(unit, tmp_path)
    assert list(statements("-- a;\nSELECT\n  ';', -- b\n  1;\n\nDROP x;\n")) == [
        "SELECT\n  ';', -- b\n  1",
        "DROP x",
    ]
