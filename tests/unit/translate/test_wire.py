"""The wire carries every spec, and nothing that a provider's schemas cannot say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from jsonschema import Draft202012Validator

from speccc.diagnostics import Reporter
from speccc.spec.digest import canonical
from speccc.spec.load import load_spec, read_document
from speccc.spec.models import SpecModel
from speccc.spec.shapes import ListOf, Variants, shape_of
from speccc.translate.document import write
from speccc.translate.evaluation.cases import declarations, gold_of, read
from speccc.translate.providers.api import Ask
from speccc.translate.providers.registry import make_provider
from speccc.translate.wire import decode, encode, schema
from tests.unit.spec.strategies import documents
from tests.unit.translate.drafts import KEY

ROOT = Path(__file__).parents[3]
VALIDATOR = Draft202012Validator(schema())


def _specs() -> Iterator[Path]:
    for folder in ("specs", "speccc/cli/starter/example", "tests"):
        for file in sorted((ROOT / folder).rglob("*.yaml")):
            if "\nspeccc: 1\n" in f"\n{file.read_text(encoding='utf-8', errors='replace')}":
                yield file


def _document(content: str | bytes) -> Any:
    """The data of a well-built spec; None of another."""
    read = read_document(content, "spec.yaml", "speccc", Reporter())
    return None if read is None else read[1].value


def _meaning(content: str | bytes) -> dict[str, Any]:
    reporter = Reporter()
    loaded = load_spec(content, "spec.yaml", reporter)
    assert loaded is not None, [str(d) for d in reporter.diagnostics]
    found = json.loads(canonical(loaded.model))
    found.pop("examples", None)
    return found


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        node = [*node.values()]
    if isinstance(node, list):
        for part in node:
            yield from _objects(part)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rpartition("/")[2]
        node = [*node.values()]
    if isinstance(node, list):
        for part in node:
            yield from _references(part)


def test_every_spec_survives_the_wire() -> None:
    survived = 0
    for file in _specs():
        content = file.read_bytes()
        document = _document(content)
        if document is None or file.parent.name == "E0301_blank_expression":
            continue
        if any({"catalog", "take"} & source.keys() for source in document["sources"].values()):
            continue  # a model knows no project
        wire = json.loads(json.dumps(encode(document)))
        VALIDATOR.validate(wire)
        assert _meaning(write(decode(wire).document)) == _meaning(content), file
        survived += 1
    assert survived > 200


def test_every_gold_survives_the_wire() -> None:
    """Of the evaluation, but for what is held out."""
    survived = 0
    for file in sorted((ROOT / "evals").glob("*.yaml")):
        group = read(file.read_text(encoding="utf-8"))
        folder = ROOT / "evals/data" / group.domain
        sources = declarations((folder / "sources.yaml").read_text(encoding="utf-8"))
        for case in group.cases:
            if case.spec is not None:
                gold = gold_of(case, sources)
                wire = json.loads(json.dumps(encode(_document(gold))))
                VALIDATOR.validate(wire)
                assert _meaning(write(decode(wire).document)) == _meaning(gold), case.id
                survived += 1
    assert survived > 40


def test_the_wire_has_every_step() -> None:
    steps = shape_of(SpecModel).fields["steps"]
    assert isinstance(steps, ListOf)
    assert isinstance(steps.item, Variants)
    written = {ref.removeprefix("step_") for ref in _references(schema()["properties"]["steps"])}
    assert written == set(steps.item.records)


def test_nothing_is_optional_null_or_free() -> None:
    Draft202012Validator.check_schema(schema())
    for found in _objects(schema()):
        assert found["required"] == [*found["properties"]]
        assert found["additionalProperties"] is False
    text = json.dumps(schema())
    for word in ("null", "pattern", "minItems", "oneOf"):
        assert f'"{word}"' not in text


def test_nothing_recurs() -> None:
    definitions = schema()["$defs"]
    known: set[str] = set()
    while len(known) < len(definitions):
        ready = {n for n, d in definitions.items() if set(_references(d)) <= known}
        assert not ready <= known, "a circle of definitions"
        known |= ready


def test_the_schema_is_short() -> None:
    assert len(json.dumps(schema())) < 15_000


@pytest.mark.parametrize(
    "options",
    [
        {"path": "a.csv"},
        {"delimiter": '"'},
        {"url": "https://x.example", "paging": {"kind": "page", "size": "10"}},
        {"records": ["data", "items"]},
        {"odd": "", "braces": "{a}", "brackets": "[", "quoted": '"x"'},
    ],
)
def test_options_survive_whatever_they_hold(options: dict[str, Any]) -> None:
    document = {"sources": {"orders": {"options": options, "columns": {"a": "int64"}}}}
    assert decode(encode(document)).document["sources"]["orders"]["options"] == options


def test_what_is_taken_of_a_join() -> None:
    for more in ({}, {"take": []}, {"take": ["a"]}):
        join = {"with": "other", "kind": "left", "keys": ["a"], **more}
        (step,) = decode(encode({"steps": [{"join": join}]})).document["steps"]
        assert step == {"join": join}


def test_words_and_questions_stay_beside_the_spec() -> None:
    wire = encode({"name": "shop", "steps": [{"filter": "a > 1"}]})
    wire["steps"][0]["words"] = "only where a is above 1"
    wire["questions"] = ["Which a?"]
    decoded = decode(wire)
    assert decoded.words == {("steps", 0): "only where a is above 1"}
    assert decoded.questions == ("Which a?",)
    assert decoded.document["steps"] == [{"filter": "a > 1"}]


#: What schemas may hold at most, as measured: objects' optional keys, unions, all keys, values of
#: enumerations, and how deep objects lie in each other. Beyond these a service refuses the request.
LIMITS: dict[str, dict[str, int]] = {
    "anthropic": {"optional": 24, "unions": 16},
    "openai": {"optional": 0, "unions": 500, "keys": 5000, "values": 1000, "depth": 10},
    "ollama": {"optional": 24, "unions": 16, "depth": 10},
}


def _depth(node: Any) -> int:
    """How many objects lie in each other, references followed."""
    if isinstance(node, list):
        return max(map(_depth, node), default=0)
    if not isinstance(node, dict):
        return 0
    if "$ref" in node:
        return _depth(schema()["$defs"][node["$ref"].rpartition("/")[2]])
    below = max((_depth(part) for key, part in node.items() if key != "$defs"), default=0)
    return below + (node.get("type") == "object")


@pytest.mark.parametrize("provider", LIMITS)
def test_the_schema_is_within_the_limits_of(provider: str) -> None:
    objects = [*_objects(schema())]
    values = [v for o in objects for p in o["properties"].values() for v in p.get("enum", ())]
    counted = {
        "optional": sum(len(o["properties"]) - len(o["required"]) for o in objects),
        "unions": json.dumps(schema()).count('"anyOf"'),
        "keys": sum(len(o["properties"]) for o in objects),
        "values": len(values),
        "depth": _depth(schema()),
    }
    assert {k: counted[k] for k, most in LIMITS[provider].items() if counted[k] > most} == {}
    body = make_provider(provider, "m", KEY, "").body(Ask("", (), schema(), 1))
    assert json.dumps(schema()) in json.dumps(body)


def _plain(value: Any) -> Any:
    """Plain data without what makes a text an expression."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, str) else value


@given(documents("speccc"))
def test_any_spec_that_is_valid_survives_the_wire(made: dict[str, Any]) -> None:
    """But for its examples, and for what its sources have of a project's catalog."""
    document = _plain(made)
    for source in document["sources"].values():
        source.pop("catalog", None)
        source.pop("take", None)
    wire = json.loads(json.dumps(encode(document)))
    VALIDATOR.validate(wire)
    document.pop("examples", None)
    wanted = _document(write(document))
    assume(wanted is not None)  # a text of nothing but what no spec may hold
    assert _said(_document(write(decode(wire).document))) == _said(wanted)


def _said(document: Any) -> Any:
    """What a spec says: no options or params are the same as none, a path of one is its text."""
    assert document is not None
    return _short(json.loads(canonical(SpecModel.model_validate(document))))


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(part) for part in value]
    if not isinstance(value, dict):
        return value
    found = {
        key: _short(part) for key, part in value.items() if part or key not in ("options", "params")
    }
    path = found.get("path")
    return {**found, "path": path[0]} if isinstance(path, list) and len(path) == 1 else found
