"""The WIRE schema: what a model's answer is constrained to."""

from __future__ import annotations

from functools import cache
from typing import Any, assert_never

from speccc.translate.wire.form import (
    QUESTIONS,
    Flat,
    Form,
    Many,
    Named,
    OneOf,
    Pairs,
    Text,
    Thing,
    Whole,
    spec_form,
)

Schema = dict[str, Any]

#: How the definition of a step is called, before its operator.
STEP = "step_"


@cache
def schema() -> Schema:
    """The schema, for every provider: no optional property, null, free key or recursion."""
    parts = _Parts()
    whole = parts.thing(spec_form(), {QUESTIONS: Many(Text())})
    return {**whole, "$defs": dict(sorted(parts.definitions.items()))}


class _Parts:
    """Objects that stand in lists get a definition of their own."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def of(self, form: Form) -> Schema:
        """The schema of a form."""
        match form:
            case Text(_, choices):
                return {"type": "string", **({"enum": [*choices]} if choices else {})}
            case Whole(optional):
                return {"type": "string" if optional else "integer"}
            case Many(item):
                return {"type": "array", "items": self.of(item)}
            case Pairs():
                pair = {"name": Text(), "expr": Text()}
                return {"type": "array", "items": self.named("pair", Thing("pair", pair))}
            case Named(item):
                named = Thing(item.name, {"name": Text(), **item.fields})
                return {"type": "array", "items": self.named(item.name, named)}
            case Thing():
                return self.thing(form)
            case OneOf(variants):
                return {"anyOf": [self.named(f"{STEP}{k}", v) for k, v in variants.items()]}
            case Flat(fields):
                return self.named("rule", Thing("rule", fields))
            case _:
                assert_never(form)

    def thing(self, thing: Thing, more: dict[str, Form] | None = None) -> Schema:
        """An object, every field of it required."""
        fields = {**thing.fields, **(more or {})}
        return {
            "type": "object",
            "properties": {key: self.of(form) for key, form in fields.items()},
            "required": [*fields],
            "additionalProperties": False,
        }

    def named(self, name: str, thing: Thing) -> Schema:
        """A reference to an object's definition."""
        if name not in self.definitions:
            self.definitions[name] = self.thing(thing)
        return {"$ref": f"#/$defs/{name}"}
