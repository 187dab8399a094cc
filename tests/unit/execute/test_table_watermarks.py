"""Watermarks of table sinks: in the transaction of the rows, gone with their table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from speccc.execute.runners import RUNNERS
from speccc.ir.rel import Binding
from tests.differential.stores import STORES
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import (
    FILE,
    compiled_over_tables,
    over_tables,
    run_tables,
    run_unit,
)

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


Ask = Callable[[str], list[tuple]]


@pytest.fixture(params=STORES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Ask]:
    """The dialect, and what asks its database."""
    store = STORES[request.param]
    declared = "id BIGINT, state TEXT, changed_at TIMESTAMP"
    store.fill(tmp_path, "orders", declared, [(1, "new", "2026-03-01 10:00:00")])

    def ask(statement: str) -> list[tuple]:
        with closing(store.open(tmp_path / FILE)) as connection:
            found = connection.execute(statement).fetchall()
            connection.commit()
        return found

    return request.param, ask


def run(root: Path, dialect: str, **params: str) -> dict:
    return dict(run_tables(checked(SPEC), dialect, root, **params))


MARKS = "SELECT * FROM __speccc_watermarks"


def test_the_second_run_reads_on(tmp_path: Path, shop: tuple[str, Ask]) -> None:
    dialect, ask = shop
    read = run(tmp_path, dialect)["watermarks"]["orders"]
    assert read.startswith("2026-03-01 10:00:00")
    assert ask(MARKS) == [("latest", "orders.changed_at", read)]
    ask(
        "INSERT INTO orders VALUES (2, 'late', '2026-02-28 10:00:00'),"
        " (3, 'too late', '2026-02-28 09:59:59'), (1, 'paid', '2026-03-02 10:00:00')"
    )
    assert run(tmp_path, dialect)["error"] is None
    assert ask("SELECT id, state FROM latest ORDER BY id") == [(1, "paid"), (2, "late")]
    assert run(tmp_path, dialect, since_orders="2020-01-01 00:00:00")["error"] is None
    assert ask("SELECT COUNT(*) FROM latest") == [(3,)]


def test_a_run_that_fails_moves_nothing(tmp_path: Path, shop: tuple[str, Ask]) -> None:
    dialect, ask = shop
    run(tmp_path, dialect)
    before = ask(MARKS)
    ask("INSERT INTO orders VALUES (1, 'paid', '2026-03-02 10:00:00'), (2, 'x', NULL)")
    assert run(tmp_path, dialect)["error"]["kind"] == "contract"
    assert ask(MARKS) == before


def test_a_table_that_is_gone_is_filled_again(tmp_path: Path, shop: tuple[str, Ask]) -> None:
    dialect, ask = shop
    run(tmp_path, dialect)
    ask("DELETE FROM orders")
    ask("INSERT INTO orders VALUES (1, 'old', '2020-01-01 00:00:00')")
    ask("DROP TABLE latest")
    run(tmp_path, dialect)
    assert ask("SELECT state FROM latest") == [("old",)]


def test_a_dry_run_makes_no_table(tmp_path: Path, shop: tuple[str, Ask]) -> None:
    dialect, ask = shop
    compiled = compiled_over_tables(checked(SPEC), dialect)
    write(compiled, tmp_path)
    go = RUNNERS[dialect].load()
    report = go(compiled.recipe, tmp_path, tmp_path, {}, connection=FILE, dry_run=True)
    assert report["sinks"] == {"latest": {"written": 1}}
    made = {"sqlite": "sqlite_master", "duckdb": "DUCKDB_TABLES()"}[dialect]
    assert ask(f"SELECT COUNT(*) FROM {made}") == [(1,)]


def test_a_table_and_a_file_of_one_source(tmp_path: Path) -> None:
    """Each has its watermark in its own place; the source is read from the lesser one on."""
    store = STORES["duckdb"]
    store.fill(
        tmp_path,
        "orders",
        "id BIGINT, state TEXT, changed_at TIMESTAMP",
        [(1, "new", "2026-03-01 10:00:00")],
    )
    made = over_tables(checked(SPEC + "      copy: {mode: merge, key: [id]}\n"))
    latest, copy = made.sinks
    copy = replace(copy, binding=Binding("csv", {"path": "copy.csv"}))
    made = replace(made, sinks=(latest, copy))
    assert run_unit(made, "duckdb", tmp_path)["error"] is None
    file = tmp_path / ".copy.csv.watermarks.json"
    assert "2026-03-01 10:00:00" in file.read_text()
    assert len(store.rows(tmp_path, "__speccc_watermarks", ["text"] * 3) or []) == 1
    file.unlink()
    (tmp_path / "copy.csv").unlink()
    later = "2026-05-01 10:00:00"
    store.fill(
        tmp_path,
        "orders",
        "id BIGINT, state TEXT, changed_at TIMESTAMP",
        [(2, "old", "2026-01-01 10:00:00"), (1, "paid", later)],
    )
    assert run_unit(made, "duckdb", tmp_path)["error"] is None
    assert len((tmp_path / "copy.csv").read_text().splitlines()) == 3
    assert later in file.read_text()


def test_a_source_may_be_called_as_their_table_is(tmp_path: Path, shop: tuple[str, Ask]) -> None:
    dialect, ask = shop
    ask("CREATE TABLE speccc_watermarks AS SELECT * FROM orders")
    spec = checked(SPEC.replace("orders", "speccc_watermarks"))
    for _ in range(2):
        report = run_tables(spec, dialect, tmp_path)
        assert report["error"] is None
    assert [row[:2] for row in ask(MARKS)] == [("latest", "speccc_watermarks.changed_at")]
