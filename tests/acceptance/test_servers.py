"""A project whose tables lie on a database server, from its specs to the rows, by the commands; and
the secret that opens the database is in nothing that they print or write.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from speccc.execute.databases import DATABASES
from speccc.execute.secrets import Secrets
from tests.acceptance.test_canary import CANARY, SPEC, Told
from tests.support import servers

pytestmark = pytest.mark.servers

PROFILE = """\
speccc_target: 1
name: {dialect}
backend: sql
dialect: {dialect}
connection: ${{env:DATABASE}}
bind:
  sales.orders: {{connector: table, options: {{name: canary_orders}}}}
  sales.large: {{connector: table, options: {{name: canary_large}}}}
"""
SECRET = quote(CANARY, safe="")


def _with(url: str, user: str, password: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{user}:{password}@{host}").geturl()


def _postgres() -> str:
    return _with(servers.postgres()("postgres"), "postgres", SECRET)


def _mariadb() -> str:
    url = servers.mariadb()("test")
    _do("mariadb", url, f"CREATE OR REPLACE USER ada@localhost IDENTIFIED BY '{CANARY}'")
    _do("mariadb", url, "GRANT ALL ON test.* TO ada@localhost")
    return _with(url, "ada", SECRET)


#: URLs whose password is the secret. PostgreSQL does not ask for it here.
OPENED: dict[str, Callable[[], str]] = {"postgres": _postgres, "mariadb": _mariadb}


def _do(dialect: str, url: str, statement: str) -> list[Any]:
    connection = DATABASES[dialect].connect(url, Path())
    try:
        cursor = connection.cursor()
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


@pytest.fixture(params=OPENED)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def told(tmp_path: Path, dialect: str, monkeypatch: pytest.MonkeyPatch) -> Told:
    """The project, its source's table and the environment."""
    url = OPENED[dialect]()
    for statement in (
        "DROP TABLE IF EXISTS canary_orders",
        "DROP TABLE IF EXISTS canary_large",
        "CREATE TABLE canary_orders (id INT, amount INT)",
        "INSERT INTO canary_orders VALUES (1, 2), (2, -1)",
    ):
        _do(dialect, url, statement)
    for folder in ("specs", "targets"):
        (tmp_path / folder).mkdir()
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    (tmp_path / "specs/sales.yaml").write_text(SPEC)
    (tmp_path / "targets/server.yaml").write_text(PROFILE.format(dialect=dialect))
    monkeypatch.setenv("DATABASE", url)
    monkeypatch.setenv("NO_COLOR", "1")
    return Told(tmp_path)


def _fail(told: Told, dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server says whom it does not let in."""
    monkeypatch.setenv("DATABASE", _with(OPENED[dialect](), SECRET, SECRET))
    assert told("run", "sales", "--target", dialect, "--debug") == 1, told.printed[-1]


def test_a_project_over_tables(told: Told, dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = "SELECT id, amount FROM canary_large ORDER BY id"
    target = ("sales", "--target", dialect)
    for args in (
        ["validate"],
        ["plan"],
        ["apply", "--auto-approve"],
        ["test"],
        ["test", "--target", dialect],
        ["run", *target, "--dry-run"],
        ["preview", *target],
        ["run", *target, "--profile"],
        ["run", *target, "--json"],
        ["history"],
        ["logs", f"sales.{dialect}"],
        ["plan"],
    ):
        assert told(*args) == 0, told.printed[-1]
    assert "No changes" in told.printed[-1]
    assert [tuple(row) for row in _do(dialect, OPENED[dialect](), held)] == [(1, 2)]
    _fail(told, dialect, monkeypatch)
    assert "E0906" in told.printed[-1]
    assert "\n".join(told.leaks()) == ""


def test_the_search_sees_what_is_not_hidden(
    told: Told, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: without the hiding a failing run leaks."""
    monkeypatch.setattr(Secrets, "hide", lambda _self, text: text)
    told("apply", "--auto-approve")
    _fail(told, dialect, monkeypatch)
    assert told.leaks()
