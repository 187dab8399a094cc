"""Names of Python variables: as in the spec, unless Python or the module has the name already."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable

_TAKEN = frozenset(
    {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "annotations", "np", "pa", "pc", "pd"}
)


class Names:
    """Gives each spec name one Python name; `reserved` are those that the module uses itself."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self._used = {*_TAKEN, *reserved}
        self._given: dict[tuple[str, str], str] = {}

    def __call__(self, space: str, name: str) -> str:
        """The Python name of `name` in a space of names ("node", "param")."""
        key = (space, name)
        if key not in self._given:
            free = name
            while free in self._used:
                free += "_"
            self._used.add(free)
            self._given[key] = free
        return self._given[key]

    def fresh(self, name: str) -> str:
        """A name that no other thing has."""
        while ("fresh", name) in self._given:
            name += "_"
        return self("fresh", name)
