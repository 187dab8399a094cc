"""What a unit promises those who read its sinks, and which changes of that promise break them.

Works on the contracts that manifests record: plain data. `docs/lifecycle.md` has the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ContractChange:
    """`detail`: one change of the contract of `sink`. `consumers`: the pipelines that read it."""

    sink: str
    breaking: bool
    detail: str
    consumers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "sink": self.sink,
            "breaking": self.breaking,
            "detail": self.detail,
            "consumers": list(self.consumers),
        }


@dataclass(frozen=True, slots=True)
class Introduced:
    """Something that no unit of the project had before: `kind` is "endpoint", "credential" or
    "write mode".
    """

    kind: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "detail": self.detail}
