"""The committed schedules of the examples, and a PATH whose speccc only notes how it is called."""

from __future__ import annotations

from pathlib import Path

GENERATED = Path(__file__).parents[2] / "generated"
#: Every file that schedules a unit, by how its name ends.
CRONTABS = sorted(GENERATED.glob("*/*/schedule/*.crontab"))
DAGS = sorted(GENERATED.glob("*/*/schedule/*_dag.py"))
WORKFLOWS = sorted(GENERATED.glob("*/*/schedule/*.yml"))


def of(unit: str, files: list[Path]) -> Path:
    """The one of a unit, written `pipeline/target`."""
    (found,) = (path for path in files if path.parent.parent == GENERATED / unit)
    return found


def program(folder: Path, name: str, script: str) -> None:
    """A program in a folder that goes first on the PATH."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def recording_speccc(folder: Path, calls: Path) -> None:
    """A `speccc` that appends where it is called, and how, to a file."""
    program(folder, "speccc", f'echo "$(basename "$PWD"): $*" >> "{calls}"')
