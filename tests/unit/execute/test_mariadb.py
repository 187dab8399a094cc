"""Whole runs over the tables of a real MariaDB server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pymysql
import pytest

from speccc.execute.mariadb import connect, explained
from speccc.execute.scripts import ScriptError
from speccc.execute.sql_runner import run
from tests.support import servers
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import compiled_over_tables
from tests.unit.execute.test_postgres import INCREMENTAL, MODES, SPEC

pytestmark = pytest.mark.servers

TABLE = (
    "CREATE TABLE orders (id INT, day DATE, product VARCHAR(9), price FLOAT, paid BIT(1),"
    " at DATETIME(3), net DECIMAL(12,4))"
)
ROWS = (
    "(1, '2026-01-31', 'Pen', 2.5, 1, '2026-01-31 10:00:00.5', 1.5),"
    " (2, NULL, 'a%b', 1, NULL, NULL, NULL), (3, '2026-02-01', 'Ink', NULL, 0, NULL, 2)"
)
#: What an administrator may have set: in each of them the scripts mean the same.
SERVER_MODES = ("", "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES", "ORACLE")


class Shop:
    """One connection of somebody else."""

    def __init__(self) -> None:
        self.connection: Any = connect(servers.mariadb()("test"), Path())

    def do(self, *statements: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    made.do("DROP TABLE IF EXISTS orders, texts, kept, __speccc_watermarks", TABLE)
    made.do(f"INSERT INTO orders VALUES {ROWS}")
    yield made
    made.connection.close()


def go(root: Path, mode: str = "replace", spec: str = SPEC, **more: Any) -> dict[str, Any]:
    unit = compiled_over_tables(checked(spec.replace("SINK", MODES[mode])), "mariadb")
    write(unit, root)
    url = servers.mariadb()("test")
    return dict(run(unit.recipe, root, root, {}, connection=url, **more))


def kept(shop: Shop) -> list[Any]:
    return shop.do("SELECT id, day, product, price, paid, at, net FROM kept ORDER BY id")


@pytest.mark.parametrize("mode", MODES)
def test_twice_is_once(mode: str, shop: Shop, tmp_path: Path) -> None:
    report = go(tmp_path, mode)
    assert report["error"] is None
    assert report["sources"] == {"orders": {"read": 3}}
    assert report["sinks"] == {"kept": {"written": 2}}
    once = kept(shop)
    assert [row[0] for row in once] == [1, 2]
    assert go(tmp_path, mode)["error"] is None
    assert kept(shop) == once


@pytest.mark.parametrize("modes", SERVER_MODES)
def test_the_modes_of_the_server_do_not_matter(modes: str, shop: Shop, tmp_path: Path) -> None:
    shop.do("SET GLOBAL sql_mode = ''")
    assert go(tmp_path)["error"] is None
    expected = kept(shop)
    shop.do("DROP TABLE kept", f"SET GLOBAL sql_mode = '{modes}'")
    try:
        assert go(tmp_path)["error"] is None
    finally:
        shop.do("SET GLOBAL sql_mode = DEFAULT")
    assert kept(shop) == expected


def test_modes_keep_what_they_must(shop: Shop, tmp_path: Path) -> None:
    go(tmp_path, "merge")
    shop.do("DELETE FROM orders", "INSERT INTO orders (id, product, price) VALUES (1, 'Cap', 7)")
    go(tmp_path, "append")
    assert [row[2] for row in kept(shop)] == ["Pen", "a%b"]
    go(tmp_path, "merge")
    assert [row[2] for row in kept(shop)] == ["Cap", "a%b"]
    go(tmp_path, "partition")
    assert [row[2] for row in kept(shop)] == ["Cap"]


def test_a_lying_source_is_told(shop: Shop, tmp_path: Path) -> None:
    shop.do("ALTER TABLE orders MODIFY day VARCHAR(20)")
    shop.do("INSERT INTO orders VALUES (1, '2026-02-30', 'x', 2, 1, NULL, 1.005)")
    error = go(tmp_path)["error"]
    assert error["kind"] == "contract"
    assert error["message"].split("; ") == [
        "source 'orders', column 'day': 1 row not to be read as date (such as '2026-02-30')",
        "source 'orders', column 'net': 1 row not to be read as decimal(9,2) (such as '1.0050')",
        "source 'orders': the key (id) is not unique in 2 rows",
    ]
    assert not shop.do("SHOW TABLES LIKE 'kept'")


def test_a_table_that_differs_is_refused(shop: Shop, tmp_path: Path) -> None:
    go(tmp_path)
    shop.do("ALTER TABLE kept MODIFY price TEXT, DROP COLUMN at")
    shop.do("ALTER TABLE kept CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
    error = go(tmp_path)["error"]
    assert error["kind"] == "schema"
    said = "sink 'kept', table 'kept': column"
    ours, theirs = "collate utf8mb4_nopad_bin", "collate utf8mb4_general_ci"
    assert sorted(error["message"].split("; ")) == [
        f"{said} 'at' is missing",
        f"{said} 'price' is mediumtext {theirs}, not double",
        f"{said} 'product' is longtext {theirs}, not longtext {ours}",
    ]
    shop.do("DROP TABLE kept")
    go(tmp_path)
    shop.do("ALTER TABLE kept ENGINE = Aria")
    assert "is not InnoDB" in go(tmp_path)["error"]["message"]


def test_a_reader_never_sees_an_empty_table(shop: Shop, tmp_path: Path) -> None:
    done, seen = threading.Event(), set[int]()

    def poll() -> None:
        reader = Shop()
        while not done.is_set():
            with suppress(pymysql.err.ProgrammingError):  # the first run has not made it yet
                seen.update(row[0] for row in reader.do("SELECT COUNT(*) FROM kept"))
        reader.connection.close()

    watching = threading.Thread(target=poll)
    watching.start()
    try:
        for _ in range(5):
            assert go(tmp_path)["error"] is None
    finally:
        done.set()
        watching.join()
    assert seen == {2}


def test_a_watermark_lies_beside_the_table(shop: Shop, tmp_path: Path) -> None:
    shop.do("DELETE FROM orders WHERE at IS NULL")
    assert go(tmp_path, spec=INCREMENTAL)["error"] is None
    marks = "SELECT sink, clock, watermark FROM __speccc_watermarks"
    assert shop.do(marks) == [("kept", "orders.at", "2026-01-31 10:00:00.500000")]
    shop.do(
        "INSERT INTO orders (id, at) VALUES (4, '2026-01-30 11:00:00'), (5, '2026-01-30 10:00:00')"
    )
    assert go(tmp_path, spec=INCREMENTAL)["error"] is None
    assert [id for (id,) in shop.do("SELECT id FROM kept ORDER BY id")] == [1, 4]
    shop.do("INSERT INTO orders (id, at) VALUES (6, NULL)")
    assert go(tmp_path, spec=INCREMENTAL)["error"]["kind"] == "contract"
    assert len(shop.do(marks)) == 1


LONG = """
    sources:
      texts: {columns: {id: int64 not null, t: text not null}, key: [id]}
    steps:
      - derive: {one: 1}
      - window: {by: [t], order: [id], derive: {n_of_t: row_number()}}
      - window: {by: [one], order: [t desc, id], derive: {place: row_number()}}
      - select: [id, n_of_t, place]
    sinks:
      kept: {mode: replace}
