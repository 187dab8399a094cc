"""What is on disk under the folder of generated files. Reads, changes nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.manifest import Manifest, Unreadable, decode
from speccc.lifecycle.project import Project, io_failure
from speccc.lifecycle.unit import MANIFEST, Unit, digest_of

#: What running and testing the generated code leaves behind; nobody's concern.
IGNORED = frozenset(
    {"__pycache__", ".pytest_cache", ".hypothesis", ".ruff_cache", ".mypy_cache", ".DS_Store"}
)


@dataclass(frozen=True, slots=True)
class Observed:
    """`files`: path under the generated folder → digest. `manifests`: those that could be read;
    `unreadable`: the reason for each that could not.
    """

    files: dict[str, str] = field(default_factory=dict[str, str])
    manifests: dict[Unit, Manifest] = field(default_factory=dict[Unit, Manifest])
    unreadable: dict[Unit, str] = field(default_factory=dict[Unit, str])


def observe(generated: Path) -> Observed:
    """Every file under `generated` (which need not exist). Raises OSError if one does not read.

    A symbolic link is never followed; it counts as a file that nothing generated has the bytes of.
    What goes while it is looked at, as another apply ends, is not there.
    """
    observed = Observed()
    for path in _walk(generated, ""):
        entry = generated / path
        try:
            if entry.is_symlink():
                observed.files[path] = f"link:{entry.readlink()}"
                continue
            data = entry.read_bytes()
        except FileNotFoundError:
            continue
        observed.files[path] = digest_of(data)
        parts = path.split("/")
        if len(parts) == 3 and parts[2] == MANIFEST:
            unit = Unit(parts[0], parts[1])
            try:
                observed.manifests[unit] = decode(data, unit)
            except Unreadable as why:
                observed.unreadable[unit] = str(why)
    return observed


def observed_in(project: Project) -> Observed:
    """What lies under a project's generated folder. Raises Failure (E0806)."""
    try:
        return observe(project.generated_folder)
    except OSError as error:
        path = os.path.relpath(error.filename or project.generated_folder, project.root)
        raise Failure([io_failure(lifecycle.CANNOT_READ, path, error)]) from None


def _walk(folder: Path, prefix: str) -> list[str]:
    """The paths below `folder`, in code point order, links and special files included."""
    found: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return found
    for entry in entries:
        if entry.name in IGNORED:
            continue
        if entry.is_dir(follow_symlinks=False):
            found += _walk(Path(entry.path), f"{prefix}{entry.name}/")
        else:
            found.append(prefix + entry.name)
    return found
