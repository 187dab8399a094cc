"""Which pipelines of a project read a sink, from the facts alone: nothing is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import normpath
from typing import Any

from speccc.lifecycle.inventory import Inventory
from speccc.lifecycle.unit import Unit


def consumers_of(
    inventory: Inventory, unit: Unit, sink: str, place: Mapping[str, Any]
) -> tuple[str, ...]:
    """The pipelines built for the same target that name the sink, or read the file at its place."""
    path = place.get("path")
    file = normpath(path) if isinstance(path, str) else None
    target = inventory.targets.get(unit.target)
    found: set[str] = set()
    for other in inventory.units:
        if target is None or other.target != unit.target or other.pipeline == unit.pipeline:
            continue
        spec = inventory.specs[other.pipeline]
        for source in spec.places.keys() - spec.sinks:
            address = f"{other.pipeline}.{source}"
            bound = address in target.places
            feed = target.feeds.get(address) if bound else spec.feeds.get(source)
            reads = target.places[address] if bound else spec.places[source]
            if feed == f"{unit.pipeline}.{sink}" or (file and reads and normpath(reads) == file):
                found.add(other.pipeline)
    return tuple(sorted(found))
