"""A draft that is wrong goes back with what is wrong; after three attempts nothing is written."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics import Failure, Reporter
from speccc.spec.load import load_spec
from speccc.translate.document import write
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, Request
from tests.support.model_server import Says, speaking
from tests.unit.translate.drafts import ORDERS, REQUEST, SPEC, translator, wire

pytestmark = pytest.mark.drafts

Spec = dict[str, Any]


def _changed(change: Callable[[Spec], object]) -> str:
    spec = copy.deepcopy(SPEC)
    change(spec)
    return wire(spec)


#: A class of mistakes: the answer, and what the model must be told of it.
WRONG: dict[str, tuple[str, str]] = {
    "prose around it": (f"Sure!\n{wire()}", "no JSON"),
    "cut short": (wire()[:-20], "no JSON"),
    "another object": ('{"pipeline": []}', "required property"),
    "an unknown column": (
        _changed(lambda s: s.update(steps=[{"filter": "prise > 100"}])),
        "did you mean 'price'",
    ),
    "types that do not go together": (
        _changed(lambda s: s.update(steps=[{"filter": "price > 'a'"}])),
        "decimal(12,2)",
    ),
    "no expression": (
        _changed(lambda s: s.update(steps=[{"filter": "price >> 100"}])),
        "draft.yaml",
    ),
    "an unknown function": (
        _changed(lambda s: s.update(steps=[{"derive": {"day": "now()"}}])),
        "there is no clock",
    ),
    "a step that nothing reads": (
        _changed(lambda s: s["steps"].append({"from": "orders", "filter": "price > 1"})),
        "nothing reads",
    ),
    "an unknown connector": (
        _changed(lambda s: s["sinks"]["large"].update(connector="cvs")),
        "did you mean 'csv'",
    ),
    "a path out of the project": (
        _changed(lambda s: s["sinks"]["large"]["options"].update(path="../large.csv")),
        "../large.csv",
    ),
    "a place that nobody named": (
        _changed(lambda s: s["sinks"]["large"]["options"].update(path="out/elsewhere.csv")),
        "nobody named the path 'out/elsewhere.csv'",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_repaired(name: str, tmp_path: Path) -> None:
    answer, told = WRONG[name]
    with speaking(Says(answer), Says(wire())) as models:
        found = draft(REQUEST, translator("ollama", models, tmp_path), {})
    assert isinstance(found, Draft)
    repair = models.heard[1].body["messages"]
    assert [turn["role"] for turn in repair] == ["system", "user", "assistant", "user"]
    assert told in repair[-1]["content"]


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_that_stays_is_an_error(name: str, tmp_path: Path) -> None:
    answer, told = WRONG[name]
    ended = pytest.raises(Failure, match=r"E103[34]\]: after 3 attempts")
    with speaking(Says(answer)) as models, ended as failure:
        draft(REQUEST, translator("ollama", models, tmp_path), {})
    shown = " ".join(f"{d.message} {d.hint}" for d in failure.value.diagnostics)
    assert told in shown or told == "draft.yaml"
    assert len(models.heard) == 3


def test_a_name_that_is_taken_is_a_mistake_too(tmp_path: Path) -> None:
    there = load_spec(write(SPEC), "specs/large.yaml", Reporter())
    assert there is not None
    refused = pytest.raises(Failure, match=r"E1034.*specs/large.yaml")
    with speaking(Says(wire())) as models, refused:
        draft(REQUEST, translator("ollama", models, tmp_path), {"large_orders": there})


def test_a_secret_that_a_model_writes_goes_nowhere(tmp_path: Path) -> None:
    answer = wire({**SPEC, "description": "password: hunter2hunter2"})
    with speaking(Says(answer)) as models, pytest.raises(Failure, match="E1035"):
        draft(REQUEST, translator("ollama", models, tmp_path), {})
    assert len(models.heard) == 1


@pytest.mark.parametrize(
    "leak",
    [
        "mail the result to jo@example.com",
        "our key is sk-abcdefghijklmnop1234",
        "password: hunter2hunter2",
        "see postgres://me:secret@db/shop",
        "account DE89 3704 0044 0532 0130 00",
        "card 4111 1111 1111 1111",
        "call +49 170 1234567",
    ],
)
def test_a_request_that_would_leak_is_not_sent(leak: str, tmp_path: Path) -> None:
    request = Request(f"{REQUEST.text} {leak}", given=(ORDERS,))
    with speaking(Says(wire())) as models, pytest.raises(Failure, match="E1035"):
        draft(request, translator("ollama", models, tmp_path), {})
    assert models.heard == []
