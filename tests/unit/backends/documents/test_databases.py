"""What a README says of the database of a unit."""

from __future__ import annotations

import subprocess

import pytest

from speccc.backends.api import Target
from speccc.backends.documents.databases import database
from speccc.backends.documents.readme import readme
from speccc.backends.sql import SqlBackend
from tests.unit.backends.documents.units import bound, profile
from tests.unit.backends.sql.tables import over_tables


@pytest.mark.parametrize(
    ("connection", "path"),
    [
        ("shop.duckdb", "/data/shop.duckdb"),
        ("/srv/shop.duckdb", "/srv/shop.duckdb"),
        ("${env:SHOP}", "/srv/the shop.db"),
        ("${env:SHOP}/a.db", "/srv/the shop.db/a.db"),
        ('it\'s `1` $HOME \\ "x".db', "/data/it''s `1` $HOME \\ \"x\".db"),
    ],
)
def test_a_shell_attaches_the_database(connection: str, path: str) -> None:
    pipeline = over_tables(bound("sales_analytics", "duckdb"))
    shown = database(pipeline, Target("shop", "sql", "duckdb", connection))
    assert shown is not None
    command = ["sh", "-c", f'printf %s "{shown.attach}"']
    environment = {"SHOP": "/srv/the shop.db", "HOME": "/wrong"}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == f"ATTACH '{path}' AS db"


def test_a_unit_over_tables_says_where_they_are_and_one_over_files_does_not() -> None:
    target = Target("shop", "sql", "duckdb", "${env:SHOP}")
    pipeline = over_tables(bound("sales_analytics", "duckdb"))
    compiled = SqlBackend().compile(pipeline, target)
    text = readme(pipeline, target, compiled).content
    assert "database `${env:SHOP}`. `SHOP` must be set, and stands in no file here." in text
    assert "-cmd \"SET VARIABLE _root = '/data'\" -cmd \"ATTACH '${SHOP}' AS db\"\n" in text
    assert "-- cat 0*.sql | duckdb -cmd \"ATTACH 'shop.duckdb' AS db\"\n" in (
        compiled.artefacts[0].content
    )
    assert database(bound("sales_analytics", "duckdb"), profile("duckdb")) is None
