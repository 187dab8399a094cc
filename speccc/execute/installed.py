"""Whether a unit's schedule is installed: local looks that change nothing.

The files in the unit's folder `schedule/` are looked for where their schedulers would have them:
the crontab of the user, the folder of Airflow's DAGs, `.github/workflows/` of the checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The folder of a unit that holds the files of its schedule.
FOLDER = "schedule"
_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Installed:
    """A schedule as it was found: `where`, and whether it is `current`: as generated."""

    where: str
    current: bool

    def to_json(self) -> dict[str, Any]:
        return {"where": self.where, "current": self.current}


def installed(
    folder: Path, root: Path, environment: Mapping[str, str] | None = None
) -> list[Installed]:
    """Where the schedule of the unit in `folder` is installed; nowhere if the list is empty.

    What cannot be looked at does not count. `root` is the project's.
    """
    known = os.environ if environment is None else environment
    found: list[Installed] = []
    for path in sorted((folder / FOLDER).glob("*")):
        match path.suffix:
            case ".crontab":
                found += _in_crontab(path, known)
            case ".py":
                found += _as_copy(path, _dags_folder(known), "Airflow")
            case ".yml":
                found += _as_copy(path, _workflows(root), ".github/workflows")
            case _:
                pass
    return found


def _in_crontab(path: Path, environment: Mapping[str, str]) -> Iterator[Installed]:
    """The last line of the file says all; a line with its command but not its time is an older."""
    crontab = shutil.which("crontab", path=environment.get("PATH"))
    wanted = (_text(path) or "").splitlines()[-1:]
    if crontab is None or not wanted:
        return
    try:
        done = subprocess.run(
            [crontab, "-l"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    lines = [line.strip() for line in done.stdout.splitlines() if not line.startswith("#")]
    command = wanted[0][wanted[0].index("speccc run") :].partition(" --param ")[0]
    if wanted[0] in lines:
        yield Installed("crontab", True)
    elif any(line.endswith(command) or f"{command} " in line for line in lines):
        yield Installed("crontab", False)


def _as_copy(path: Path, folder: Path | None, where: str) -> Iterator[Installed]:
    """A file of the same name in the scheduler's folder."""
    text = None if folder is None else _text(folder / path.name)
    if text is not None:
        yield Installed(where, text == _text(path))


def _dags_folder(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("AIRFLOW__CORE__DAGS_FOLDER")
    if named:
        return Path(named)
    home = environment.get("AIRFLOW_HOME")
    if home:
        return Path(home) / "dags"
    user = environment.get("HOME")
    return Path(user) / "airflow/dags" if user else None


def _workflows(root: Path) -> Path | None:
    """The workflows of the checkout that the project lies in."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return folder / ".github/workflows"
    return None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
