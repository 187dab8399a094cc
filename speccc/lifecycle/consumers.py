"""Which pipelines of a project read a sink, from the facts alone: nothing is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from speccc.connectors import reach
from speccc.lifecycle.inventory import Facts, Inventory
from speccc.lifecycle.unit import Unit


def consumers_of(
    inventory: Inventory, unit: Unit, sink: str, place: Mapping[str, Any]
) -> tuple[str, ...]:
    """The pipelines, on any target, that read what the sink of `unit` writes: they are built for
    the same target and name the sink, or they read its place. A table of one name is another table
    in the database of another target.
    """
    where = reach.place(str(place.get("connector")), place)
    address = f"{unit.pipeline}.{sink}"
    found: set[str] = set()
    for other in inventory.units:
        if other.pipeline == unit.pipeline:
            continue
        target, spec = inventory.targets[other.target], inventory.specs[other.pipeline]
        same = other.target == unit.target
        for source in spec.places.keys() - spec.sinks:
            facts, end = _facts_of(target, spec, f"{other.pipeline}.{source}", source)
            if facts.feeds.get(end) == address:
                if same:
                    found.add(other.pipeline)
                    continue
                facts, end = _facts_of(target, inventory.specs.get(unit.pipeline), address, sink)
            if facts.at.get(end) == where and (same or end not in facts.tables):
                found.add(other.pipeline)
    return tuple(sorted(found))


def _facts_of(target: Facts, spec: Facts | None, address: str, end: str) -> tuple[Facts, str]:
    """Where it is said what a source or sink is: by the target that binds it, else by its spec."""
    return (target, address) if spec is None or address in target.places else (spec, end)
