"""PostgreSQL in a database that sorts texts as a dictionary does: a run sorts by code point."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from speccc.execute.sql_runner import run
from tests.support import servers
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import compiled_over_tables

pytestmark = pytest.mark.servers

LOCALE = "en_US.utf8"
WORDS = ("b", "A", "a", "B", "é", "Z", "a b", "ab", "")
SPEC = """
    sources:
      words: {columns: {w: text not null, id: int64 not null}, key: [id]}
      others: {columns: {v: text not null}}
    steps:
      - {name: known, from: words, join: {with: others, kind: semi, keys: [w = v]}}
      - filter: w < 'a' or w >= 'a'
      - derive: {one: 1, early: w < 'a', most: "greatest(w, 'B')"}
      - window: {by: [one], order: [w desc], derive: {place: row_number()}}
      - drop: [one]
      - name: ends
        aggregate:
          by: []
          measures: {low: min(w), high: max(most), all_of: "string_agg(w, ',' order by w)"}
    sinks:
      kept: {from: known_placed, mode: replace}
      ends_of: {from: ends, mode: replace}
""".replace("- drop: [one]", "- {name: known_placed, drop: [one]}")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A database of a server that knows the locale, which is made for it."""
    with tempfile.TemporaryDirectory(prefix="speccc-locale-") as folder:
        Path(folder).chmod(0o755)  # the server may be another user's
        made = ["localedef", "-i", "en_US", "-f", "UTF-8", f"{folder}/{LOCALE}"]
        if not shutil.which("localedef") or subprocess.run(made, check=False).returncode:
            pytest.skip("the locale en_US cannot be made here: apt-get install locales")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LOCPATH", folder)
            servers.postgres.cache_clear()
            server = servers.postgres()
        servers.postgres.cache_clear()
        with psycopg.connect(server("postgres"), autocommit=True) as connection:
            connection.execute(
                "CREATE DATABASE dictionary TEMPLATE template0"
                " LC_COLLATE 'en_US.utf8' LC_CTYPE 'en_US.utf8'"
            )
        yield server("dictionary")


def test_texts_are_compared_by_code_point(url: str, tmp_path: Path) -> None:
    unit = compiled_over_tables(checked(SPEC), "postgres")
    write(unit, tmp_path)
    with psycopg.connect(url, autocommit=True) as shop:
        assert shop.execute("SELECT 'a' < 'B', 'é' < 'z'").fetchone() == (True, True)
        shop.execute("CREATE TABLE words (w TEXT, id INT); CREATE TABLE others (v TEXT)")
        for number, word in enumerate(WORDS):
            shop.execute("INSERT INTO words VALUES (%s, %s)", (word, number))
        shop.execute("INSERT INTO others SELECT w FROM words")
        for _ in range(2):
            assert run(unit.recipe, tmp_path, tmp_path, {}, connection=url)["error"] is None
        found = shop.execute("SELECT w, early, most FROM kept ORDER BY place").fetchall()
        [ends] = shop.execute("SELECT low, high, all_of FROM ends_of").fetchall()
    due = sorted(WORDS, reverse=True)
    assert found == [(word, word < "a", max(word, "B")) for word in due]
    assert ends == ("", "é", ",".join(sorted(WORDS)))
