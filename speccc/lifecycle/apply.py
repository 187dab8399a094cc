"""Carries out a plan, exactly as it was shown. A second apply finds nothing to do.

Within a unit: what is not ours is saved, what goes is removed, files are written, the manifest
last. Killed anywhere, the next plan shows what is left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.files import remove_empty_folders, write_atomically
from speccc.lifecycle.plan import Action, FileChange, Plan
from speccc.lifecycle.project import Project, io_failure
from speccc.lifecycle.unit import MANIFEST, Unit, digest_of
from speccc.lifecycle.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done. `saved`: path of a file → where its old bytes are now, from the root."""

    plan: Plan
    saved: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        return {**self.plan.to_json(), "applied": True, "saved_to_trash": self.saved}


def apply_plan(project: Project, plan: Plan, wanted: Mapping[Unit, Wanted]) -> Applied:
    """Raises Failure: E0802 if a file is no longer as the plan found it (nothing is done then),
    E0805 if the system refuses to write.
    """
    generated = project.generated_folder
    _refuse_links(generated, plan)
    changes = [*plan.strays, *(file for change in plan.changes for file in change.files)]
    for change in changes:
        if _on_disk(generated, change.path) != change.before:
            path = f"{project.generated}/{change.path}"
            raise Failure([lifecycle.STALE.at(None, path=path)])
    saved: dict[str, str] = {}
    for change in _in_order(changes):
        try:
            if change.rescue:
                saved[f"{project.generated}/{change.path}"] = _save(project, change)
            _carry_out(generated, change, wanted)
        except OSError as error:
            path = f"{project.generated}/{change.path}"
            raise Failure([io_failure(lifecycle.CANNOT_WRITE, path, error)]) from None
    return Applied(plan, saved)


def _refuse_links(generated: Path, plan: Plan) -> None:
    """Writing through a linked folder would leave the project, unless the link itself goes."""
    removed = {generated / stray.path for stray in plan.strays}
    for change in plan.changes:
        for file in change.files:
            path = generated / file.path
            for folder in path.parents:
                if folder == generated.parent:
                    break
                if folder.is_symlink() and folder not in removed:
                    problem = "a folder on the way is a symbolic link"
                    diagnostic = lifecycle.CANNOT_WRITE.at(None, path=file.path, problem=problem)
                    raise Failure([diagnostic])


def _in_order(changes: list[FileChange]) -> list[FileChange]:
    """Removals first, for a folder may lie where a file belongs; manifests last."""

    def rank(change: FileChange) -> tuple[int, bool]:
        manifest = change.path.endswith(f"/{MANIFEST}") and change.path.count("/") == 2
        return (2 if manifest else int(change.action is not Action.DELETE), manifest)

    return sorted(changes, key=rank)


def _carry_out(generated: Path, change: FileChange, wanted: Mapping[Unit, Wanted]) -> None:
    path = generated / change.path
    if change.action is Action.DELETE:
        path.unlink()
        remove_empty_folders(path.parent, up_to=generated)
        return
    pipeline, target, name = change.path.split("/", 2)
    write_atomically(path, wanted[Unit(pipeline, target)].contents[name])


def _save(project: Project, change: FileChange) -> str:
    """Copies a file that is not ours to the trash; the place is named by its content."""
    path = project.generated_folder / change.path
    digest = str(change.before).rpartition(":")[2]
    if path.is_symlink():
        digest = digest_of(os.fsencode(path.readlink())).rpartition(":")[2]
    place = project.state_folder / "trash" / digest[:12] / project.generated / change.path
    if not place.exists() and not place.is_symlink():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place, follow_symlinks=False)
    return place.relative_to(project.root).as_posix()


def _on_disk(generated: Path, name: str) -> str | None:
    """The digest of a file as `observe` gives it; None if it would not see one there."""
    path = generated / name
    if any((generated / folder).is_symlink() for folder in PurePosixPath(name).parents):
        return None
    if path.is_symlink():
        return f"link:{path.readlink()}"
    return digest_of(path.read_bytes()) if path.is_file() else None
