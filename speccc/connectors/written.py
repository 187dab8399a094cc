"""Places that are written twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Generic, TypeVar

from speccc.connectors.databases import full_name

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Written(Generic[_T]):
    """What `who` writes: a file, or, with `folder`, all files below one; or what is no file."""

    who: _T
    path: str | None = None
    table: str | None = None
    elsewhere: str | None = None
    folder: bool = False

    @property
    def shown(self) -> str:
        """The place as messages call it."""
        return str(self.path or self.elsewhere)

    def key(self, dialect: str) -> str:
        """The same for the same place."""
        if self.path:
            return normpath(self.path)
        return f"table {full_name(self.table, dialect)}" if self.table else str(self.elsewhere)


def written_twice(
    places: Iterable[Written[_T]], dialect: str
) -> Iterator[tuple[Written[_T], Written[_T]]]:
    """Each of the places that an earlier one is, has in it, or lies in; the earlier one first."""
    seen: dict[str, Written[_T]] = {}
    inside: dict[str, Written[_T]] = {}
    for place in places:
        key = place.key(dialect)
        above = [str(folder) for folder in PurePosixPath(key).parents] if place.path else []
        folders = (seen[folder] for folder in above if folder in seen and seen[folder].folder)
        first = seen.get(key) or next(folders, None) or (inside.get(key) if place.folder else None)
        if first is not None:
            yield first, place
        seen.setdefault(key, place)
        for folder in above:
            inside.setdefault(folder, place)
