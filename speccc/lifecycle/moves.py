"""A unit that goes and one that comes with the same content are one unit under another name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from speccc.lifecycle.manifest import Json, Manifest, decode
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

    Of several that could have been renamed, one that kept its pipeline's or its target's name is
    taken first, then the first by name.
    """
    gone = {change.unit: change for change in removed if change.unit in recorded}
    if not gone or not any(change.action is Action.CREATE for change in changes):
        return (*changes, *removed)
    found: list[UnitChange] = []
    for change in changes:
        manifest = decode(wanted[change.unit].manifest, change.unit)
        candidates = [
            unit
            for unit in gone
            if change.action is Action.CREATE and _content(recorded[unit]) == _content(manifest)
        ]
        candidates.sort(key=lambda unit, to=change.unit: (_names_changed(unit, to), unit))
        previous = candidates[0] if candidates else None
        found.append(change if previous is None else _move(change, gone.pop(previous)))
    moved = {change.previous for change in found}
    return (*found, *(change for change in removed if change.unit not in moved))


def _content(manifest: Manifest) -> Json:
    """The spec and the target's part in it, without the names of pipeline and target."""
    canonical: dict[str, Any] = manifest.spec.get("canonical") or {}
    spec = {key: value for key, value in canonical.items() if key != "name"}
    own = f"{manifest.unit.pipeline}."
    bind: dict[str, Any] = manifest.profile.get("bind") or {}
    profile = manifest.profile | {
        "bind": {place.removeprefix(own): binding for place, binding in bind.items()}
    }
    return {"spec": spec, "profile": profile}


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
