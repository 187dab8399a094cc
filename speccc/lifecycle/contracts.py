"""What a unit promises those who read its sinks, and which changes of that promise break them.

Works on the contracts that manifests record: plain data. `docs/lifecycle.md` has the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from speccc.connectors import databases, reach
from speccc.lifecycle.manifest import Manifest
from speccc.types.model import Kind
from speccc.types.parse import TypeTextError, parse_type

Json = Mapping[str, Any]

#: A finding about a sink: is it breaking, and what it is.
_Finding = tuple[bool, str]


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


@dataclass(frozen=True, slots=True, order=True)
class Introduced:
    """Something that no unit of the project had before: `kind` is "endpoint", "credential",
    "variable" (of the environment, that holds no secret) or "write mode".
    """

    kind: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "detail": self.detail}


def paths_of(contract: Json) -> tuple[str, ...]:
    """The files that a unit reads and writes, relative to the root."""
    ends = (*contract.get("sources", {}).values(), *contract.get("sinks", {}).values())
    return tuple(str(end["place"]["path"]) for end in ends if "path" in (end.get("place") or {}))


def compare_contracts(before: Json, after: Json) -> tuple[ContractChange, ...]:
    """How the sinks of a unit change, those that break their readers first in each sink."""
    found: list[ContractChange] = []
    old, new = before.get("sinks", {}), after.get("sinks", {})
    for sink in dict.fromkeys([*old, *new]):
        if sink not in new:
            changes: list[_Finding] = [(True, "the sink is not written any more")]
        elif sink not in old:
            changes = [(False, "the sink is new")]
        else:
            changes = sorted(_of_sink(old[sink], new[sink]), key=lambda change: not change[0])
        found += [ContractChange(sink, breaking, detail) for breaking, detail in changes]
    return tuple(found)


def reached(manifests: Iterable[Manifest]) -> frozenset[Introduced]:
    """All that these units reach, need and do."""
    return frozenset(each for manifest in manifests for each in _reach(manifest))


def introduced(known: AbstractSet[Introduced], wanted: Manifest) -> tuple[Introduced, ...]:
    """What `wanted` reaches, needs or does that is not `known`."""
    return tuple(sorted(set(_reach(wanted)) - known))


def _reach(manifest: Manifest) -> Iterator[Introduced]:
    connection = manifest.profile.get("connection")
    if connection:
        yield Introduced("endpoint", str(connection))
        kind = (
            "variable" if databases.is_file(manifest.profile.get("dialect") or "") else "credential"
        )
        for name in reach.variables({"connection": connection}):
            yield Introduced(kind, name)
    for address in manifest.contract.get("endpoints", ()):
        yield Introduced("endpoint", str(address))
    for kind, names in (("credential", "credentials"), ("variable", "variables")):
        for name in manifest.contract.get(names, ()):
            yield Introduced(kind, str(name))
    for sink in manifest.contract.get("sinks", {}).values():
        yield Introduced("write mode", f"{sink.get('mode')} {_place_text(sink.get('place') or {})}")


def _of_sink(before: Json, after: Json) -> Iterator[_Finding]:
    """What differs between two contracts of one sink."""
    yield from _of_columns(before.get("columns", {}), after.get("columns", {}))
    if before.get("mode") != after.get("mode"):
        yield True, f"mode {before.get('mode')} became {after.get('mode')}"
    for part, name in (("key", "key"), ("by", "partitions by")):
        old, new = before.get(part, []), after.get(part, [])
        if old != new:
            yield True, f"{name} {_list_text(old)} became {_list_text(new)}"
    old_place: Json = before.get("place") or {}
    new_place: Json = after.get("place") or {}
    if _place_text(old_place) != _place_text(new_place):
        yield True, f"moved from {_place_text(old_place)} to {_place_text(new_place)}"
    elif old_place != new_place:
        options = sorted(
            name
            for name in old_place.keys() | new_place.keys()
            if old_place.get(name) != new_place.get(name)
        )
        connector = str(new_place.get("connector"))
        breaking = not all(reach.is_secret(connector, name) for name in options)
        yield breaking, f"other options: {', '.join(options)}"


def _of_columns(before: Json, after: Json) -> Iterator[_Finding]:
    for name in before:
        if name in after:
            yield from _of_column(name, before[name], after[name])
        else:
            yield True, f"column '{name}' dropped"
    for name in after:
        if name not in before:
            yield False, f"column '{name}' added"
    if [n for n in before if n in after] != [n for n in after if n in before]:
        yield False, "columns in another order"


def _of_column(name: str, before: Json, after: Json) -> Iterator[_Finding]:
    old, new = str(before.get("type")), str(after.get("type"))
    if old != new:
        widened = _widens(old, new)
        how = "widened" if widened else "narrowed" if _widens(new, old) else "changed"
        yield not widened, f"column '{name}' {how} from {old} to {new}"
    if before.get("nullable") != after.get("nullable"):
        newly = bool(after.get("nullable"))
        yield newly, f"column '{name}' {'newly nullable' if newly else 'never null any more'}"
    if before.get("path") != after.get("path"):
        called = [".".join(map(str, column.get("path", []))) for column in (before, after)]
        yield True, f"column '{name}' is written as '{called[1]}', not '{called[0]}'"
    if before.get("tags", []) != after.get("tags", []):
        yield False, f"column '{name}' tagged {_list_text(after.get('tags', []))}"


def _widens(before: str, after: str) -> bool:
    """Whether every value of `before` is, written the same, one of `after`. Of a text that names
    no type, as a manifest may have it that was edited, that is not known.
    """
    try:
        old, _ = parse_type(before)
        new, _ = parse_type(after)
    except TypeTextError:
        return False
    decimals = old.kind is Kind.DECIMAL and new.kind is Kind.DECIMAL
    return decimals and old.scale == new.scale and old.precision <= new.precision


def _place_text(place: Json) -> str:
    return reach.place(str(place.get("connector")), place)


def _list_text(names: Iterable[object]) -> str:
    return f"[{', '.join(map(str, names))}]"
