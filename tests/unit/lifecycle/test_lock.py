"""The project's lock: who holds it, who waits, and what becomes of it when its holder dies."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.lifecycle.lock import break_lock, locked

HOLD = """
import sys, time
from pathlib import Path
from speccc.lifecycle.lock import locked
with locked(Path(sys.argv[1]), sys.argv[2], shared=sys.argv[2] == "run"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_elsewhere(folder: Path, command: str) -> Generator[subprocess.Popen[str]]:
    """Another process holds the lock until it is told something, or killed."""
    arguments = [sys.executable, "-c", HOLD, str(folder), command]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            if process.poll() is None:
                process.stdin.write("done\n")
                process.stdin.close()
                process.wait()


def test_it_is_exclusive_and_given_back(tmp_path: Path) -> None:
    with locked(tmp_path, "apply"):
        holder = rf"E0801.*process {os.getpid()} \(speccc apply\)"
        with pytest.raises(Failure, match=holder), locked(tmp_path, "apply"):
            pass
    with pytest.raises(KeyboardInterrupt), locked(tmp_path, "apply"):
        raise KeyboardInterrupt
    with locked(tmp_path, "apply"):
        pass
    assert (tmp_path / "lock").read_text() == ""


def test_runs_go_together_but_not_with_an_apply(tmp_path: Path) -> None:
    with locked(tmp_path, "run", shared=True), locked(tmp_path, "run", shared=True):
        again = pytest.raises(Failure, match=r"process \d+ \(speccc run\)")
        with again, locked(tmp_path, "apply"):
            pass
    with locked(tmp_path, "apply"):
        again = pytest.raises(Failure, match="E0801")
        with again, locked(tmp_path, "run", shared=True):
            pass


def test_a_lock_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with locked(tmp_path / "file/state", "run", shared=True) as lock:
        lock.check()
    with pytest.raises(Failure, match="E0805"), locked(tmp_path / "file/state", "apply"):
        pass


def test_a_lock_on_a_full_disk_holds_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with locked(tmp_path, "apply"):
        again = pytest.raises(Failure, match=r"E0801.*another run")
        with again, locked(tmp_path, "run", shared=True):
            pass


@pytest.mark.parametrize("command", ["apply", "run"])
def test_the_lock_of_a_killed_holder_is_taken_over(tmp_path: Path, command: str) -> None:
    with held_elsewhere(tmp_path, command) as process:
        holder = rf"process {process.pid} \(speccc {command}\)"
        with pytest.raises(Failure, match=holder), locked(tmp_path, "apply"):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        with locked(tmp_path, "apply"):
            signed = (tmp_path / "lock").read_text()
    assert signed == f"process {os.getpid()} (speccc apply)\n"


def test_a_run_that_is_done_is_not_named(tmp_path: Path) -> None:
    with locked(tmp_path, "run", shared=True):
        with held_elsewhere(tmp_path, "run"):
            pass
        with pytest.raises(Failure, match=r"\(another run\)"), locked(tmp_path, "apply"):
            pass


def test_who_waits_says_for_whom_and_gets_it(tmp_path: Path) -> None:
    told: list[str] = []
    with held_elsewhere(tmp_path, "apply") as process:
        assert process.stdin is not None

        def waiting(holder: str) -> None:
            told.append(holder)
            assert process.stdin is not None
            process.stdin.write("done\n")
            process.stdin.flush()

        with locked(tmp_path, "apply", timeout=60, waiting=waiting):
            assert told == [f"process {process.pid} (speccc apply)"]


def test_who_waits_too_long_is_refused(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        locked(tmp_path, "apply"),
        pytest.raises(Failure, match="E0801"),
        locked(tmp_path, "apply", timeout=0.1, waiting=told.append),
    ):
        pass
    assert len(told) == 1


def test_a_broken_lock_is_free_and_its_holder_finds_out(tmp_path: Path) -> None:
    me = os.getpid()
    assert break_lock(tmp_path / "never", me) is None
    with locked(tmp_path, "apply") as lock:
        lock.check()
        with pytest.raises(Failure, match=f"E0813.*process {me + 1} does not"):
            break_lock(tmp_path, me + 1)
        assert break_lock(tmp_path, me) == f"process {me} (speccc apply)"
        with locked(tmp_path, "apply") as other:
            other.check()
            with pytest.raises(Failure, match="E0812"):
                lock.check()
    assert break_lock(tmp_path, me) is None


def test_who_waits_for_a_lock_that_is_broken_takes_the_new_one(tmp_path: Path) -> None:
    def break_it(_: str) -> None:
        break_lock(tmp_path, os.getpid())

    with (
        locked(tmp_path, "apply") as lost,
        locked(tmp_path, "apply", timeout=60, waiting=break_it) as lock,
    ):
        lock.check()
        with pytest.raises(Failure, match="E0812"):
            lost.check()
