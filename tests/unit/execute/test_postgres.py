"""Whole runs over the tables of a real PostgreSQL server."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from speccc.execute.postgres import explained
from speccc.execute.sql_runner import rows_of_sources, run
from tests.support import servers
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import compiled_over_tables

pytestmark = pytest.mark.servers

SPEC = """
    sources:
      orders:
        columns:
          id: int64 not null
          day: date
          product: text not null
          price: float64
          paid: bool
          at: timestamp
          net: decimal(9,2)
        key: [id]
    steps:
      - filter: price >= 1
    sinks:
      kept: {SINK}
"""
MODES = {
    "replace": "mode: replace",
    "merge": "mode: merge, key: [id]",
    "append": "mode: append, key: [id]",
    "partition": "mode: partition, by: [day]",
}
TABLE = (
    "CREATE TABLE orders (id INT, day DATE, product VARCHAR(9), price REAL, paid BOOL,"
    " at TIMESTAMP, net NUMERIC(12,4))"
)
ROWS = (
    "(1, '2026-01-31', 'Pen', 2.5, true, '2026-01-31 10:00:00.5', 1.5),"
    " (2, NULL, 'a%b', 1, NULL, NULL, NULL), (3, '2026-02-01', 'Ink', 'NaN', false, NULL, 2)"
)


@pytest.fixture
def shop() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(servers.postgres()("postgres"), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS orders, kept")
        connection.execute(TABLE)
        connection.execute(f"INSERT INTO orders VALUES {ROWS}")
        yield connection


def go(root: Path, mode: str = "replace", spec: str = SPEC) -> dict[str, Any]:
    unit = compiled_over_tables(checked(spec.replace("SINK", MODES[mode])), "postgres")
    write(unit, root)
    return dict(run(unit.recipe, root, root, {}, connection=servers.postgres()("postgres")))


def kept(shop: psycopg.Connection[Any]) -> list[Any]:
    return shop.execute("SELECT id, day, product, price FROM kept ORDER BY id").fetchall()


@pytest.mark.parametrize("mode", MODES)
def test_twice_is_once(mode: str, shop: psycopg.Connection[Any], tmp_path: Path) -> None:
    report = go(tmp_path, mode)
    assert report["error"] is None
    assert report["sources"] == {"orders": {"read": 3}}
    assert report["sinks"] == {"kept": {"written": 2}}
    once = kept(shop)
    assert [row[0] for row in once] == [1, 2]
    assert go(tmp_path, mode)["error"] is None
    assert kept(shop) == once


def test_modes_keep_what_they_must(shop: psycopg.Connection[Any], tmp_path: Path) -> None:
    go(tmp_path, "merge")
    shop.execute("DELETE FROM orders; INSERT INTO orders (id, product, price) VALUES (1, 'Cap', 7)")
    go(tmp_path, "append")
    assert [row[2] for row in kept(shop)] == ["Pen", "a%b"]
    go(tmp_path, "merge")
    assert [row[2] for row in kept(shop)] == ["Cap", "a%b"]
    go(tmp_path, "partition")
    assert [row[2] for row in kept(shop)] == ["Cap"]


def test_a_lying_source_is_told(shop: psycopg.Connection[Any], tmp_path: Path) -> None:
    shop.execute("INSERT INTO orders VALUES (1, 'infinity', 'x', 2, true, NULL, 1.005)")
    error = go(tmp_path)["error"]
    assert error["kind"] == "contract"
    assert error["message"].split("; ") == [
        "source 'orders', column 'day': 1 row not to be read as date (such as 'infinity')",
        "source 'orders', column 'net': 1 row not to be read as decimal(9,2) (such as '1.0050')",
        "source 'orders': the key (id) is not unique in 2 rows",
    ]
    assert shop.execute("SELECT TO_REGCLASS('kept')").fetchone() == (None,)


def test_a_table_that_differs_is_refused(shop: psycopg.Connection[Any], tmp_path: Path) -> None:
    go(tmp_path)
    shop.execute("ALTER TABLE kept ALTER price TYPE text; ALTER TABLE kept DROP COLUMN at")
    error = go(tmp_path)["error"]
    assert error["kind"] == "schema"
    assert sorted(error["message"].split("; ")) == [
        "sink 'kept', table 'public.kept': column 'at' is missing",
        "sink 'kept', table 'public.kept': column 'price' is text, not double precision",
    ]


def test_a_reader_never_sees_an_empty_table(shop: psycopg.Connection[Any], tmp_path: Path) -> None:
    go(tmp_path)
    done, seen = threading.Event(), set[int]()

    def poll() -> None:
        with psycopg.connect(servers.postgres()("postgres"), autocommit=True) as reader:
            while not done.is_set():
                seen.update(row[0] for row in reader.execute("SELECT COUNT(*) FROM kept"))

    watching = threading.Thread(target=poll)
    watching.start()
    try:
        for _ in range(5):
            assert go(tmp_path)["error"] is None
    finally:
        done.set()
        watching.join()
    assert seen == {2}


INCREMENTAL = """
    sources:
      orders:
        columns: {id: int64 not null, at: timestamp not null}
        incremental: {column: at, lookback: 1 day}
    steps:
      - dedupe: {by: [id], order: [at desc]}
    sinks:
      kept: {mode: merge, key: [id]}
