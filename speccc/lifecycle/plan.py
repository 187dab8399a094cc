"""A plan: what `apply` would do, file by file. A value; building it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from speccc.lifecycle.reasons import Reason
from speccc.lifecycle.unit import Unit

#: "major.minor" of the plan's JSON: a minor step only adds keys.
FORMAT_VERSION = "1.0"


class Action(StrEnum):
    """What is done to a unit or a file."""

    CREATE = "create"
    UPDATE = "update"
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
    """`before` and `after` are the spec's digest, recorded and wanted."""

    unit: Unit
    action: Action
    reasons: tuple[Reason, ...]
    files: tuple[FileChange, ...]
    before: str | None = None
    after: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "address": self.unit.address,
            "pipeline": self.unit.pipeline,
            "target": self.unit.target,
            "change": {"actions": [self.action], "before": self.before, "after": self.after},
            "reasons": [_reason(reason) for reason in self.reasons],
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
                "destroy": self.count(Action.DELETE),
                "stray_files": len(self.strays),
                "unchanged": self.unchanged,
            },
            "resource_changes": [change.to_json() for change in self.changes],
            "stray_files": [file.to_json() for file in self.strays],
        }


def _reason(reason: Reason) -> dict[str, str]:
    return {"cause": reason.cause, "detail": reason.detail}
