"""Where the units of a project read and write, from the facts alone: nothing is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from posixpath import normpath

from speccc.connectors.written import Written, written_twice
from speccc.diagnostics import Reporter, Span
from speccc.diagnostics.codes import connectors as codes
from speccc.lifecycle.inventory import Inventory
from speccc.lifecycle.project import Project
from speccc.lifecycle.unit import Unit

#: How many sources without a file a warning names.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class End:
    """A source or a sink of a unit."""

    unit: Unit
    name: str

    @property
    def address(self) -> str:
        return f"{self.unit.pipeline}.{self.name}"


def check_sinks(inventory: Inventory) -> None:
    """Reports each place that two pipelines write for one target (E0740).

    Two sinks of one pipeline are the binder's concern.
    """
    units = sorted(inventory.units, key=lambda unit: unit.target)
    for target, of_target in groupby(units, key=lambda unit: unit.target):
        places = _places(inventory, of_target, sinks=True)
        for first, second in written_twice(places, inventory.targets[target].dialect):
            if first.who.unit != second.who.unit:
                inventory.reporter.add(
                    codes.SAME_PLACE.at(
                        _span(inventory, second),
                        first=first.who.address,
                        second=second.who.address,
                        path=second.shown,
                    )
                )


def check_sources(inventory: Inventory, units: Iterable[Unit], reporter: Reporter) -> None:
    """Warns of files that these units read, that are not there, and that no unit writes (E0741)."""
    places = _places(inventory, inventory.units, sinks=True)
    written = {normpath(place.path) for place in places if place.path}
    missing: dict[str, str] = {}
    for place in _places(inventory, units, sinks=False):
        path = place.path
        if path and normpath(path) not in written and not _exists(inventory.project, path):
            missing[place.who.address] = path
    if missing:
        shown = [f"{address} ({path})" for address, path in [*missing.items()][:_SHOWN]]
        if len(missing) > _SHOWN:
            shown.append(f"and {len(missing) - _SHOWN} more")
        reporter.add(codes.NO_DATA_YET.at(None, sources=", ".join(shown)))


def _places(inventory: Inventory, units: Iterable[Unit], *, sinks: bool) -> Iterator[Written[End]]:
    """What the units write, or what they read, as far as it is bound."""
    for unit in units:
        spec, target = inventory.specs[unit.pipeline], inventory.targets[unit.target]
        for name in spec.places:
            address = f"{unit.pipeline}.{name}"
            facts, end = (target, address) if address in target.places else (spec, name)
            if (name in spec.sinks) is sinks and end in facts.at:
                yield Written(
                    End(unit, name),
                    facts.places[end],
                    facts.tables.get(end),
                    facts.at[end],
                    folder=name in spec.folders,
                )


def _span(inventory: Inventory, place: Written[End]) -> Span:
    """Where the place of a sink is written: in the target profile, or in the spec."""
    end, part = place.who, ("options", "path") if place.path else ("options",)
    if end.address in inventory.targets[end.unit.target].places:
        marks = inventory.target_file(end.unit.target).marks
        return marks.value("bind", end.address, *part)
    return inventory.spec_file(end.unit.pipeline).marks.value("sinks", end.name, *part)


def _exists(project: Project, path: str) -> bool:
    try:
        return (project.root / path).exists()
    except OSError:  # no name that a file can have
        return False
