"""Compares three things: what the specs want, what the manifests recorded, what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from speccc.lifecycle.contracts import (
    ContractChange,
    Introduced,
    compare_contracts,
    introduced,
    reached,
)
from speccc.lifecycle.files import STAGED_PREFIX
from speccc.lifecycle.manifest import Json, Manifest, decode
from speccc.lifecycle.moves import with_moves
from speccc.lifecycle.observe import Observed
from speccc.lifecycle.plan import Action, FileChange, Plan, UnitChange
from speccc.lifecycle.reasons import Cause, Reason, compare
from speccc.lifecycle.unit import MANIFEST, Unit
from speccc.lifecycle.wanted import Wanted

_UNEXPLAINED = Reason(
    Cause.COMPILER,
    "the same spec compiles to other bytes, or a file and its record were edited together",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which units a plan is about. `whole`: all of them, so that files in no unit's folder belong
    to the plan too. `gone` says why a unit found on disk is not wanted. `consumers`: the pipelines
    that read the sink of a unit, which is recorded at a place.
    """

    includes: Callable[[Unit], bool]
    gone: Callable[[Unit], str]
    whole: bool
    consumers: Callable[[Unit, str, Json], tuple[str, ...]] = lambda _unit, _sink, _place: ()


def make_plan(wanted: Mapping[Unit, Wanted], observed: Observed, scope: Scope) -> Plan:
    """The plan that makes the disk what is wanted, within `scope`."""
    on_disk = _by_unit(observed)
    recorded = observed.manifests.keys() | observed.unreadable.keys()

    @cache
    def known() -> AbstractSet[Introduced]:
        return reached(observed.manifests.values())

    kept = [
        _kept(want, on_disk.get(unit, {}), observed, scope, known)
        for unit, want in sorted(wanted.items())
    ]
    removed = [
        _removed(unit, on_disk[unit], observed, scope.gone(unit))
        for unit in sorted(recorded - wanted.keys())
        if scope.includes(unit)
    ]
    changes = [change for change in kept if change is not None]
    removed = [_with_readers(change, removed, wanted, observed, scope) for change in removed]
    strays = _strays(observed, wanted.keys() | recorded) if scope.whole else ()
    unchanged = len(kept) - len(changes)
    return Plan(with_moves(changes, removed, wanted, observed.manifests), strays, unchanged)


def _by_unit(observed: Observed) -> dict[Unit, dict[str, str]]:
    """The files on disk by the unit in whose folder they lie, by path in that folder."""
    found: dict[Unit, dict[str, str]] = {}
    for path, digest in observed.files.items():
        parts = path.split("/", 2)
        if len(parts) == 3:
            found.setdefault(Unit(parts[0], parts[1]), {})[parts[2]] = digest
    return found


def _strays(observed: Observed, owned: Iterable[Unit]) -> tuple[FileChange, ...]:
    """The files that lie in no unit's folder."""
    folders = tuple(f"{unit.folder}/" for unit in owned)
    return tuple(
        FileChange(path, Action.DELETE, digest, None, *_foreign(path))
        for path, digest in observed.files.items()
        if not path.startswith(folders)
    )


def _kept(
    wanted: Wanted,
    disk: Mapping[str, str],
    observed: Observed,
    scope: Scope,
    known: Callable[[], AbstractSet[Introduced]],
) -> UnitChange | None:
    """The change of a unit that the specs want; None if it is as it should be."""
    if disk == wanted.files:
        return None
    unit = wanted.unit
    recorded = observed.manifests.get(unit)
    unreadable = observed.unreadable.get(unit)
    manifest = decode(wanted.manifest, unit)
    new = recorded is None and unreadable is None and not disk.keys() & wanted.files.keys()
    if new:
        causes = (Reason(Cause.NEW),)
    elif unreadable is not None:
        causes = (Reason(Cause.HAND_EDITED, f"{MANIFEST}: {unreadable}"),)
    elif recorded is not None:
        causes = compare(recorded, manifest)
    else:
        causes = ()
    judge = _Judge(wanted, recorded, causes[0] if causes else _UNEXPLAINED)
    differing = [p for p in wanted.files.keys() | disk.keys() if wanted.files.get(p) != disk.get(p)]
    files = sorted(
        (judge.file(path, disk.get(path)) for path in differing),
        key=lambda file: (file.action is Action.DELETE, file.path),
    )
    found = [file.reason for file in files]
    reasons = [*(causes if set(causes) & set(found) else ()), *found]
    return UnitChange(
        unit,
        Action.CREATE if new else Action.UPDATE,
        tuple(dict.fromkeys(reasons)),
        tuple(files),
        str(recorded.spec.get("digest")) if recorded is not None else None,
        str(manifest.spec.get("digest")),
        contract=() if recorded is None else _contract(recorded, manifest, scope),
        introduces=introduced(known(), manifest),
    )


