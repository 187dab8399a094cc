"""Is what lies under the generated folder what the specs compile to? Trusts no manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from speccc.lifecycle.observe import Observed
from speccc.lifecycle.unit import Unit
from speccc.lifecycle.wanted import Wanted

FORMAT_VERSION = "1.0"


class Drift(StrEnum):
    """How a file differs from what the specs say."""

    CHANGED = "changed"
    MISSING = "missing"
    UNTRACKED = "untracked"


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is relative to the generated folder."""

    path: str
    drift: Drift


@dataclass(frozen=True, slots=True)
class DriftReport:
    """`checked`: how many files were compiled and compared."""

    findings: tuple[Finding, ...]
    checked: int

    def to_json(self) -> dict[str, Any]:
        return {
            "format_version": FORMAT_VERSION,
            "drifted": bool(self.findings),
            "files_checked": self.checked,
            "findings": [{"path": f.path, "drift": f.drift} for f in self.findings],
        }


def find_drift(wanted: Mapping[Unit, Wanted], observed: Observed) -> DriftReport:
    """Compares every file, the manifests too. `wanted` must come from an empty cache."""
    expected = {
        f"{unit.folder}/{path}": digest
        for unit, want in wanted.items()
        for path, digest in want.files.items()
    }
    findings: list[Finding] = []
    for path in sorted(expected.keys() | observed.files.keys()):
        want, have = expected.get(path), observed.files.get(path)
        if want == have:
            continue
        if have is None:
            findings.append(Finding(path, Drift.MISSING))
        elif want is None:
            findings.append(Finding(path, Drift.UNTRACKED))
        else:
            findings.append(Finding(path, Drift.CHANGED))
    return DriftReport(tuple(findings), len(expected))
