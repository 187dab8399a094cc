"""A JSON Schema of an object as columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote

from speccc.translate.schemas.leaves import Leaves, Place

_TYPES = {"integer": "int64", "number": "float64", "string": "text", "boolean": "bool"}
_FORMATS = {"date": "date", "date-time": "timestamp"}
_VALUES = {"str": "string", "bool": "boolean", "int": "integer", "float": "number"}
_KINDS = {"array": "an array", "null": "null"}
_CHOICES = ("anyOf", "oneOf", "allOf")


def read_json_schema(schema: Mapping[str, Any]) -> Leaves:
    """The properties of an object, those of objects within it among them."""
    reader = _Reader(schema)
    reader.read(schema, Place())
    return reader.leaves


@dataclass
class _Reader:
    root: Mapping[str, Any]
    leaves: Leaves = field(default_factory=Leaves)

    def read(self, schema: Any, place: Place) -> None:
        """A schema at a place."""
        if self.leaves.full:
            return
        if not isinstance(schema, dict):
            self.leaves.refuse(place, "of any type")
            return
        found = cast("dict[str, Any]", schema)
        if "$ref" in found:
            self._referenced(str(found["$ref"]), place)
        elif choice := next((key for key in _CHOICES if key in found), ""):
            self._chosen(found[choice], choice, place)
        else:
            self._typed(found, place)

    def _referenced(self, reference: str, place: Place) -> None:
        target = self._target(reference)
        if target is None:
            self.leaves.refuse(place, f"what '{reference}' says, which is not in this file")
        elif reference in place.within:
            self.leaves.refuse(place, f"a '{reference}' within itself")
        else:
            self.read(target, place.inside(reference))

    def _target(self, reference: str) -> Any:
        """What a reference within this file names; None if nothing."""
        mark, _, pointer = reference.partition("#")
        if mark or (pointer and not pointer.startswith("/")):
            return None
        found: Any = self.root
        for part in pointer.split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            found = cast("dict[str, Any]", found).get(key) if isinstance(found, dict) else None
        return found

    def _chosen(self, options: Any, choice: str, place: Place) -> None:
        """Of null and one other the other; of several nobody knows which."""
        every = cast("list[Any]", options) if isinstance(options, list) else []
        some = [option for option in every if option != {"type": "null"}]
        if len(some) == 1:
            self.read(some[0], place.optional() if len(some) < len(every) else place)
        else:
            self.leaves.refuse(place, f"one of several ({choice})")

    def _typed(self, schema: Mapping[str, Any], place: Place) -> None:
        types, values = _types(schema), schema.get("enum")
        if "null" in types or (isinstance(values, list) and None in values):
            place = place.optional()
        some = [type for type in types if type != "null"]
        kind = some[0] if len(some) == 1 else ""
        if kind == "object" or (not kind and isinstance(schema.get("properties"), dict)):
            self._object(schema, place)
        elif kind in _TYPES:
            known = _FORMATS.get(str(schema.get("format"))) if kind == "string" else None
            self.leaves.add(place, known or _TYPES[kind])
        elif len(some) > 1:
            self.leaves.refuse(place, f"one of several types ({', '.join(some)})")
        else:
            what = _KINDS.get(kind, kind)
            self.leaves.refuse(place, f"{what}, which no column holds" if what else "of any type")

    def _object(self, schema: Mapping[str, Any], place: Place) -> None:
        properties = schema.get("properties")
        if not isinstance(properties, dict) or not properties:
            self.leaves.refuse(place, "an object of any properties")
            return
        required = schema.get("required")
        due = cast("list[Any]", required) if isinstance(required, list) else []
        for name, part in cast("dict[str, Any]", properties).items():
            doc = ""
            if isinstance(part, dict):
                doc = str(cast("dict[str, Any]", part).get("description", ""))
            self.read(part, place.below(name, nullable=name not in due, doc=doc))


def _types(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema names; those of its values, if it names none."""
    named = schema.get("type")
    if isinstance(named, list):
        return [str(type) for type in cast("list[Any]", named)]
    if named is not None:
        return [str(named)]
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if isinstance(values, list) and values:
        kinds = {type(value).__name__ for value in cast("list[Any]", values)}
        return [_VALUES.get(kind, "null") for kind in sorted(kinds)]
    return []