def _contract(recorded: Manifest, wanted: Manifest, scope: Scope) -> tuple[ContractChange, ...]:
    """How the contract changes, and whom it concerns."""
    sinks: Json = recorded.contract.get("sinks", {})
    places: dict[str, Any] = {name: sink.get("place") for name, sink in sinks.items()}
    return tuple(
        replace(c, consumers=scope.consumers(wanted.unit, c.sink, places.get(c.sink) or {}))
        for c in compare_contracts(recorded.contract, wanted.contract)
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges the differing files of one unit. `cause` is why a file that is ours is made anew."""

    wanted: Wanted
    recorded: Manifest | None
    cause: Reason

    def file(self, name: str, have: str | None) -> FileChange:
        """The change of the file `name` of the unit, which is not as wanted."""
        path = f"{self.wanted.unit.folder}/{name}"
        want = self.wanted.files.get(name)
        ours = self.recorded.files.get(name) if self.recorded is not None else None
        if want is None:
            reason, rescue = _surplus(name, have, ours)
            return FileChange(path, Action.DELETE, have, None, reason, rescue)
        if have is None:
            lost = ours is not None or (name == MANIFEST and self.cause.cause is not Cause.NEW)
            reason = Reason(Cause.MISSING, name) if lost else self.cause
            return FileChange(path, Action.CREATE, None, want, reason)
        if name == MANIFEST:
            reason, rescue = self._manifest()
        elif ours == have:
            reason, rescue = self.cause, False
        else:
            reason, rescue = Reason(Cause.HAND_EDITED, name), True
        return FileChange(path, Action.UPDATE, have, want, reason, rescue)

    def _manifest(self) -> tuple[Reason, bool]:
        """A manifest says itself what it was made from; only its layout can be a hand's work."""
        wanted = decode(self.wanted.manifest, self.wanted.unit)
        if self.recorded == wanted:
            return Reason(Cause.HAND_EDITED, MANIFEST), True
        return self.cause, self.recorded is None


def _removed(unit: Unit, disk: Mapping[str, str], observed: Observed, why: str) -> UnitChange:
    """The removal of a unit that was generated and is not wanted any more."""
    recorded = observed.manifests.get(unit)
    gone = Reason(Cause.REMOVED, why)
    files: list[FileChange] = []
    for name, have in sorted(disk.items()):
        ours = recorded.files.get(name) if recorded is not None else None
        reason, rescue = (gone, False) if ours == have else _surplus(name, have, ours)
        if name == MANIFEST:
            reason, rescue = gone, recorded is None
        path = f"{unit.folder}/{name}"
        files.append(FileChange(path, Action.DELETE, have, None, reason, rescue))
    reasons = tuple(dict.fromkeys([gone, *(file.reason for file in files)]))
    before = str(recorded.spec.get("digest")) if recorded is not None else None
    return UnitChange(unit, Action.DELETE, reasons, tuple(files), before, None)


def _with_readers(
    change: UnitChange,
    removed: Sequence[UnitChange],
    wanted: Mapping[Unit, Wanted],
    observed: Observed,
    scope: Scope,
) -> UnitChange:
    """The removal with those of its sinks that a pipeline reads which stays, if nobody else writes
    to that place.
    """
    recorded = observed.manifests.get(change.unit)
    sinks: Json = recorded.contract.get("sinks", {}) if recorded is not None else {}
    going = {each.unit for each in removed}
    found: list[ContractChange] = []
    for name, sink in sinks.items():
        readers = scope.consumers(change.unit, name, sink.get("place") or {})
        staying = tuple(r for r in readers if Unit(r, change.unit.target) not in going)
        if staying and not _written(sink, change.unit.target, wanted, observed, going):
            found.append(ContractChange(name, True, "the sink is not written any more", staying))
    return replace(change, contract=tuple(found))


def _written(
    sink: Json,
    target: str,
    wanted: Mapping[Unit, Wanted],
    observed: Observed,
    going: Collection[Unit],
) -> bool:
    """Whether a unit that stays, or comes, writes where `sink` lies."""
    kept = {u: m for u, m in observed.manifests.items() if u not in going}
    manifests = kept | {unit: decode(want.manifest, unit) for unit, want in wanted.items()}
    return any(
        other.get("place") == sink.get("place")
        for unit, manifest in manifests.items()
        if unit.target == target
        for other in manifest.contract.get("sinks", {}).values()
    )


def _surplus(name: str, have: str | None, ours: str | None) -> tuple[Reason, bool]:
    """Why a file that nothing wants goes, and whether its bytes are not ours."""
    if ours is None:
        return _foreign(name)
    if ours == have:
        return Reason(Cause.ORPHANED, f"{name} is not generated any more"), False
    return Reason(Cause.ORPHANED, f"{name} is not generated any more, and was edited by hand"), True


def _foreign(name: str) -> tuple[Reason, bool]:
    if name.rpartition("/")[2].startswith(STAGED_PREFIX):
        return Reason(Cause.ORPHANED, f"{name} was left by an apply that was killed"), False
    return Reason(Cause.ORPHANED, f"{name} was not written by speccc"), True
