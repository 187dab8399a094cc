"""Every provider, over real HTTP through the real libraries: what is sent, recorded and paid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import providers as codes
from speccc.translate.asking import AskingTranslator
from speccc.translate.drafting import draft
from speccc.translate.gate.audit import Audit
from speccc.translate.gate.replay import Replay
from speccc.translate.model import Draft, Questions
from speccc.translate.providers.registry import make_provider
from speccc.translate.wire import schema
from tests.support.model_server import Models, Says, speaking
from tests.unit.translate.drafts import KEY, REQUEST, SPEC, translator, wire
from tests.unit.translate.faults import PROVIDERS

pytestmark = pytest.mark.drafts

GOOD = Says(wire(step="keep orders above 100"))


@pytest.fixture(autouse=True)
def _ambient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an environment might redirect requests with."""
    for name in ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "ambient-canary")


def _drafted(provider: str, tmp_path: Path, *script: Says, **more: Any) -> tuple[Models, Any]:
    """What a script ends in: a draft, questions, or the code of a failure."""
    with speaking(*script) as models:
        try:
            return models, draft(REQUEST, translator(provider, models, tmp_path, **more), {})
        except Failure as failure:
            return models, failure.diagnostics[0]


def _schema_of(provider: str, body: Any) -> Any:
    match provider:
        case "anthropic":
            return body["output_config"]["format"]["schema"]
        case "openai":
            assert body["response_format"]["json_schema"]["strict"] is True
            return body["response_format"]["json_schema"]["schema"]
        case _:
            return body["format"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_draft(provider: str, tmp_path: Path) -> None:
    models, found = _drafted(provider, tmp_path, GOOD)
    assert isinstance(found, Draft)
    assert "  - filter: price > 100\n" in found.text
    (kept,) = [c for c in found.clauses if c.place == ("steps", 0)]
    assert [REQUEST.words(w) for w in kept.words] == ["keep orders above 100"]
    (heard,) = models.heard
    assert _schema_of(provider, heard.body) == schema()
    assert "ambient-canary" not in json.dumps(heard.headers)
    if provider != "ollama":
        assert KEY in json.dumps(heard.headers)
    # What is recorded before it is sent is what is sent; the key is in neither.
    entries = Audit(tmp_path / "audit.jsonl").entries()
    assert [entry["kind"] for entry in entries] == ["request", "response"]
    assert entries[0]["body"] == heard.body
    assert KEY not in (tmp_path / "audit.jsonl").read_text()
    assert entries[1]["cost"] == "0.006"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_passes_is_tried_again(provider: str, tmp_path: Path) -> None:
    pauses: list[float] = []
    busy = Says("busy", 429, headers={"retry-after": "2"})
    models, found = _drafted(provider, tmp_path, busy, Says(reset=True), GOOD, pauses=pauses)
    assert isinstance(found, Draft)
    assert len(models.heard) == 3
    assert pauses == [2.0, 2.0]


def test_questions(tmp_path: Path) -> None:
    says = Says(wire(SPEC, "Above 100 of what?"))
    _, found = _drafted("anthropic", tmp_path, says)
    assert isinstance(found, Questions)
    (asked,) = [question.diagnostic(REQUEST) for question in found.questions]
    assert (asked.code.id, asked.message) == ("E1001", "Above 100 of what?")


def test_a_replay_sends_nothing(tmp_path: Path) -> None:
    _, first = _drafted("anthropic", tmp_path, Says("{}"), GOOD)
    provider = make_provider("anthropic", "a-model", KEY, "http://127.0.0.1:9")
    replay = Replay(provider, Audit(tmp_path / "audit.jsonl"))
    again = draft(REQUEST, AskingTranslator(replay, "anthropic", "a-model", 2000), {})
    assert again == first
    with pytest.raises(Failure, match="E1036"):
        draft(REQUEST, AskingTranslator(replay, "anthropic", "a-model", 1000), {})


@pytest.mark.parametrize("provider", PROVIDERS)
def test_on_a_record_that_was_changed_nothing_is_sent(provider: str, tmp_path: Path) -> None:
    _drafted(provider, tmp_path, GOOD)
    record = tmp_path / "audit.jsonl"
    record.write_text(record.read_text().replace("above 100", "above 1"))
    models, found = _drafted(provider, tmp_path, GOOD)
    assert found.code is codes.BROKEN_AUDIT
    assert models.heard == []


def test_without_a_record_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    models, found = _drafted("anthropic", tmp_path, GOOD)
    assert found.code is codes.NO_AUDIT
    assert models.heard == []


@pytest.mark.parametrize(
    ("name", "model", "key", "endpoint", "code"),
    [
        ("anthropic", "", KEY, "", "E1021"),
        ("anthropic", "m", "", "", "E1021"),
        ("openai", "m", KEY, "http://models.example.com", "E1039"),
        ("openai", "m", KEY, "https://", "E1039"),
        ("openai", "m", KEY, "https://me:word@models.example.com", "E1039"),
        ("openai", "m", KEY, "https://models.example.com?key=1", "E1039"),
        ("openai", "m", KEY, "https://models.example.com:seven", "E1039"),
        ("openai", "m", KEY, "https://[::1", "E1039"),
        ("openai", "m", KEY, "https://models.example.com/\x00", "E1039"),
        ("ollama", "m", "", "${env:ELSEWHERE}", "E1039"),
        ("ollama", "m", "", "127.0.0.1:11434", "E1039"),
        ("ollama", "m", "", "file:///etc/passwd", "E1039"),
    ],
)
def test_a_provider_that_cannot_be_used(
    name: str, model: str, key: str, endpoint: str, code: str
) -> None:
    with pytest.raises(Failure, match=code):
        make_provider(name, model, key, endpoint)


def test_a_library_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speccc.translate.providers.registry.find_spec", lambda _: None)
    with pytest.raises(Failure, match=r"E1020.*anthropic"):
        make_provider("anthropic", "m", KEY, "")
