"""What a model is told: canaries are planted all over a project, and searched in what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Speccc
from tests.support.model_server import Models, Says, speaking
from tests.unit.translate.drafts import wire
from tests.unit.translate.faults import PROVIDERS

pytestmark = pytest.mark.drafts

CANARY = "canary"
#: Numbers that stand nowhere but in columns that are tagged, or made of such.
TAGGED = ("7355608", "14711216", "7355609", "1815-12-10")

#: Texts that are said by six rows each are categories: those may be told at level 1.
ROWS = "".join(
    f"{n},{'paid' if n % 2 else 'open'},canary name {n},canary{n}@example.com,canary note {n},"
    f"{7355608 if n == 3 else 9000000},1815-12-1{n % 3},4111 1111 1111 1111\n"
    for n in range(12)
)
ORDERS = f"order_id,status,customer_name,contact,note,balance,born,reference\n{ROWS}"
PAID = "order_id,owed,twice,label\n3,7355608,14711216,canary a\n4,7355609,14711216,canary b\n"

SPEC = """\
speccc: 1
name: paid
params:
  password_of_old: {type: text, default: canary param}
sources:
  orders:
    connector: csv
    options: {path: data/orders.csv}
    columns:
      order_id: int64 not null
      status: text
      balance: {type: int64 not null, tags: [personal]}
      born: {type: date, tags: [personal]}
      reference: text
steps:
  - filter: status = 'canary literal' or order_id > 0
  - derive:
      owed: balance
      twice: balance * 2
      label: status || 'canary'
  - select: [order_id, owed, twice, label]
sinks:
  out:
    columns:
      order_id: int64 not null
      owed: int64 not null
      twice: int64 not null
      label: text
    mode: replace
"""
TARGET = """\
speccc_target: 1
name: local
backend: pandas
bind:
  paid.out: {connector: csv, options: {path: out/paid.csv}}
"""
WORDS = "Read data/orders.csv, keep what is above 100, write it to out/large.csv"
CSV = ("--input-csv", "data/orders.csv", "--input-csv", "out/paid.csv")


@pytest.fixture
def models(speccc: Speccc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Models]:
    """A project with a canary in everything that is no name of a column, a table or a file."""
    del speccc
    for name, content in {
        "speccc.yaml": "speccc_project: 1\ndefault_target: local\n",
        "data/orders.csv": ORDERS,
        "data/canary_other.csv": "canary\n1\n",
        "out/paid.csv": PAID,
        "specs/paid.yaml": SPEC,
        "targets/local.yaml": TARGET,
        "targets/other.yaml": "speccc_target: 1\nname: other\nbackend: sql\ndialect: sqlite\n"
        "connection: ${env:CANARY_DATABASE}\n",
        ".env": "KEY=canary\n",
        "notes.txt": "canary\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)
    for name in ("CANARY_DATABASE", "SPECCC_TOKEN", "HOME_CANARY"):
        monkeypatch.setenv(name, "canary value")
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "canary-key-0123456789")
    wrong = wire().replace("price >", "prise >")
    with speaking(Says(wrong), Says(reset=True), Says(wire())) as models:
        yield models


def _told(speccc: Speccc, models: Models, provider: str, *options: str) -> list[Any]:
    """The bodies of a draft that is tried, repaired and repeated."""
    endpoint = models.url + ("/v1" if provider == "openai" else "")
    speccc(
        *("draft", WORDS, "--provider", provider, "--model", "m", "--endpoint", endpoint),
        *("--price", "1/1", *CSV, *options),
    )
    assert len(models.heard) == 3
    return [heard.body for heard in models.heard]


def _tables(body: Any) -> dict[str, Any]:
    """Those that are given, before those of the project, in the first turn."""
    turn = next(t["content"] for t in body["messages"] if t["role"] == "user")
    return {t["name"]: t for t in reversed(json.loads(turn.splitlines()[-1])["tables"])}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_canary_at_level_0(speccc: Speccc, models: Models, provider: str) -> None:
    bodies = _told(speccc, models, provider)
    sent = json.dumps(bodies)
    assert CANARY not in sent.lower()
    assert [number for number in TAGGED if number in sent] == []
    facts = {c["name"]: c for c in _tables(bodies[0])["orders"]["columns"]}
    assert facts["order_id"]["max"] == "11"  # the measure sees what is told
    assert "min" not in facts["balance"]
    assert "rows" not in _tables(bodies[0])["orders"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_only_scrubbed_rows_at_level_1(speccc: Speccc, models: Models, provider: str) -> None:
    bodies = _told(speccc, models, provider, "--samples")
    sent = json.dumps(bodies)
    assert CANARY not in sent.lower()
    assert [number for number in TAGGED if number in sent] == []
    orders = _tables(bodies[0])["orders"]
    assert {frozenset(row) for row in orders["rows"]} == {
        frozenset(("order_id", "status", "reference"))
    }
    assert orders["rows"][3] == {"order_id": "3", "status": "paid", "reference": "[card]"}
    assert {frozenset(row) for row in _tables(bodies[0])["paid"]["rows"]} == {
        frozenset(("order_id",))
    }


def test_the_measure_sees_tags(speccc: Speccc, models: Models, tmp_path: Path) -> None:
    """Without the tags the same numbers are told."""
    spec = tmp_path / "specs/paid.yaml"
    spec.write_text(spec.read_text().replace(", tags: [personal]", ""))
    sent = json.dumps(_told(speccc, models, "ollama"))
    assert [number for number in TAGGED if number in sent] == [*TAGGED]


def test_the_record_holds_no_key(speccc: Speccc, models: Models, tmp_path: Path) -> None:
    _told(speccc, models, "anthropic")
    assert "canary-key" in json.dumps([heard.headers for heard in models.heard])
    kept = b"".join(p.read_bytes() for p in (tmp_path / ".speccc").rglob("*") if p.is_file())
    assert b"canary-key" not in kept
