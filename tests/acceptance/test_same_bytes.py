"""Same spec, same bytes: whatever the hash seed, locale, time zone, folder and cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]

MACHINES = {
    "one": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    "another in a folder é": {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"},
}


def applied(folder: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """What `apply` writes under generated/ in a copy of the example project, by path."""
    for name in ("speccc.yaml", "specs", "targets"):
        if not (folder / name).exists():
            source = REPOSITORY / name
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, folder / name)
    shutil.rmtree(folder / "generated", ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-c", "from speccc.cli.main import main; main()", "apply",
         "--auto-approve"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return files(folder / "generated")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def committed() -> dict[str, bytes]:
    return files(REPOSITORY / "generated")


@pytest.mark.parametrize("machine", MACHINES)
def test_every_machine_writes_what_is_committed(machine: str, tmp_path: Path) -> None:
    """Without a cache, and again with a warm one."""
    folder = tmp_path / machine
    folder.mkdir()
    wanted = committed()
    assert wanted, "generated/ is empty"
    cold = applied(folder, MACHINES[machine])
    assert (folder / ".speccc" / "cache").exists()
    warm = applied(folder, MACHINES[machine])
    assert (cold == wanted, warm == wanted) == (True, True)