"""


def test_a_watermark_lies_beside_the_table(shop: psycopg.Connection[Any], tmp_path: Path) -> None:
    shop.execute("DROP TABLE IF EXISTS __speccc_watermarks")
    shop.execute("DELETE FROM orders WHERE at IS NULL")
    assert go(tmp_path, spec=INCREMENTAL)["error"] is None
    marks = "SELECT sink, clock, watermark FROM __speccc_watermarks"
    assert shop.execute(marks).fetchall() == [("kept", "orders.at", "2026-01-31 10:00:00.500000")]
    shop.execute(
        "INSERT INTO orders (id, at) VALUES (4, '2026-01-30 11:00:00'), (5, '2026-01-30 10:00:00')"
    )
    assert go(tmp_path, spec=INCREMENTAL)["error"] is None
    assert [id for (id,) in shop.execute("SELECT id FROM kept ORDER BY id")] == [1, 4]
    shop.execute("INSERT INTO orders (id, at) VALUES (6, NULL)")
    assert go(tmp_path, spec=INCREMENTAL)["error"]["kind"] == "contract"
    assert len(shop.execute(marks).fetchall()) == 1


ASIDE = (
    SPEC.replace("key: [id]", "key: [id]\n        on_error: quarantine", 1)
    .replace("- filter: price >= 1", "- {name: dear, from: orders, filter: price >= 1}")
    .replace("kept: {SINK}", "kept: {from: dear, SINK}\n      aside: {from: orders.rejected, SINK}")
)


def test_rows_are_put_aside_as_they_stand_in_the_table(
    shop: psycopg.Connection[Any], tmp_path: Path
) -> None:
    """A missing value, a number with too many digits, and a key that comes twice."""
    shop.execute("DROP TABLE IF EXISTS aside")
    shop.execute(
        "INSERT INTO orders VALUES (4, NULL, NULL, 1e16, true, '2026-01-31 10:00:00.5', 1.5),"
        " (5, '2026-02-01', 'Cap', 2, NULL, NULL, 1.2345),"
        " (6, NULL, 'Bag', 100000, NULL, NULL, 1), (6, NULL, 'Box', 0.00001, NULL, NULL, 1)"
    )
    report = go(tmp_path, "replace", ASIDE)
    assert report["error"] is None
    assert report["sources"] == {"orders": {"read": 7, "rejected": 4}}
    assert [row[0] for row in kept(shop)] == [1, 2]
    assert shop.execute("SELECT * FROM aside ORDER BY id, product").fetchall() == [
        ("4", None, None, "1e+16", "true", "2026-01-31 10:00:00.500000", "1.5000", NULL),
        ("5", "2026-02-01", "Cap", "2.0", None, None, "1.2345", UNREAD),
        ("6", None, "Bag", "100000.0", None, None, "1.0000", SHARED),
        ("6", None, "Box", "1e-05", None, None, "1.0000", SHARED),
    ]


NULL, UNREAD, SHARED = "not_null: product", "read: net as decimal(9,2)", "unique: id"


_RAISING = "DO $$ BEGIN RAISE 'x' USING ERRCODE = {}; END $$"


@pytest.mark.parametrize(
    ("raised", "kind"), [("40P01", "conflict"), ("40001", "conflict"), ("53100", "io")]
)
def test_what_the_server_says_has_its_kind(
    raised: str, kind: str, shop: psycopg.Connection[Any]
) -> None:
    """Another transaction in the way is E0911."""
    with pytest.raises(psycopg.Error) as caught:
        shop.execute(sql.SQL(_RAISING).format(sql.Literal(raised)))
    assert explained(caught.value).kind == kind


def test_a_lost_connection_is_told(shop: psycopg.Connection[Any]) -> None:
    """It is E0912."""
    url = servers.postgres()("postgres")
    with psycopg.connect(url, autocommit=True) as other:
        shop.execute("SELECT pg_terminate_backend(%s)", [other.info.backend_pid])
        for _ in range(2):  # as the server says it, and then as the driver does
            with pytest.raises(psycopg.Error) as caught:
                other.execute("SELECT 1")
            assert explained(caught.value).kind == "lost"


def test_sources_are_read_alone(shop: psycopg.Connection[Any], tmp_path: Path) -> None:
    """As `preview` wants them: typed, and nothing is written."""
    unit = compiled_over_tables(checked(SPEC.replace("SINK", MODES["replace"])), "postgres")
    write(unit, tmp_path)
    url = servers.postgres()("postgres")
    rows = rows_of_sources(unit.recipe, tmp_path, tmp_path, {}, url)["orders"]
    day, at = dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 10, 0, 0, 500_000)
    assert sorted(rows) == [
        (1, day, "Pen", 2.5, True, at, Decimal("1.50")),
        (2, None, "a%b", 1.0, None, None, None),
        (3, dt.date(2026, 2, 1), "Ink", None, False, None, Decimal("2.00")),
    ]
    assert shop.execute("SELECT TO_REGCLASS('kept')").fetchall() == [(None,)]
