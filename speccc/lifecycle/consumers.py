"""Which pipelines of a project read a sink, from the facts alone: nothing is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from speccc.connectors import reach
from speccc.lifecycle.inventory import Inventory
from speccc.lifecycle.unit import Unit


def consumers_of(
    inventory: Inventory, unit: Unit, sink: str, place: Mapping[str, Any]
) -> tuple[str, ...]:
    """The pipelines built for the same target that name the sink, or read its place."""
    where = reach.place(str(place.get("connector")), place)
    target = inventory.targets.get(unit.target)
    found: set[str] = set()
    for other in inventory.units:
        if target is None or other.target != unit.target or other.pipeline == unit.pipeline:
            continue
        spec = inventory.specs[other.pipeline]
        for source in spec.places.keys() - spec.sinks:
            address = f"{other.pipeline}.{source}"
            facts, end = (target, address) if address in target.places else (spec, source)
            if facts.feeds.get(end) == f"{unit.pipeline}.{sink}" or facts.at.get(end) == where:
                found.add(other.pipeline)
    return tuple(sorted(found))
