"""Which files the units of a project read and write, from the facts alone: nothing is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import normpath

from speccc.diagnostics import Reporter, Span
from speccc.diagnostics.codes import connectors as codes
from speccc.lifecycle.inventory import Inventory
from speccc.lifecycle.project import Project
from speccc.lifecycle.unit import Unit

#: How many sources without a file a warning names.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Place:
    """The file that a source or a sink of a unit is bound to, relative to the project's root."""

    unit: Unit
    end: str
    path: str

    @property
    def address(self) -> str:
        return f"{self.unit.pipeline}.{self.end}"


def check_sinks(inventory: Inventory) -> None:
    """Reports each file that two pipelines write for one target (E0740).

    Two sinks of one pipeline are the binder's concern.
    """
    written: dict[tuple[str, str], Place] = {}
    for place in _places(inventory, inventory.units, sinks=True):
        first = written.setdefault((place.unit.target, normpath(place.path)), place)
        if first.unit != place.unit:
            span = _span(inventory, place)
            inventory.reporter.add(
                codes.SAME_PLACE.at(
                    span, first=first.address, second=place.address, path=place.path
                )
            )


def check_sources(inventory: Inventory, units: Iterable[Unit], reporter: Reporter) -> None:
    """Warns of files that these units read, that are not there, and that no unit writes (E0741)."""
    written = {normpath(place.path) for place in _places(inventory, inventory.units, sinks=True)}
    missing: dict[str, str] = {}
    for place in _places(inventory, units, sinks=False):
        if normpath(place.path) not in written and not _exists(inventory.project, place.path):
            missing[place.address] = place.path
    if missing:
        shown = [f"{address} ({path})" for address, path in [*missing.items()][:_SHOWN]]
        if len(missing) > _SHOWN:
            shown.append(f"and {len(missing) - _SHOWN} more")
        reporter.add(codes.NO_DATA_YET.at(None, sources=", ".join(shown)))


def _places(inventory: Inventory, units: Iterable[Unit], *, sinks: bool) -> Iterator[Place]:
    """The files of the units' sinks, or of their sources; other bindings have none."""
    for unit in units:
        spec, bind = inventory.specs[unit.pipeline], inventory.targets[unit.target].places
        for end, own in spec.places.items():
            path = bind.get(f"{unit.pipeline}.{end}", own)
            if path and (end in spec.sinks) is sinks:
                yield Place(unit, end, path)


def _span(inventory: Inventory, place: Place) -> Span:
    """Where the path of a sink is written: in the target profile, or in the spec."""
    if place.address in inventory.targets[place.unit.target].places:
        marks = inventory.target_file(place.unit.target).marks
        return marks.value("bind", place.address, "options", "path")
    return inventory.spec_file(place.unit.pipeline).marks.value(
        "sinks", place.end, "options", "path"
    )


def _exists(project: Project, path: str) -> bool:
    try:
        return (project.root / path).exists()
    except OSError:  # no name that a file can have
        return False
