"""An Avro record as columns (https://avro.apache.org/docs/1.12.0/specification/)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from speccc.translate.schemas.leaves import Leaves, Place

_TYPES = {
    "boolean": "bool", "int": "int64", "long": "int64", "float": "float64", "double": "float64",
    "string": "text", "enum": "text",
}  # fmt: skip

#: By the type that they are written on; on another one a logical type says nothing.
_LOGICAL = {
    ("int", "date"): "date",
    ("long", "timestamp-millis"): "timestamp",
    ("long", "timestamp-micros"): "timestamp",
    ("long", "local-timestamp-millis"): "timestamp",
    ("long", "local-timestamp-micros"): "timestamp",
    ("string", "uuid"): "text",
    ("fixed", "uuid"): "text",
}

#: Logical types of a meaning that no type of a column has.
_REFUSED = {
    ("int", "time-millis"): "a time of day",
    ("long", "time-micros"): "a time of day",
    ("long", "timestamp-nanos"): "a time in nanoseconds",
    ("long", "local-timestamp-nanos"): "a time in nanoseconds",
    ("fixed", "duration"): "a duration",
}

_NAMED = ("record", "error", "enum", "fixed")
_KINDS = {"array": "an array", "map": "a map", "bytes": "bytes", "fixed": "bytes", "null": "null"}
_MOST_DIGITS = 18


def read_avro(schema: Mapping[str, Any]) -> Leaves:
    """The fields of a record, those of records within it among them."""
    reader = _Reader()
    reader.read(schema, Place(), "")
    return reader.leaves


@dataclass
class _Reader:
    """`named` are the types that were defined so far, by their full names."""

    leaves: Leaves = field(default_factory=Leaves)
    named: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    def read(self, type: Any, place: Place, space: str) -> None:
        """A type at a place. `space` is the namespace that names without a point are of."""
        match type:
            case list():
                self._union(cast("list[Any]", type), place, space)
            case str() if type in _TYPES or type in _KINDS:
                self._scalar({"type": type}, place)
            case str():
                known = self.named.get(_full(type, space)) or self.named.get(type)
                if known is None:
                    self.leaves.refuse(place, f"of the type '{type}', which is defined nowhere")
                else:
                    self.read(known, place, _space_of(known, space))
            case dict():
                self._complex(cast("Mapping[str, Any]", type), place, space)
            case _:
                self.leaves.refuse(place, "of no type that Avro has")

    def _complex(self, type: Mapping[str, Any], place: Place, space: str) -> None:
        kind = type.get("type")
        if isinstance(kind, list | dict) or (isinstance(kind, str) and not _is_known(kind)):
            self.read(kind, place, space)
            return
        own = _space_of(type, space)
        if kind in _NAMED:
            self.named[_full(str(type.get("name", "")), own)] = {**type, "namespace": own}
        if kind in ("record", "error"):
            self._record(type, place, own)
        else:
            self._scalar(type, place)

    def _record(self, record: Mapping[str, Any], place: Place, space: str) -> None:
        name = _full(str(record.get("name", "")), space)
        if name in place.within:
            self.leaves.refuse(place, f"a '{name}' within itself")
            return
        for part in cast("Sequence[Any]", record.get("fields", ())):
            if self.leaves.full:
                return
            if not isinstance(part, dict) or "type" not in part:
                self.leaves.refuse(place, "a record with a field that has no type")
                continue
            found = cast("dict[str, Any]", part)
            below = place.inside(name).below(
                str(found.get("name", "")), nullable=False, doc=str(found.get("doc", ""))
            )
            self.read(found["type"], below, space)

    def _union(self, options: Sequence[Any], place: Place, space: str) -> None:
        """Of null and one type the type; of several nobody knows which."""
        some = [option for option in options if option != "null"]
        if len(some) == 1:
            self.read(some[0], place.optional() if len(some) < len(options) else place, space)
        else:
            shown = ", ".join(map(_shown, some)) or "null alone"
            self.leaves.refuse(place, f"a union of {shown}")

    def _scalar(self, type: Mapping[str, Any], place: Place) -> None:
        kind, logical = str(type.get("type")), str(type.get("logicalType"))
        if (kind, logical) in _REFUSED:
            self.leaves.refuse(place, f"{_REFUSED[kind, logical]} ({logical})")
        elif logical == "decimal" and kind in ("bytes", "fixed"):
            self._decimal(type, place)
        elif found := _LOGICAL.get((kind, logical)) or _TYPES.get(kind):
            self.leaves.add(place, found)
        else:
            self.leaves.refuse(place, f"{_KINDS.get(kind, kind)}, which no column holds")

    def _decimal(self, type: Mapping[str, Any], place: Place) -> None:
        precision, scale = type.get("precision"), type.get("scale", 0)
        if not isinstance(precision, int) or not isinstance(scale, int) or scale > precision:
            self.leaves.refuse(place, "a decimal without a precision and a scale")
        elif precision > _MOST_DIGITS:
            self.leaves.refuse(place, f"a decimal of {precision} digits; 18 is the most")
        else:
            self.leaves.add(place, f"decimal({precision},{scale})")


def _is_known(kind: str) -> bool:
    return kind in _TYPES or kind in _KINDS or kind in _NAMED


def _space_of(type: Mapping[str, Any], space: str) -> str:
    """The namespace of a named type, and of the names in it."""
    own = str(type.get("name", "")).rpartition(".")[0]
    return own or str(type.get("namespace", space))


def _full(name: str, space: str) -> str:
    return name if "." in name or not space else f"{space}.{name}"


def _shown(type: Any) -> str:
    if isinstance(type, dict):
        found = cast("dict[str, Any]", type)
        return str(found.get("name") or found.get("type"))
    return str(type)
