"""The JSON Schemas: what an editor completes with is what the compiler checks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from speccc.spec import schema
from speccc.spec.models import DOCUMENTS, DocumentKind

ROOT = Path(__file__).parents[3]
SCHEMAS = Path(schema.__file__).with_name("schemas")
KINDS: list[DocumentKind] = list(DOCUMENTS)
DEFINITIONS = [
    (kind, name)
    for kind in KINDS
    for name in ["", *schema.load(kind).get("$defs", {})]
]  # fmt: skip


class _Core(yaml.SafeLoader):
    """YAML 1.2's core schema, by which editors read: numbers and booleans, no dates."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as the base class has it


_Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), None)
_Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), None)
_Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), None)
_Core.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    None,
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_carried_schema_is_what_the_models_say(kind: DocumentKind) -> None:
    """After a change of a model: make schema."""
    carried = (SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert carried == schema.text(kind)
    assert schema.load(kind) == schema.build(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_valid_schema(kind: DocumentKind) -> None:
    Draft202012Validator.check_schema(schema.load(kind))


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        *(("speccc", file) for file in sorted((ROOT / "specs").glob("*.yaml"))),
        *(("target", file) for file in sorted((ROOT / "targets").glob("*.yaml"))),
        ("project", ROOT / "speccc.yaml"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.stem,
)
def test_an_editor_finds_nothing_wrong_with_the_examples(kind: DocumentKind, file: Path) -> None:
    data = yaml.load(file.read_text(encoding="utf-8"), Loader=_Core)  # noqa: S506 - a SafeLoader
    assert list(Draft202012Validator(schema.load(kind)).iter_errors(data)) == []


def _definition(kind: DocumentKind, name: str) -> schema.Schema:
    whole = schema.load(kind)
    return whole["$defs"][name] if name else whole


@pytest.mark.parametrize(("kind", "name"), DEFINITIONS)
def test_every_key_is_described_and_no_other_is_allowed(kind: DocumentKind, name: str) -> None:
    definition = _definition(kind, name)
    assert definition["additionalProperties"] is False
    assert definition["title"]
    assert definition["description"]
    for key, about in definition["properties"].items():
        assert "description" in about or "$ref" in about, key


@pytest.mark.parametrize("list_of", ["steps", "rules"])
def test_steps_and_rules_are_one_of_their_operators(list_of: str) -> None:
    whole = schema.load("speccc")
    items: schema.Schema = whole["properties"]["steps"]["items"]
    common = {"name", "from", "description"}
    if list_of == "rules":
        items = whole["$defs"]["ExpectStep"]["properties"]["expect"]["items"]
        common = {"name", "severity", "description"}
    assert list(items) == ["oneOf"]
    for reference in items["oneOf"]:
        variant = whole["$defs"][reference["$ref"].rpartition("/")[2]]
        (operator,) = variant["required"]
        assert set(variant["properties"]) == common | {operator}


def test_there_is_no_null_and_no_free_object_but_options() -> None:
    def nodes(node: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
        below = node.items() if isinstance(node, dict) else enumerate(node)
        return [
            (path, node),
            *(n for k, v in below if isinstance(v, dict | list) for n in nodes(v, (*path, str(k)))),
        ]

    for kind in KINDS:
        for path, node in nodes(schema.load(kind)):
            assert not isinstance(node, dict) or node.get("type") != "null", path
            if isinstance(node, dict) and node.get("additionalProperties") is True:
                assert path[-1] == "options"