"""


def test_long_texts_are_told_apart(shop: Shop, tmp_path: Path) -> None:
    """A server sorts by the first 1024 bytes, unless it is told otherwise."""
    shop.do(
        "CREATE OR REPLACE TABLE texts AS"
        " SELECT seq AS id, CONCAT(REPEAT('a', 9000), seq % 3) AS t FROM seq_1_to_6"
    )
    assert go(tmp_path, spec=LONG)["error"] is None
    shop.do("DROP TABLE texts")
    rows = shop.do("SELECT id, n_of_t, place FROM kept ORDER BY id")
    assert rows == [(1, 1, 3), (2, 1, 1), (3, 1, 5), (4, 2, 4), (5, 2, 2), (6, 2, 6)]


@pytest.mark.parametrize("options", [{"dry_run": True}, {"limit": 1}])
@pytest.mark.parametrize("spec", [SPEC, INCREMENTAL])
def test_a_look_leaves_nothing(spec: str, options: Any, shop: Shop, tmp_path: Path) -> None:
    shop.do("DELETE FROM orders WHERE at IS NULL")
    before = shop.do("SHOW TABLES")
    report = go(tmp_path, spec=spec, **options)
    assert report["error"] is None
    assert report["sinks"]["kept"] == {"written": 1}
    assert shop.do("SHOW TABLES") == before


@pytest.mark.parametrize(
    "url", ["postgresql://a:secret@b/c", "mariadb://a:secret@b", "mariadb://a:secret@[b/c"]
)
def test_an_url_that_is_none_is_told_without_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="its URL is not") as caught:
        connect(url, tmp_path)
    assert "secret" not in caught.value.message


def _told(act: Callable[[], object]) -> ScriptError:
    with pytest.raises(pymysql.Error) as caught:
        act()
    return explained(caught.value)


def test_a_deadlock_is_told(shop: Shop) -> None:
    shop.do("CREATE OR REPLACE TABLE kept (id INT PRIMARY KEY) ENGINE = InnoDB")
    shop.do("INSERT INTO kept VALUES (1), (2)")
    other, lock = Shop(), "SELECT * FROM kept WHERE id = {} FOR UPDATE"
    shop.do("BEGIN", lock.format(1))
    other.do("BEGIN", lock.format(2), "SET SESSION innodb_lock_wait_timeout = 1")
    assert _told(lambda: other.do(lock.format(1))).kind == "conflict"  # waited for too long
    waiting = threading.Thread(target=other.do, args=[lock.format(1)])
    other.do("SET SESSION innodb_lock_wait_timeout = 30", "SELECT * FROM orders FOR UPDATE")
    waiting.start()
    waits = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.INNODB_TRX WHERE trx_state = 'LOCK WAIT'"
    for _ in range(50):
        time.sleep(0.2)  # the server makes this table anew only when nobody has read it for 0.1 s
        if shop.do(waits) != [(0,)]:
            break
    assert _told(lambda: shop.do(lock.format(2))).kind == "conflict"
    waiting.join()
    other.connection.close()


def test_a_lost_connection_is_told(shop: Shop) -> None:
    other = Shop()
    [(own,)] = other.do("SELECT CONNECTION_ID()")
    shop.do(f"KILL {own}")
    assert _told(lambda: other.do("SELECT 1")).kind == "lost"
