"""Why a unit changes: the nodes of the spec, or of the target profile, that differ.

A reason explains; it never drives an action.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from speccc.lifecycle.manifest import Manifest


class Cause(StrEnum):
    """Where a change comes from."""

    NEW = "new"
    SPEC = "spec changed"
    PROFILE = "target changed"
    UPSTREAM = "upstream changed"
    COMPILER = "compiler changed"
    REMOVED = "removed"
    RENAMED = "renamed"
    MISSING = "missing"
    HAND_EDITED = "hand-edited"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Reason:
    """`detail` names the node or the file concerned; empty if there is nothing to add."""

    cause: Cause
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.cause}: {self.detail}" if self.detail else str(self.cause)


def compare(recorded: Manifest, wanted: Manifest) -> tuple[Reason, ...]:
    """Why `wanted` is not what was recorded: one reason for each changed node.

    Empty if only the files differ: then neither the spec nor the target explains it.
    """
    specs = (recorded.spec.get("canonical"), wanted.spec.get("canonical"))
    found = [_of_spec(node, *specs) for node in changed_nodes(*specs)]
    if recorded.spec.get("file") != wanted.spec.get("file"):
        moved = f"moved from {recorded.spec.get('file')} to {wanted.spec.get('file')}"
        found.append(Reason(Cause.SPEC, moved))
    found += [
        Reason(Cause.PROFILE, node) for node in changed_nodes(recorded.profile, wanted.profile)
    ]
    if not found:
        sources = (recorded.contract.get("sources"), wanted.contract.get("sources"))
        found += [
            Reason(Cause.UPSTREAM, node) for node in changed_nodes(*sources, prefix="sources")
        ]
    return tuple(found)


def _of_spec(node: str, before: Any, after: Any) -> Reason:
    """Why this node of a spec, with the tables of the catalog in it, differs."""
    match node.split(".", 3):
        case ["sources", name, part, *rest] if part.split()[0] in _OF_TABLES:
            tables = [_table(spec, name) for spec in (before, after)]
            if tables[0] and tables[0] == tables[1]:
                return Reason(Cause.UPSTREAM, ".".join(("catalog", tables[1][0], part, *rest)))
        case _:
            pass
    return Reason(Cause.SPEC, node)


#: What a source has from its table in the catalog.
_OF_TABLES = ("columns", "key", "description")


def _table(spec: Any, source: str) -> list[Any]:
    """The table that a source of a canonical spec names and what it takes; [] if it names none."""
    known = cast("dict[str, Any]", spec or {})
    found: dict[str, Any] = known.get("sources", {}).get(source, {})
    return [found["catalog"], found.get("take")] if "catalog" in found else []


def changed_nodes(before: Any, after: Any, prefix: str = "") -> list[str]:
    """The paths of the nodes that differ: `steps[2].filter`, `steps[3] added`.

    Items of a list are matched by content first, so an inserted step is one change. The index is
    that of the new document; of the old one for what was removed.
    """
    if _text(before) == _text(after):
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        return _in_mapping(cast("dict[str, Any]", before), cast("dict[str, Any]", after), prefix)
    if isinstance(before, list) and isinstance(after, list):
        return _in_list(cast("list[Any]", before), cast("list[Any]", after), prefix)
    return [prefix or "everything"]


def _text(value: Any) -> str:
    """As JSON: unlike `==`, it tells the order of keys, which has a meaning for columns."""
    return json.dumps(value, ensure_ascii=False)


def _in_mapping(before: dict[str, Any], after: dict[str, Any], prefix: str) -> list[str]:
    found: list[str] = []
    for key in dict.fromkeys([*after, *before]):
        path = f"{prefix}.{key}" if prefix else key
        if key not in before:
            found.append(f"{path} added")
        elif key not in after:
            found.append(f"{path} removed")
        else:
            found += changed_nodes(before[key], after[key], path)
    if not found:
        found.append(f"{prefix or 'keys'} reordered")
    return found


def _in_list(before: list[Any], after: list[Any], prefix: str) -> list[str]:
    found: list[str] = []
    old, new = [_text(item) for item in before], [_text(item) for item in after]
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        paired = min(a_end - a, b_end - b)
        for offset in range(paired):
            path = f"{prefix}[{b + offset}]"
            found += changed_nodes(before[a + offset], after[b + offset], path)
        found += [f"{prefix}[{index}] added" for index in range(b + paired, b_end)]
        found += [f"{prefix}[{index}] removed" for index in range(a + paired, a_end)]
    return found
