"""A plan: what `apply` would do, file by file. A value; building it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from speccc.lifecycle.contracts import ContractChange, Introduced
from speccc.lifecycle.reasons import Reason
from speccc.lifecycle.unit import Unit

#: "major.minor" of the plan's JSON: a minor step only adds keys.
FORMAT_VERSION = "1.0"


class Action(StrEnum):
    """What is done to a unit or a file."""

    CREATE = "create"
    UPDATE = "update"
    MOVE = "move"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class FileChange:
    """`path` is relative to the generated folder. `before` and `after` are digests, None where
    there is no file. `rescue`: the bytes on disk are not ours, so they go to the trash first.
    """

    path: str
    action: Action
    before: str | None
    after: str | None
    reason: Reason
    rescue: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "change": {"actions": [self.action], "before": self.before, "after": self.after},
            "reason": _reason(self.reason),
            "saved_to_trash": self.rescue,
        }


@dataclass(frozen=True, slots=True)
class UnitChange:
    """`before` and `after` are the spec's digest, recorded and wanted. `previous`: the unit that is
    moved here; its files are among `files`. `contract`: how the sinks' contracts change.
    `introduces`: what nothing in the project reached before.
    """

    unit: Unit
    action: Action
    reasons: tuple[Reason, ...]
    files: tuple[FileChange, ...]
    before: str | None = None
    after: str | None = None
    previous: Unit | None = None
    contract: tuple[ContractChange, ...] = ()
    introduces: tuple[Introduced, ...] = ()

    @property
    def shown_files(self) -> tuple[FileChange, ...]:
        """The files as a reader sees them: of one that is only moved there is nothing to see."""
        if self.previous is None:
            return self.files
        here, there = f"{self.unit.folder}/", f"{self.previous.folder}/"
        old = {f.path.removeprefix(there): f for f in self.files if f.path.startswith(there)}
        found: list[FileChange] = []
        for file in self.files:
            before = old.pop(file.path.removeprefix(here), None) if file.after else None
            if before is None:
                found.append(file)
            elif before.before != file.after:
                found.append(replace(file, action=Action.UPDATE, before=before.before))
        kept = {file.path for file in old.values()}
        return tuple(f for f in found if f.after is not None or f.path in kept or f.rescue)

    def to_json(self) -> dict[str, Any]:
        return {
            "address": self.unit.address,
            "pipeline": self.unit.pipeline,
            "target": self.unit.target,
            "previous_address": None if self.previous is None else self.previous.address,
            "change": {"actions": [self.action], "before": self.before, "after": self.after},
            "reasons": [_reason(reason) for reason in self.reasons],
            "contract_changes": [change.to_json() for change in self.contract],
            "introduces": [new.to_json() for new in self.introduces],
            "files": [file.to_json() for file in self.files],
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """`changes` by unit, removals last; `strays`: files in no unit's folder; `unchanged`: how many
    units need nothing.
    """

    changes: tuple[UnitChange, ...]
    strays: tuple[FileChange, ...]
    unchanged: int

    @property
    def empty(self) -> bool:
        return not self.changes and not self.strays

    @property
    def files(self) -> tuple[FileChange, ...]:
        """Every file that is touched."""
        return (*self.strays, *(file for change in self.changes for file in change.files))

    @property
    def breaking(self) -> tuple[tuple[UnitChange, ContractChange], ...]:
        """The changes of contracts that whoever reads the sink may not bear."""
        return tuple((unit, c) for unit in self.changes for c in unit.contract if c.breaking)

    def count(self, action: Action) -> int:
        """How many units see this action."""
        return sum(change.action is action for change in self.changes)

    def to_json(self) -> dict[str, Any]:
        """As printed by `plan --json`: no time, no machine."""
        return {
            "format_version": FORMAT_VERSION,
            "summary": {
                "add": self.count(Action.CREATE),
                "change": self.count(Action.UPDATE),
                "move": self.count(Action.MOVE),
                "destroy": self.count(Action.DELETE),
                "stray_files": len(self.strays),
                "unchanged": self.unchanged,
                "breaking": len(self.breaking),
            },
            "resource_changes": [change.to_json() for change in self.changes],
            "stray_files": [file.to_json() for file in self.strays],
        }


def _reason(reason: Reason) -> dict[str, str]:
    return {"cause": reason.cause, "detail": reason.detail}
