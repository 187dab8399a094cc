"""A unit that goes and one that comes with the same content are one unit under another name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from speccc.lifecycle.manifest import Manifest, decode
from speccc.lifecycle.plan import Action, UnitChange
from speccc.lifecycle.reasons import Cause, Reason
from speccc.lifecycle.unit import Unit
from speccc.lifecycle.wanted import Wanted


def with_moves(
    changes: Sequence[UnitChange],
    removed: Sequence[UnitChange],
    wanted: Mapping[Unit, Wanted],
    recorded: Mapping[Unit, Manifest],
) -> tuple[UnitChange, ...]:
    """The changes and then the removals, but for those that are together a move.

    Of several that could have been renamed, those that kept the name of their pipeline or of their
    target are taken first; then by name.
    """
    gone = {change.unit: change for change in removed if change.unit in recorded}
    created = [change.unit for change in changes if change.action is Action.CREATE]
    if not gone or not created:
        return (*changes, *removed)
    by_content: dict[str, list[Unit]] = {}
    for unit in gone:
        by_content.setdefault(_content(recorded[unit]), []).append(unit)
    previous: dict[Unit, Unit] = {}
    for renamed in (1, 2):
        for unit in created:
            same = by_content.get(_content(decode(wanted[unit].manifest, unit)), [])
            near = [old for old in same if _names_changed(old, unit) == renamed]
            if near and unit not in previous:
                previous[unit] = min(near)
                same.remove(previous[unit])
    moved = [
        _move(change, gone[previous[change.unit]]) if change.unit in previous else change
        for change in changes
    ]
    left = gone.keys() - previous.values()
    return (*moved, *(c for c in removed if c.unit in left or c.unit not in gone))


def _content(manifest: Manifest) -> str:
    """The spec and the target's part in it, without the names of pipeline and target, as text."""
    canonical: dict[str, Any] = manifest.spec.get("canonical") or {}
    spec = {key: value for key, value in canonical.items() if key != "name"}
    own = f"{manifest.unit.pipeline}."
    bind: dict[str, Any] = manifest.profile.get("bind") or {}
    profile = manifest.profile | {
        "bind": {place.removeprefix(own): binding for place, binding in bind.items()}
    }
    return json.dumps([spec, profile])


def _names_changed(before: Unit, after: Unit) -> int:
    return (before.pipeline != after.pipeline) + (before.target != after.target)


def _move(created: UnitChange, removed: UnitChange) -> UnitChange:
    reason = Reason(Cause.RENAMED, f"it was {removed.unit.address}")
    reasons = [reason, *(r for r in removed.reasons if r.cause is not Cause.REMOVED)]
    return replace(
        created,
        action=Action.MOVE,
        reasons=tuple(reasons),
        files=(*created.files, *removed.files),
        before=removed.before,
        previous=removed.unit,
    )
