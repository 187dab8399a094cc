"""Steps and rules: what the JSON Schema says of each, and an example."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

from speccc.cli.schemas import schema_text

_Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a step that is a mapping. `choices`: the only values it takes, if they are few."""

    name: str
    required: bool
    doc: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """`kind` is "step" or "rule"; `example` is YAML, as it stands under `steps:`."""

    name: str
    kind: str
    doc: str
    example: str
    keys: tuple[Key, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            self.kind: self.name,
            "explanation": self.doc,
            "example": self.example,
            "keys": [
                {"key": key.name, "required": key.required, "explanation": key.doc}
                | ({"choices": list(key.choices)} if key.choices else {})
                for key in self.keys
            ],
        }


@cache
def steps() -> dict[str, Step]:
    """Every step and rule of this version, by its operator key, in the order of the schema."""
    definitions: dict[str, _Schema] = json.loads(schema_text("spec"))["$defs"]
    examples = _examples()
    found: dict[str, Step] = {}
    for definition in definitions.values():
        kind = str(definition["title"]).rpartition(" ")[2]
        if kind in ("step", "rule"):
            (name,) = definition["required"]
            shape = _shape(definition["properties"][name], definitions)
            found[name] = Step(name, kind, definition["description"], examples[name], _keys(shape))
    return dict(sorted(found.items(), key=lambda item: [*examples].index(item[0])))


def step_text(step: Step) -> str:
    """A step for people."""
    lines = [f"{step.name} ({step.kind})", "", step.doc, ""]
    lines += [f"    {line}" for line in step.example.rstrip("\n").split("\n")]
    if step.keys:
        width = max(len(key.name) for key in step.keys)
        lines.append("")
        for key in step.keys:
            said = key.doc + (f" One of: {', '.join(key.choices)}." if key.choices else "")
            needed = "required" if key.required else "optional"
            lines.append(f"{key.name:<{width}}  {needed}  {said}".rstrip())
    return "\n".join(lines)


def list_text() -> str:
    """Every step and rule, a line each."""
    lines: list[str] = []
    for kind, title in (("step", "Steps"), ("rule", "Rules, in the step 'expect'")):
        lines += ["", title]
        lines += [f"  {s.name:<12}{s.doc}" for s in steps().values() if s.kind == kind]
    return "\n".join([*lines[1:], "", "'speccc explain join' says more of one of them."])


def _shape(shape: _Schema, definitions: dict[str, _Schema]) -> _Schema:
    reference = str(shape.get("$ref", "")).rpartition("/")[2]
    return definitions[reference] if reference else shape


def _keys(shape: _Schema) -> tuple[Key, ...]:
    properties: dict[str, _Schema] = shape.get("properties", {})
    required = shape.get("required", [])
    return tuple(
        Key(name, name in required, value.get("description", ""), tuple(value.get("enum", ())))
        for name, value in properties.items()
    )


def _examples() -> dict[str, str]:
    import yaml

    text = resources.files("speccc.cli.explaining").joinpath("steps.yaml").read_text("utf-8")
    return cast("dict[str, str]", yaml.load(text, yaml.CSafeLoader))
