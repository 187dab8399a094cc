"""A draft that is wrong goes back with what is wrong; after three attempts nothing is written."""

from __future__ import annotations

import copy
import json
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
from tests.unit.translate.faults import PROVIDERS

pytestmark = pytest.mark.drafts

Spec = dict[str, Any]
Change = Callable[[Spec], object]


def _changed(change: Change) -> str:
    spec = copy.deepcopy(SPEC)
    change(spec)
    return wire(spec)


def _rewired(change: Change) -> str:
    """Changed on the wire, where things may be said that no spec can say."""
    answer = json.loads(wire())
    change(answer)
    return json.dumps(answer)


def _steps(*steps: Spec) -> str:
    return _changed(lambda s: s.update(steps=[*steps]))


def _sink(**options: Any) -> str:
    return _changed(lambda s: s["sinks"]["large"].update(options))


_ROUND = ({"name": "a", "from": "b", "filter": "price > 1"},
          {"name": "b", "from": "a", "filter": "price > 1"})  # fmt: skip
_KEY = "sk-abcdefghijklmnop1234"
_ELSEWHERE = {"url": "https://evil.example/orders", "format": "json"}

#: Mistakes by their classes: an answer, and what the model must be told of it.
WRONG: dict[str, dict[str, tuple[str, str]]] = {
    "no spec": {
        "prose around it": (f"Sure!\n{wire()}", "no JSON"),
        "cut short": (wire()[:-20], "no JSON"),
        "another object": ('{"pipeline": []}', "required property"),
        "no word": ("", "no JSON"),
        "a key that is not known": (_rewired(lambda w: w.update(code="print()")), "code"),
        "a key that is missing": (_rewired(lambda w: w.pop("sinks")), "'sinks' is a required"),
        "a number for a text": (_rewired(lambda w: w.update(name=7)), "7 is not of type"),
    },
    "an unknown column": {
        "in a filter": (_steps({"filter": "prise > 100"}), "did you mean 'price'"),
        "in a list": (_steps({"select": ["order_id", "prize"]}), "did you mean 'price'"),
        "dropped before": (_steps({"drop": ["price"]}, {"filter": "price > 100"}), "'price'"),
    },
    "a wrong type": {
        "compared": (_steps({"filter": "price > 'a'"}), "decimal(12,2)"),
        "a condition that is none": (_steps({"filter": "price + 1"}), "bool"),
        "a type that is none": (
            _changed(lambda s: s["sources"]["orders"]["columns"].update(price="money")), "money",
        ),
    },
    "an unknown function": {
        "a clock": (_steps({"derive": {"day": "now()"}}), "there is no clock"),
        "of another language": (_steps({"derive": {"x": "nvl(price, 0)"}}), "nvl"),
        "two words": (_steps({"filter": "price >> 100"}), "draft.yaml"),
    },
    "a missing input": {
        "of a step": (_steps({"from": "order", "filter": "price > 1"}), "did you mean 'orders'"),
        "of a join": (
            _steps({"join": {"with": "clients", "kind": "left", "keys": ["order_id"]}}), "clients",
        ),
        "of a sink": (_sink(**{"from": "kept"}), "kept"),
        "unread": (
            _changed(lambda s: s["steps"].append({"from": "orders", "filter": "price > 1"})),
            "nothing reads",
        ),
    },
    "a late reference": {
        "in a circle": (_steps(*_ROUND), "'b'"),
        "to itself": (_steps({"name": "a", "from": "a", "filter": "price > 1"}), "'a'"),
        "to a column made beside it": (
            _steps({"derive": {"x": "y + 1", "y": "price * 2"}}, {"filter": "x > 1"}), "'y'",
        ),
    },
    "no one operator": {
        "two": (_rewired(lambda w: w["steps"][0].update(limit=3)), "several operators: filter"),
        "none": (_rewired(lambda w: w["steps"][0].pop("filter")), "has no operator"),
        "of no language": (
            _rewired(lambda w: w["steps"].append({"python": "x", "name": "", "from": ""})),
            "has no operator",
        ),
        "with another's fields": (_rewired(lambda w: w["steps"][0].update(by=["price"])), "'by'"),
    },
    "a bad literal": {
        "a date": (_steps({"filter": "date '2026-02-30' is null or price > 1"}), "2026-02-30"),
        "a number": (_steps({"filter": "price > 1_000"}), "1_000"),
        "an open text": (_steps({"filter": "email = 'a"}), "draft.yaml"),
        "of a fill": (_steps({"fill": {"values": {"price": "cheap"}}}), "cheap"),
    },
    "a forbidden path": {
        "out of the project": (_sink(options={"path": "../large.csv"}), "../large.csv"),
        "absolute": (_sink(options={"path": "/etc/large.csv"}), "/etc/large.csv"),
        "at home": (_sink(options={"path": "~/large.csv"}), "~/large.csv"),
        "out of a folder in it": (_sink(options={"path": "out/../../large.csv"}), "large.csv"),
    },
    "a secret": {
        "in a description": (_changed(lambda s: s.update(description=_KEY)), "secret: key"),
        "in a step": (_steps({"filter": f"email = '{_KEY}'"}), "secret: key"),
        "in an option": (_sink(options={"path": f"out/{_KEY}.csv"}), "secret: key"),
    },
    "an invented place": {
        "a file": (_sink(options={"path": "out/elsewhere.csv"}), "nobody named the path"),
        "an address": (
            _changed(lambda s: s["sources"]["orders"].update(connector="http", options=_ELSEWHERE)),
            "nobody named the url",
        ),
        "a table": (
            _sink(connector="table", options={"name": "admin.users"}), "nobody named the name",
        ),
        "a sheet": (
            _sink(connector="google_sheets", options={"spreadsheet": "1Evil", "sheet": "A"}),
            "nobody named the spreadsheet",
        ),
        "no connector": (_sink(connector="cvs"), "did you mean 'csv'"),
    },
}  # fmt: skip
CASES = [(kind, name) for kind, cases in WRONG.items() for name in cases]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_mistake_is_repaired(kind: str, name: str, provider: str, tmp_path: Path) -> None:
    answer, told = WRONG[kind][name]
    with speaking(Says(answer), Says(wire())) as models:
        found = draft(REQUEST, translator(provider, models, tmp_path), {})
    assert isinstance(found, Draft)
    repair = [t for t in models.heard[1].body["messages"] if t["role"] != "system"]
    assert [turn["role"] for turn in repair] == ["user", "assistant", "user"]
    assert told in repair[-1]["content"]
    assert all(turn["content"].strip() for turn in repair)
    assert _KEY not in json.dumps([heard.body for heard in models.heard])


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_mistake_that_stays_is_an_error(
    kind: str, name: str, provider: str, tmp_path: Path
) -> None:
    answer, told = WRONG[kind][name]
    ended = pytest.raises(Failure, match=r"E103[34]\]: after 3 attempts")
    with speaking(Says(answer)) as models, ended as failure:
        draft(REQUEST, translator(provider, models, tmp_path), {})
    shown = " ".join(f"{d.message} {d.hint}" for d in failure.value.diagnostics)
    assert told in shown or told == "draft.yaml"
    assert _KEY not in shown
    assert len(models.heard) == 3


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_third_attempt_may_be_right(provider: str, tmp_path: Path) -> None:
    wrong = (Says("no"), Says(_steps({"filter": "prise > 100"})))
    with speaking(*wrong, Says(wire())) as models:
        assert isinstance(draft(REQUEST, translator(provider, models, tmp_path), {}), Draft)
    assert len(models.heard) == 3
    assert len(json.dumps(models.heard[2].body)) > len(json.dumps(models.heard[1].body))


def test_a_name_that_is_taken_is_a_mistake_too(tmp_path: Path) -> None:
    there = load_spec(write(SPEC), "specs/large.yaml", Reporter())
    assert there is not None
    refused = pytest.raises(Failure, match=r"E1034.*specs/large.yaml")
    with speaking(Says(wire())) as models, refused:
        draft(REQUEST, translator("ollama", models, tmp_path), {"large_orders": there})


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
