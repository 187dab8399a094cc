"""`speccc draft` and `speccc check`, with a service on the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from speccc.translate.wire import encode
from tests.cli.conftest import Speccc
from tests.support.model_server import Models, Says, speaking
from tests.unit.translate.drafts import SPEC, wire

ORDERS = """\
order_id,product,price,email
1,Pen,2.50,canary1@example.com
2,Ink,120.00,canary2@example.com
3,Ink,130.00,canary3@example.com
4,Ink,140.00,canary4@example.com
5,Ink,150.00,canary5@example.com
6,Ink,160.00,canary6@example.com
"""
WORDS = "Read data/orders.csv, keep what is above 100, write it to out/large.csv"
OLLAMA = ("--provider", "ollama", "--model", "m", "--input-csv", "data/orders.csv")


@pytest.fixture
def models(speccc: Speccc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Models]:
    """A project with data, and a service that answers rightly."""
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text(ORDERS)
    del speccc
    with speaking(Says(wire(step="keep what is above 100"))) as models:
        monkeypatch.setenv("SPECCC_ENDPOINT", models.url)
        yield models


def test_a_draft_is_a_valid_spec(speccc: Speccc, models: Models, tmp_path: Path) -> None:
    done = speccc("draft", WORDS, *OLLAMA, "--out", "specs/large.yaml")
    assert "Keep only the rows where price > 100." in done.out
    assert '"keep what is above 100"' in done.out
    speccc("validate")
    speccc("fmt", "--check")
    told = json.loads((tmp_path / "specs/large.provenance.json").read_text())
    assert told["provider"] == "ollama"
    assert {*told} == {
        *("provider", "model", "prompts", "schema", "request", "response", "spec"),
    }
    (heard,) = models.heard
    assert "canary" not in json.dumps(heard.body)
    assert "E0807" in speccc("draft", WORDS, *OLLAMA, "--out", "specs/large.yaml", code=1).err
    again = speccc("draft", WORDS, *OLLAMA, "--out", "specs/second.yaml", code=1)
    assert "E1034" in again.err  # the model names it like the first
    assert not (tmp_path / "specs/second.yaml").exists()


def test_what_level_one_tells(speccc: Speccc, models: Models) -> None:
    speccc("draft", WORDS, *OLLAMA, "--samples")
    sent = json.dumps(models.heard[0].body)
    assert '\\"order_id\\": \\"6\\"' in sent
    assert "Pen" not in sent  # a text in one row
    assert "canary" not in sent


def test_stdout_is_the_spec(speccc: Speccc, models: Models) -> None:
    assert models.heard == []
    done = speccc("draft", WORDS, *OLLAMA)
    assert done.out.startswith("speccc: 1\nname: large_orders\n")
    assert done.err.startswith("  1. Read 'orders' from csv")
    told = speccc("draft", WORDS, *OLLAMA, "--json").json
    assert told["result"] == "draft"
    assert told["spec"] == done.out
    assert told["read_back"][1]["words"] == ["keep what is above 100"]


def test_a_replay(speccc: Speccc, models: Models, tmp_path: Path) -> None:
    first = speccc("draft", WORDS, *OLLAMA)
    replay = ("--replay", ".speccc/audit.jsonl")
    assert speccc("draft", WORDS, *OLLAMA, *replay).out == first.out
    assert len(models.heard) == 1
    assert "E1036" in speccc("draft", WORDS + "!", *OLLAMA, *replay, code=1).err
    assert "E0806" in speccc("draft", WORDS, *OLLAMA, "--replay", "none.jsonl", code=1).err
    assert len((tmp_path / ".speccc/audit.jsonl").read_text().splitlines()) == 2


def test_questions(speccc: Speccc, models: Models, tmp_path: Path) -> None:
    wrong = {**SPEC, "sinks": {**SPEC["sinks"]}}
    models.script[:] = [Says(wire(wrong, "Above 100 of what?"))]
    (tmp_path / "request.txt").write_text(WORDS)
    told = speccc("draft", "--file", "request.txt", *OLLAMA, "--json", code=1).json
    assert [q["question"] for q in told["questions"]] == ["Above 100 of what?"]
    done = speccc("draft", "--file", "request.txt", *OLLAMA, "--out", "specs/x.yaml", code=1)
    assert "error[E1001]: Above 100 of what?" in done.err
    assert not (tmp_path / "specs/x.yaml").exists()


def test_switched_off(speccc: Speccc, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECCC_LLM", "off")
    assert "E1022" in speccc("draft", WORDS, *OLLAMA, code=1).err
    assert models.heard == []


def test_an_unknown_price(speccc: Speccc, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    asked = ("draft", WORDS, "--provider", "anthropic", "--model", "m")
    assert "E1023" in speccc(*asked, code=1).err
    assert "E1024" in speccc(*asked, "--price", "3/15", "--budget", "0.01", code=1).err
    assert models.heard == []


def test_wrong_usage(speccc: Speccc, models: Models) -> None:
    assert models.heard == []
    for args in (
        ("draft", *OLLAMA),
        ("draft", WORDS, "--file", "x", *OLLAMA),
        ("draft", WORDS, *OLLAMA, "--interactive"),
        ("draft", WORDS, *OLLAMA, "--price", "cheap"),
        ("draft", WORDS, *OLLAMA, "--budget", "-1"),
        ("draft", WORDS, *OLLAMA, "--deadline", "nan"),
        ("draft", WORDS, *OLLAMA, "--deadline", "inf"),
        ("draft", WORDS, *OLLAMA, "--deadline", "0"),
    ):
        speccc(*args, code=64)
    assert "E0806" in speccc("draft", "--file", "no.txt", *OLLAMA, code=1).err


SCHEMAS = {
    "orders.avsc": {
        "type": "record",
        "name": "shop.Orders",
        "fields": [
            {"name": "order_id", "type": "long"},
            {"name": "price", "type": ["null", {"type": "bytes", "logicalType": "decimal",
                                                "precision": 12, "scale": 2}]},
        ],
    },
    "orders.json": {
        "properties": {"order_id": {"type": "integer"}, "at": {"type": "string", "format": "date"}},
        "required": ["order_id"],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
def test_columns_of_a_schema(speccc: Speccc, models: Models, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(json.dumps(SCHEMAS[name]))
    speccc("draft", WORDS, *OLLAMA[:4], "--input-schema", name)
    turn = models.heard[0].body["messages"][-1]["content"]
    (table,) = json.loads(turn.splitlines()[-1])["tables"]
    assert table["name"] == "orders"
    assert next((c["name"], c["type"]) for c in table["columns"]) == ("order_id", "int64 not null")
    assert table["columns"][1]["type"] == ("decimal(12,2)" if name.endswith("avsc") else "date")


@pytest.mark.parametrize(
    "schema",
    ["{", "[]", "{}", '{"type": "record", "fields": []}',
     '{"properties": {"a": {"type": "array"}}}', '{"properties": {"a": {"type": "bytes"}}}'],
)  # fmt: skip
def test_a_schema_without_columns(
    speccc: Speccc, models: Models, tmp_path: Path, schema: str
) -> None:
    (tmp_path / "x.json").write_text(schema)
    done = speccc("draft", WORDS, *OLLAMA[:4], "--input-schema", "x.json", code=1)
    assert "error[E1010]" in done.err
    assert models.heard == []


def test_what_the_project_has_is_known(speccc: Speccc, models: Models) -> None:
    speccc("draft", WORDS, *OLLAMA, "--out", "specs/large.yaml")
    models.script[:] = [Says(json.dumps(encode({**SPEC, "name": "again"})))]
    speccc("draft", WORDS, *OLLAMA[:4])
    turn = models.heard[-1].body["messages"][-1]["content"]
    tables = {t["name"]: t for t in json.loads(turn.splitlines()[-1])["tables"]}
    assert tables["orders"]["options"] == {"path": "data/orders.csv"}
    assert tables["large"]["options"] == {"sink": "large_orders.large"}


def test_check(speccc: Speccc, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    told = speccc("check", "--model", "m", "--json").json
    ready = {one["provider"]: one["ready"] for one in told["providers"]}
    assert ready == {"anthropic": False, "openai": False, "ollama": True}
    speccc("draft", WORDS, *OLLAMA)
    assert "1 requests, the chain is whole" in speccc("check", "--model", "m").out
    assert len(models.heard) == 1
    gone = ("check", "--model", "m", "--provider", "ollama", "--endpoint", "http://127.0.0.1:9")
    assert "cannot be reached" in speccc(*gone, code=1).out


OFFLINE = "Read data/orders.csv. Keep orders where price > 100. Write them to out/large.csv."


def test_no_model_is_needed(
    speccc: Speccc, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECCC_LLM", "off")
    csv = ("--input-csv", "data/orders.csv")
    done = speccc("draft", OFFLINE, *csv, "--out", "specs/large.yaml")
    assert "Keep only the rows where price > 100." in done.out
    speccc("validate")
    asked = speccc("draft", "Read data/orders.csv. Keep red ones.", *csv, code=1)
    assert "error[E1050]: 'red' is not understood here" in asked.err
    assert "Keep red ones." in asked.err  # the excerpt
    assert models.heard == []


def test_questions_are_asked_one_by_one(
    speccc: Speccc, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["price > 100", "Write them to out/large.csv."]
    monkeypatch.setattr("speccc.cli.drafting.asking.interactive", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: answers.pop(0))
    words = "Read data/orders.csv. Keep orders where expensive."
    done = speccc("draft", words, "--input-csv", "data/orders.csv", "--interactive")
    assert "what is 'expensive', as a rule?" in done.err
    assert "  - filter: price > 100" in done.out
    assert answers == []
    assert models.heard == []


@pytest.fixture
def large(speccc: Speccc, models: Models, tmp_path: Path) -> Path:
    """A spec with a comment, which ends in a sort."""
    del models
    speccc("draft", OFFLINE.replace(". Write", ". Sort by price. Write"), "--input-csv",
           "data/orders.csv", "--out", "specs/large.yaml")  # fmt: skip
    spec = tmp_path / "specs/large.yaml"
    spec.write_text(spec.read_text().replace("sinks:", "# The end.\nsinks:"))
    return spec


def test_a_refinement_is_a_diff(speccc: Speccc, large: Path) -> None:
    before = large.read_text()
    words = "Remove rows without a product and add double_price = price * 2. Run daily at 9 AM"
    done = speccc("refine", "specs/large.yaml", words)
    changed = [line for line in done.out.splitlines() if line[:1] in "+-" and line[1:2] == " "]
    assert changed == [
        "+  - filter: product is not null",
        "+  - derive:",
        "+      double_price: price * 2",
    ]
    assert "+schedule: {cron: 0 9 * * *}" in done.out
    assert large.read_text() == before
    speccc("refine", "specs/large.yaml", words, "--write")
    speccc("validate")
    speccc("fmt", "--check")
    assert "# The end." in large.read_text()
    assert "-schedule" in speccc("refine", "specs/large.yaml", "Run hourly").out


def test_a_refinement_asks_one_by_one(
    speccc: Speccc, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refine = ("refine", "specs/large.yaml", "Keep rows expensive.", "--interactive")
    assert "--interactive needs a terminal" in speccc(*refine, code=64).err
    answers = ["where price > 500"]
    monkeypatch.setattr("speccc.cli.drafting.asking.interactive", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: answers.pop(0))
    done = speccc(*refine, "--write")
    assert "what is 'expensive', as a rule?" in done.err
    assert "+  - filter: price > 500" in done.out
    assert "filter: price > 500" in large.read_text()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Keep rows where prize > 1", "E1050"),
        ("Keep rows where price > 'a'", "E0502"),
        ("Read data/more.csv", "E1066"),
        ("Log all operations", "E1066"),
        ("", "E1064"),
        ("x " * 6000, "E1012"),
    ],
)
def test_what_refines_nothing(speccc: Speccc, large: Path, words: str, code: str) -> None:
    before = large.read_text()
    assert code in speccc("refine", "specs/large.yaml", words, "--write", code=1).err
    assert large.read_text() == before


def test_a_spec_of_several_ends(speccc: Speccc, large: Path) -> None:
    large.write_text(large.read_text() + "  copy: {connector: csv, options: {path: out/b.csv}, "
                     "mode: replace}\n")  # fmt: skip
    assert "E1067" in speccc("refine", "specs/large.yaml", "Keep rows where price > 1", code=1).err
    assert "+schedule" in speccc("refine", "specs/large.yaml", "Run hourly").out
    speccc("refine", "speccc.yaml", "Run hourly", code=64)


def test_a_model_refines(speccc: Speccc, models: Models, large: Path, tmp_path: Path) -> None:
    document = {**SPEC, "name": "large", "steps": [{"filter": "price > 200"}]}
    document["sources"] = {"orders": {**SPEC["sources"]["orders"], "columns": {
        "order_id": "int64 not null", "product": "text not null", "price": "decimal(12,2) not null",
        "email": "text not null"}, "key": ["order_id"]}}  # fmt: skip
    models.script[:] = [Says(json.dumps(encode(document)))]
    asked = ("refine", "specs/large.yaml", "Those above 200, in no order", *OLLAMA[:4])
    before = large.read_text()
    shown = speccc(*asked)
    assert "-  - filter: price > 100" in shown.out
    assert "+  - filter: price > 200" in shown.out
    assert "-  - sort: [price]" in shown.out
    assert large.read_text() == before
    assert speccc(*asked, "--replay", ".speccc/audit.jsonl", "--write").out == shown.out
    assert len(models.heard) == 1
    speccc("validate")
    speccc("fmt", "--check")
    assert "# The end." in large.read_text()
    told = json.loads((tmp_path / "specs/large.provenance.json").read_text())
    assert told["before"].startswith("sha256:")
    assert told["provider"] == "ollama"
    speccc("refine", "specs/large.yaml", "Run hourly", "--replay", "x.jsonl", code=64)
