"""Which places are written twice."""

from __future__ import annotations

import pytest

from speccc.connectors.written import Written, written_twice

A_FOLDER = Written("folder", "out/daily", folder=True)


def _table(who: str, name: str) -> Written[str]:
    return Written(who, table=name, elsewhere=f"table {name}")


@pytest.mark.parametrize(
    ("first", "second", "dialect", "twice"),
    [
        (Written("a", "out/x.csv"), Written("b", "./out//x.csv"), "", True),
        (Written("a", "out/x.csv"), Written("b", "out/X.csv"), "", False),
        (Written("a", "out"), Written("b", "out/x.csv"), "", False),
        (A_FOLDER, Written("b", "out/daily/deep/x.csv"), "", True),
        (Written("b", "out/daily/deep/x.csv"), A_FOLDER, "", True),
        (A_FOLDER, Written("b", "out/daily.csv"), "", False),
        (A_FOLDER, Written("b", "out/daily/more", folder=True), "", True),
        (Written("b", "out", folder=True), A_FOLDER, "", True),
        (_table("a", "sales"), _table("b", "sales"), "", True),
        (_table("a", "sales"), _table("b", "mart.sales"), "sqlite", False),
        (_table("a", "Sales"), _table("b", "main.sales"), "sqlite", True),
        (_table("a", "Sales"), _table("b", "main.sales"), "duckdb", True),
        (_table("a", "sales"), _table("b", "public.sales"), "postgres", True),
        (_table("a", "sales"), _table("b", "main.sales"), "postgres", False),
        (_table("a", "sales"), _table("b", "Sales"), "postgres", False),
        (_table("a", "sales"), Written("b", "table sales"), "", False),
        (Written("a", elsewhere="sheet A of B"), Written("b", elsewhere="sheet A of B"), "", True),
        (Written("a", elsewhere="sheet A of B"), Written("b", elsewhere="sheet a of B"), "", False),
    ],
)
def test_two_places(first: Written[str], second: Written[str], dialect: str, twice: bool) -> None:
    found = [*written_twice([first, second], dialect)]
    assert found == ([(first, second)] if twice else [])
