"""Carries out a plan, exactly as it was shown. A second apply finds nothing to do.

What is not ours is saved, what is in the way is removed (a folder may lie where a file belongs),
files are written, manifests last; then units that go are removed. Killed anywhere, the next plan
shows what is left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from speccc.diagnostics import Diagnostic, Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.files import NotWritten, remove_empty_folders, write_all
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


#: The bytes to write at a path under the generated folder.
Contents = Callable[[str], bytes]


def contents_of(wanted: Mapping[Unit, Wanted]) -> Contents:
    """The bytes that the compiler made."""

    def content(path: str) -> bytes:
        pipeline, target, name = path.split("/", 2)
        return wanted[Unit(pipeline, target)].contents[name]

    return content


def apply_plan(project: Project, plan: Plan, contents: Contents) -> Applied:
    """Raises Failure: E0802 if a file is no longer as the plan found it (nothing is done then),
    E0805 if the system refuses to write.
    """
    generated = project.generated_folder
    _refuse_links(generated, plan)
    changes = plan.files
    for change in changes:
        if _on_disk(generated, change.path) != change.before:
            path = f"{project.generated}/{change.path}"
            raise Failure([lifecycle.STALE.at(None, path=path)])
    saved: dict[str, str] = {}
    path = generated
    try:
        for change in changes:
            path = generated / change.path
            if change.rescue:
                saved[f"{project.generated}/{change.path}"] = _save(project, change)
        late = set(_of_units_that_go(plan))
        for change in sorted(set(changes) - late, key=_order):
            path = generated / change.path
            _delete(change, generated)
        for manifests in (False, True):
            write_all(
                {
                    generated / change.path: contents(change.path)
                    for change in changes
                    if change.action is not Action.DELETE and _is_manifest(change) is manifests
                }
            )
        for change in sorted(late, key=_order):
            path = generated / change.path
            _delete(change, generated)
    except OSError as error:
        raise Failure([_refused(project, path, error)]) from None
    except NotWritten as failure:
        raise Failure([_refused(project, failure.path, failure.error)]) from None
    return Applied(plan, saved)


def _of_units_that_go(plan: Plan) -> Iterator[FileChange]:
    """The files of units that are destroyed, or that are somewhere else from now on."""
    for change in plan.changes:
        gone = change.unit if change.action is Action.DELETE else change.previous
        if gone is not None:
            folder = f"{gone.folder}/"
            yield from (file for file in change.files if file.path.startswith(folder))


def _delete(change: FileChange, generated: Path) -> None:
    if change.action is Action.DELETE:
        path = generated / change.path
        path.unlink()
        remove_empty_folders(path.parent, up_to=generated)


def _order(change: FileChange) -> tuple[bool, str]:
    """Manifests last."""
    return _is_manifest(change), change.path


def _is_manifest(change: FileChange) -> bool:
    return change.path.count("/") == 2 and change.path.endswith(f"/{MANIFEST}")


def _refused(project: Project, path: Path, error: OSError) -> Diagnostic:
    shown = path.relative_to(project.root).as_posix()
    return io_failure(lifecycle.CANNOT_WRITE, shown, error)


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
