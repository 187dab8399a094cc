"""Finds a project and reads its files: speccc.yaml, the specs and the target profiles, as bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from speccc.diagnostics import Code, Diagnostic, Failure, Reporter
from speccc.diagnostics.codes import lifecycle, project
from speccc.lifecycle.cache import Cache, Json, key_of
from speccc.lifecycle.toolchain import compiler_digest
from speccc.lifecycle.unit import digest_of

if TYPE_CHECKING:  # its models are slow to import
    from speccc.spec.document import ProjectFile

PROJECT_FILE = "speccc.yaml"
STATE_FOLDER = ".speccc"


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the project. `file` is relative to the root, with `/`."""

    file: str
    data: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project's place and settings, and its documents in the order of their paths.

    `catalog` are its tables by name, as plain data.
    """

    root: Path
    document: Document
    spec_folder: str
    generated: str
    default_target: str | None
    catalog: Json
    specs: tuple[Document, ...]
    targets: tuple[Document, ...]

    @property
    def generated_folder(self) -> Path:
        return self.root / self.generated

    @property
    def state_folder(self) -> Path:
        return self.root / STATE_FOLDER


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` with a speccc.yaml. Raises Failure (E0701)."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise Failure([project.NO_PROJECT.at(None, folder=start)])


def cache_of(root: Path) -> Cache:
    """The cache of the project at `root`."""
    return Cache(root / STATE_FOLDER / "cache")


def open_project(start: Path, cache: Cache) -> Project:
    """The project at or above `start`. Raises Failure with everything that is wrong with
    speccc.yaml or its folders; the specs and profiles are not looked into.
    """
    root = find_root(start)
    document = read_document(root, PROJECT_FILE)
    settings = _settings(document, cache)
    return Project(
        root,
        document,
        settings["specs"],
        settings["generated"],
        settings["default_target"],
        settings["catalog"],
        tuple(read_document(root, file) for file in _yaml_files(root, settings["specs"])),
        tuple(read_document(root, file) for file in _yaml_files(root, settings["targets"])),
    )


def _check_paths(loaded: ProjectFile, reporter: Reporter) -> None:
    """Reports the folders of `paths` that are absolute or lead out of the project."""
    for name in ("specs", "targets", "generated"):
        path: str = getattr(loaded.model.paths, name)
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or path in ("", "."):
            span = loaded.marks.value("paths", name)
            reporter.add(
                project.BAD_PATH.at(span, path=path, problem="does not lie within the project")
            )


def read_document(root: Path, file: str) -> Document:
    """The bytes of a file of the project. Raises Failure (E0806)."""
    try:
        data = (root / file).read_bytes()
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_READ, file, error)]) from None
    return Document(file, data, digest_of(data))


def io_failure(code: Code, path: str, error: OSError) -> Diagnostic:
    """A diagnostic for what the system refused, without the machine's own path."""
    return code.at(None, path=path, problem=(error.strerror or str(error)).lower())


def _settings(document: Document, cache: Cache) -> Json:
    """The settings in speccc.yaml, from the cache if these bytes were read before."""
    key = key_of("project", compiler_digest(), document.digest)
    known = cache.head("project", key)
    if known is not None:
        return known
    from speccc.lifecycle.requires import check_version
    from speccc.spec.load import load_project

    reporter = Reporter()
    loaded = load_project(document.data, document.file, reporter)
    if loaded is not None:
        check_version(loaded, reporter)
        _check_paths(loaded, reporter)
    reporter.checkpoint()
    if loaded is None:
        raise Failure(reporter.diagnostics)
    paths = loaded.model.paths
    settings: Json = {
        "specs": paths.specs.rstrip("/"),
        "targets": paths.targets.rstrip("/"),
        "generated": paths.generated.rstrip("/"),
        "default_target": loaded.model.default_target,
        "catalog": {
            name: table.model_dump(mode="json", exclude_none=True)
            for name, table in (loaded.model.catalog or {}).items()
        },
    }
    if not reporter.diagnostics:
        cache.put("project", key, settings)
    return settings


def _yaml_files(root: Path, folder: str) -> Iterator[str]:
    """The YAML files in and below a folder, in order of their paths; hidden ones are left out."""
    found: list[str] = []
    for place, folders, names in os.walk(root / folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(place).relative_to(root).as_posix()
        found += [
            f"{here}/{name}"
            for name in names
            if name.endswith((".yaml", ".yml")) and not name.startswith(".")
        ]
    yield from sorted(found)
