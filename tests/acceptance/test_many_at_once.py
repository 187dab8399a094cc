"""Many commands on one project at once, and what becomes of one that is killed or broken off."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from tests.support.project import COMMAND, Project
from tests.unit.lifecycle.support import rewrite

PROCESSES = 30
UNIT = "generated/sales_analytics/duckdb"


@pytest.fixture
def shop(project: Project) -> Project:
    """The example and another like it, applied for DuckDB."""
    (project.root / "speccc.yaml").unlink()
    project.speccc("init", "--example")
    (project.root / "targets/pandas.yaml").unlink()
    rewrite(project.root / "speccc.yaml", "pandas", "duckdb")
    second = project.read("specs/sales_analytics.yaml")
    second = second.replace("name: sales_analytics", "name: again")
    second = second.replace("out/sales_by_product.csv", "out/again.csv")
    project.write("specs/again.yaml", second)
    project.speccc("apply", "--auto-approve")
    return project


@contextmanager
def apply_that_asks(shop: Project) -> Generator[tuple[subprocess.Popen[bytes], int]]:
    """An apply on a terminal, and the terminal: it holds the lock and waits for an answer."""
    ours, its = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    with subprocess.Popen(
        [COMMAND, "apply"], cwd=shop.root, env=environment, stdin=its, stdout=its, stderr=its
    ) as process:
        os.close(its)
        shown = b""
        while b"Apply these changes?" not in shown:
            shown += os.read(ours, 4096)
        try:
            yield process, ours
        finally:
            process.kill()
            os.close(ours)


@pytest.mark.faults
def test_thirty_applies_and_runs_at_once(shop: Project) -> None:
    """They wait for one that is killed; then one apply does the work and the others find it done,
    and every run has its result.
    """
    shop.speccc("run", "again")
    expected = shop.read("out/again.csv")
    (shop.root / "out/again.csv").unlink()
    rewrite(shop.root / "specs/sales_analytics.yaml", "quantity > 0", "quantity > 1")
    (shop.root / UNIT / "01_setup.sql").unlink()
    shop.speccc("plan")  # so that each of the processes need not compile
    applying = ["apply", "--auto-approve", "--lock-timeout", "300"]
    running = ["run", "again", "--lock-timeout", "300"]
    with apply_that_asks(shop) as (holder, _):
        processes = [
            subprocess.Popen(
                [COMMAND, *(running if number % 3 == 0 else applying)],
                cwd=shop.root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for number in range(PROCESSES)
        ]
        time.sleep(1)  # some of them wait by now
        assert all(process.poll() is None for process in processes)
        holder.send_signal(signal.SIGKILL)
    ended = [(process.communicate(), process.returncode) for process in processes]
    assert [(printed, code) for printed, code in ended if code != 0] == []
    printed = [out for (out, _), _ in ended]
    assert sum("Apply complete! 0 added, 1 changed, 0 destroyed." in out for out in printed) == 1
    assert sum("wrote" in out for out in printed) == PROCESSES // 3
    assert shop.speccc("drift").stdout.startswith("No drift.")
    assert shop.read("out/again.csv") == expected
    assert not [path for path in shop.files() if "/.speccc-" in path]


def test_the_lock_of_a_killed_apply_is_taken_over(shop: Project) -> None:
    (shop.root / UNIT / "01_setup.sql").unlink()
    with apply_that_asks(shop) as (process, _):
        refused = shop.speccc("apply", "--auto-approve", exit_code=1).stderr
        assert (
            f"E0801]: another speccc is at work in this project (process {process.pid}" in refused
        )
        assert f"speccc force-unlock {process.pid}" in refused
        assert "(speccc apply)" in shop.speccc("run", "again", exit_code=1).stderr
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert "Apply complete!" in shop.speccc("apply", "--auto-approve").stdout


def test_an_apply_whose_lock_is_taken_away_writes_nothing(shop: Project) -> None:
    script = shop.root / UNIT / "01_setup.sql"
    script.unlink()
    assert "not locked" in shop.speccc("force-unlock", "1").stdout
    with apply_that_asks(shop) as (process, terminal):
        shop.speccc("force-unlock", str(process.pid + 1), exit_code=1)
        done = shop.speccc("force-unlock", str(process.pid))
        assert f"taken away from process {process.pid} (speccc apply)" in done.stdout
        assert "Apply complete!" in shop.speccc("apply", "--auto-approve").stdout
        script.unlink()
        os.write(terminal, b"y\n")
        printed = b""
        while b"E0812" not in printed:
            printed += os.read(terminal, 4096)
        assert process.wait() == 1
    assert re.search(rb"error\[E0812\]", printed)
    assert not script.exists()
