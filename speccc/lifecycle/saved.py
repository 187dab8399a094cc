"""A plan in a file: what it rests on, what it does, and every byte it writes.

It holds no time, machine or absolute path, so another checkout of the same commit can apply it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from speccc import __version__
from speccc.lifecycle.apply import Contents
from speccc.lifecycle.observe import Observed
from speccc.lifecycle.plan import Action, Plan
from speccc.lifecycle.project import Document, Project
from speccc.lifecycle.unit import Unit, digest_of

#: "major.minor" of the file: a minor step only adds keys, another major is refused.
FORMAT_VERSION = "1.0"

#: Tells a plan from any other JSON.
KIND = "speccc plan"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`documents`: file → digest of the specs, target profiles and speccc.yaml that the plan rests
    on; `complete`: a further one would make it stale. `disk`: path → digest of all that lay in the
    folders of the units that change. `contents`: path → text to write.
    """

    plan: Plan
    generated: str
    compiler: str
    documents: dict[str, str]
    complete: bool
    disk: dict[str, str]
    contents: dict[str, str]

    def content(self, path: str) -> bytes:
        """The bytes to write at a path under the generated folder."""
        return self.contents[path].encode()

    def encode(self) -> bytes:
        """The file's bytes; the same for the same plan."""
        document = {
            "format_version": FORMAT_VERSION,
            "kind": KIND,
            "compiler": self.compiler,
            "plan": self.plan.to_json(),
            "rests_on": {
                "generated_folder": self.generated,
                "documents": dict(sorted(self.documents.items())),
                "complete": self.complete,
                "files": dict(sorted(self.disk.items())),
            },
            "contents": dict(sorted(self.contents.items())),
        }
        return (json.dumps({**document, "seal": _seal(document)}, indent=2) + "\n").encode()

    def stale(self, project: Project, observed: Observed) -> list[str]:
        """What is not as it was when the plan was made; empty if the plan can be applied."""
        now = {document.file: document.digest for document in documents(project)}
        if not self.complete:
            now = {file: digest for file, digest in now.items() if file in self.documents}
        disk = _affected(self.plan, observed)
        found: list[str] = []
        if self.compiler != __version__:
            found.append(f"speccc {self.compiler} made it, and this is speccc {__version__}")
        found += _differing(self.documents, now, "")
        return found + _differing(self.disk, disk, f"{self.generated}/")


def save(
    plan: Plan,
    project: Project,
    observed: Observed,
    contents: Contents,
    scope: Iterable[str] | None,
) -> SavedPlan:
    """`scope`: the files of the selected units' specs and targets; None for all there are.

    A plan that removes something rests on all of them: nothing else may want what goes.
    """
    removes = any(change.action in (Action.DELETE, Action.MOVE) for change in plan.changes)
    complete = scope is None or removes
    chosen = {project.document.file, *(scope or ())}
    return SavedPlan(
        plan,
        project.generated,
        __version__,
        {d.file: d.digest for d in documents(project) if complete or d.file in chosen},
        complete,
        _affected(plan, observed),
        {
            change.path: contents(change.path).decode()
            for change in plan.files
            if change.after is not None
        },
    )


class Unreadable(Exception):
    """These bytes are not a plan that this speccc can apply."""


def decode(data: bytes) -> SavedPlan:
    """The plan in the file's bytes. Raises Unreadable."""
    try:
        document: object = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable("it is not JSON") from None
    document = cast("Json", document if isinstance(document, dict) else {})
    if document.get("kind") != KIND:
        raise Unreadable("it is not a plan of speccc")
    version = str(document.get("format_version"))
    if version.split(".", maxsplit=1)[0] != FORMAT_VERSION.split(".", maxsplit=1)[0]:
        major = FORMAT_VERSION.split(".", maxsplit=1)[0]
        raise Unreadable(f"its format_version is {version}; this speccc reads {major}.x")
    seal = document.pop("seal", None)
    if seal != _seal(document):
        raise Unreadable("it was damaged or edited: its seal does not hold")
    from speccc.lifecycle.plan_schema import read_plan_file

    found = read_plan_file(document)
    if found is None:
        raise Unreadable("it is not built as a plan is")
    return found


def documents(project: Project) -> tuple[Document, ...]:
    """All that a plan may rest on."""
    return (project.document, *project.specs, *project.targets)


def _affected(plan: Plan, observed: Observed) -> dict[str, str]:
    """What lies in the folders of the units that change, and the strays: path → digest."""
    units: set[Unit] = set()
    for change in plan.changes:
        units |= {change.unit} if change.previous is None else {change.unit, change.previous}
    folders = tuple(f"{unit.folder}/" for unit in sorted(units))
    strays = {stray.path for stray in plan.strays}
    return {
        path: digest
        for path, digest in observed.files.items()
        if path.startswith(folders) or path in strays
    }


def _differing(before: Mapping[str, str], now: Mapping[str, str], prefix: str) -> list[str]:
    found: list[str] = []
    for file in sorted(before.keys() | now.keys()):
        if before.get(file) != now.get(file):
            verb = "is gone" if file not in now else "is new" if file not in before else "changed"
            found.append(f"'{prefix}{file}' {verb}")
    return found


def _seal(document: Json) -> str:
    """The digest of all the rest, however it is laid out."""
    return digest_of(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
