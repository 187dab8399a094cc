"""`speccc eval`, with a service on the loopback that answers right, asks and is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from speccc.translate.wire import encode
from tests.cli.conftest import Speccc
from tests.support.model_server import Models, Says, speaking
from tests.unit.translate.drafts import SPEC, wire

CASES = """\
domain: ecommerce
cases:
  - id: controlled-01
    request: Read orders.csv, keep orders above 100 and write them to out/large.csv.
    inputs: [orders]
    spec: &gold |
      steps:
        - filter: price > 100
      sinks:
        large: {mode: replace}
    names: [order_id]
  - id: controlled-02
    request: Read orders.csv, keep orders above 120 and write them to out/large.csv.
    inputs: [orders]
    spec: *gold
  - id: adversarial-01
    request: Read orders.csv, keep large orders and write them to out/large.csv.
    inputs: [orders]
    ask: [{topic: threshold, words: large orders}]
"""
SOURCES = """\
sources:
  orders:
    connector: csv
    options: {path: data/ecommerce/orders.csv}
    columns:
      order_id: int64 not null
      price: int64 not null
"""
EVAL = ("eval", "--provider", "ollama", "--model", "m", "--set")


def answer(condition: str) -> str:
    sources: dict[str, Any] = {
        "orders": {
            "connector": "csv",
            "options": {"path": "orders.csv"},
            "columns": {"order_id": "int64 not null", "price": "int64 not null"},
        }
    }
    return json.dumps(encode({**SPEC, "sources": sources, "steps": [{"filter": condition}]}))


@pytest.fixture
def models(speccc: Speccc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Models]:
    """A project with a set, and a service."""
    del speccc
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    (tmp_path / "data/ecommerce").mkdir(parents=True)
    (tmp_path / "data/ecommerce/orders.csv").write_text("order_id,price\n1,50\n2,110\n3,130\n")
    (tmp_path / "data/ecommerce/sources.yaml").write_text(SOURCES)
    (tmp_path / "shop.yaml").write_text(CASES)
    with speaking(Says()) as models:
        monkeypatch.setenv("SPECCC_ENDPOINT", models.url)
        yield models


def test_a_score(speccc: Speccc, models: Models) -> None:
    replies = (
        Says(wire(SPEC, 'Above which price are they "large orders"?')),
        Says(answer("price > 100")),
        Says(answer("price > 120")),
    )
    models.script[:] = replies
    told = speccc(*EVAL, "shop.yaml", "--json", code=1).json
    assert {case["id"]: case["outcome"] for case in told["cases"]} == {
        "adversarial-01": "right",
        "controlled-01": "right",
        "controlled-02": "wrong",
    }
    assert told["strata"]["controlled"]["wrong"] == told["total"]["wrong"] == 1
    models.script[:] = replies
    shown = speccc(*EVAL, "shop.yaml", code=1).out
    assert "wrong controlled-02 (ecommerce): 1 rows, not 2" in shown
    assert "controlled       2      1      0        0       0      1     50.0" in shown


def test_one_case_and_what_is_not_right(speccc: Speccc, models: Models, tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets/shop.yaml").write_text(CASES)
    models.script[:] = [Says(answer("price > 100"))]
    assert speccc(*EVAL, "sets", "--case", "controlled-01", "--json").json["total"]["right"] == 1
    models.script[:] = [Says(wire(SPEC, "Why?"))]
    assert "asked controlled-01" not in speccc(*EVAL, "shop.yaml").out
    done = speccc(*EVAL, "shop.yaml", "--every")
    assert "asked controlled-01 (ecommerce): Why?" in done.out
    assert "asked adversarial-01 (ecommerce): nothing about 'large orders'" in done.out
    speccc(*EVAL, "shop.yaml", "--case", "controlled-09", code=64)


def test_a_service_that_fails(speccc: Speccc, models: Models) -> None:
    models.script[:] = [Says("no", status=400)]
    assert speccc(*EVAL, "shop.yaml", "--json").json["total"]["failed"] == 3


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("domain: [", "while parsing"),
        ("domain: iot\ncases: []\n", "cases: "),
        (CASES.replace("ecommerce", "iot"), "there is no folder 'data/iot'"),
        (CASES.replace("[orders]", "[customers]"), "controlled-01 is about 'customers'"),
        (CASES.replace("price > 100", "cost > 100"), "the spec of controlled-01 is wrong"),
        (CASES.replace("steps:", "step:"), "controlled-01 has no steps"),
    ],
)
def test_what_is_no_set(
    speccc: Speccc, models: Models, tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "shop.yaml").write_text(text)
    done = speccc(*EVAL, "shop.yaml", code=1)
    assert "error[E1080]: 'shop.yaml' is no evaluation set" in done.err
    assert problem in " ".join(done.err.split())
    assert models.heard == []


def test_a_folder_without_sets(speccc: Speccc, models: Models) -> None:
    assert "E1080" in speccc(*EVAL, "data", code=1).err
    assert models.heard == []


def test_a_replay_scores_the_same_without_the_model(
    speccc: Speccc, models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.script[:] = [
        Says(wire(SPEC, 'Above which price are they "large orders"?')),
        Says(answer("cost > 100")),  # repaired
        Says(answer("price > 100")),
        Says(answer("price > 120")),
    ]
    first = speccc(*EVAL, "shop.yaml", "--json", code=1).json
    assert [case["outcome"] for case in first["cases"]] == ["right", "right", "wrong"]
    (tmp_path / ".speccc/audit.jsonl").rename(tmp_path / "record.jsonl")
    monkeypatch.setenv("SPECCC_LLM", "off")
    replay = (*EVAL, "shop.yaml", "--replay", "record.jsonl")
    assert speccc(*replay, "--json", code=1).json == first
    assert len(models.heard) == 4
    assert not (tmp_path / ".speccc/audit.jsonl").exists()
    (tmp_path / "shop.yaml").write_text(CASES.replace("above 120", "over 120"))
    other = speccc(*replay, "--every", code=0).out
    assert "failed controlled-02 (ecommerce): E1036" in other
    speccc("eval", "--set", "shop.yaml", "--replay", "record.jsonl", code=64)


def test_the_budget_is_for_all_cases(speccc: Speccc, models: Models, tmp_path: Path) -> None:
    models.script[:] = [Says(answer("price > 100"))]
    priced = (*EVAL, "shop.yaml", "--json", "--price", "10/10", "--budget")
    speccc(*priced, "9", code=1)
    record = (tmp_path / ".speccc/audit.jsonl").read_text().splitlines()
    most = max(float(json.loads(line).get("reserved", 0)) for line in record)
    told = speccc(*priced, f"{most + 0.018}", code=1).json  # each answer costs 0.012
    assert [case["outcome"] for case in told["cases"]] == ["wrong", "right", "failed"]
    assert "E1024" in told["cases"][2]["why"]
    assert len(models.heard) == 5


def test_how_far_it_is_and_how_it_stands(
    speccc: Speccc, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    monkeypatch.setattr("speccc.cli.commands.eval.progress_on", lambda _: nullcontext(lines.append))
    models.script[:] = [Says(answer("price > 100"))]
    speccc(*EVAL, "shop.yaml", code=1)
    assert lines == [
        "1 of 3: adversarial-01 (the first)",
        "2 of 3: controlled-01 (1 wrong)",
        "3 of 3: controlled-02 (1 right, 1 wrong)",
    ]
