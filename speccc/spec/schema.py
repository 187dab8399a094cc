"""The FULL JSON Schemas of spec, target and project: for validation and for editors.

They are generated from the models. The package carries the generated files, which is what
documents are validated with; a test fails when they are not what the models say.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any, cast

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from speccc.spec.models import DOCUMENTS, DocumentKind

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build(kind: DocumentKind) -> Schema:
    """The schema of a kind of document from its model."""
    schema = DOCUMENTS[kind].model_json_schema(schema_generator=_Generator)
    tidy = cast("Schema", _tidy(schema))
    for definition in tidy.get("$defs", {}).values():
        _describe_operator(definition)
    return {"$schema": DIALECT, **tidy}


def text(kind: DocumentKind) -> str:
    """The schema as the package carries it."""
    return json.dumps(build(kind), indent=2, ensure_ascii=False) + "\n"


def load(kind: DocumentKind) -> Schema:
    """The schema as the package carries it, read."""
    file = resources.files("speccc.spec").joinpath("schemas", f"{kind}.schema.json")
    return json.loads(file.read_text(encoding="utf-8"))


class _Generator(GenerateJsonSchema):
    """Without nulls (an absent key is the only absence) and without a title for each field."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def _tidy(node: Any) -> Any:
    """Steps and rules are `oneOf`; a mapping's keys have a pattern; no `default: null`."""
    if isinstance(node, list):
        return [_tidy(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    found = {k: _tidy(v) for k, v in cast("Schema", node).items() if (k, v) != ("default", None)}
    patterns = found.pop("patternProperties", None)
    if patterns is not None:
        ((pattern, item),) = patterns.items()
        found |= {"propertyNames": {"pattern": pattern}, "additionalProperties": item}
    options = found.get("anyOf", [])
    if options and all(set(option) == {"$ref"} for option in options):
        found["oneOf"] = found.pop("anyOf")
    return found


def _describe_operator(definition: Schema) -> None:
    """Lets an editor show what a step or rule does where its operator key is typed."""
    if re.search(" (step|rule)$", definition["title"]):
        (operator,) = definition["required"]
        shape = definition["properties"][operator]
        texts = [definition["description"], shape.get("description", "")]
        definition["properties"][operator] = shape | {"description": " ".join(texts).strip()}
