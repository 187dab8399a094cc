"""What is written, in whatever layout, is what is read; schema and models agree about it."""

from __future__ import annotations

import copy
import random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from speccc.diagnostics import Reporter
from speccc.spec import schema
from speccc.spec.load import read_document
from speccc.spec.models import DOCUMENTS, DocumentKind
from tests.unit.spec.strategies import any_document
from tests.unit.spec.writer import Writer

chances = st.integers(0, 2**32).map(random.Random)


@settings(phases=[Phase.explicit, Phase.generate])  # a layout made of chance does not shrink
@given(any_document, chances)
def test_what_is_written_is_read(given_: tuple[DocumentKind, Any], chance: random.Random) -> None:
    kind, data = given_
    text = Writer(chance).document(data)
    reporter = Reporter()
    read = read_document(text, "x.yaml", kind, reporter)
    assert read is not None, f"{text}\n{[str(d) for d in reporter.diagnostics]}"
    assert read[1].value == data


@given(any_document)
def test_schema_and_models_accept_the_same(given_: tuple[DocumentKind, Any]) -> None:
    kind, data = given_
    Draft202012Validator(schema.load(kind)).validate(data)
    DOCUMENTS[kind].model_validate(data)


def _paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below: list[Any] = []
    if isinstance(data, dict):
        below = list(data)
    elif isinstance(data, list):
        below = list(range(len(data)))
    return [path, *(p for key in below for p in _paths(data[key], (*path, key)))]


_BAD: list[Any] = ["", "x", "a b", [], {}, ["x"], {"x": "y"}, {"type": "text"}, 7, "5"]


@given(any_document, st.randoms(use_true_random=False))
def test_schema_and_models_refuse_the_same(
    given_: tuple[DocumentKind, Any], chance: random.Random
) -> None:
    kind, data = given_
    mutant = copy.deepcopy(data)
    *where, last = chance.choice(_paths(mutant)[1:])
    target = mutant
    for key in where:
        target = target[key]
    match chance.choice(["replace", "delete", "add"]):
        case "delete":
            del target[last]
        case "add" if isinstance(target, dict):
            target[chance.choice(["filter", "x", "from", "name"])] = chance.choice(_BAD)
        case _:
            target[last] = chance.choice(_BAD)
    by_schema = Draft202012Validator(schema.load(kind)).is_valid(mutant)
    try:
        DOCUMENTS[kind].model_validate(mutant, strict=True)
        by_model = True
    except ValidationError:
        by_model = False
    assert by_schema == by_model
