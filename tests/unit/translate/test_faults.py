"""Each fault of each service, through the real libraries over HTTP, ends in one clear error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from speccc.diagnostics import Failure, render
from speccc.translate.drafting import draft
from speccc.translate.gate.audit import Audit
from speccc.translate.model import Draft
from tests.support.model_server import Says, speaking
from tests.unit.translate.drafts import KEY, REQUEST, translator, wire
from tests.unit.translate.faults import FAULTS, PROVIDERS

pytestmark = pytest.mark.drafts

#: What the record says of a request that was sent.
_OUTCOMES = ("response", "failure")


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault(provider: str, name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    code, sends = fault.due(provider)
    pauses: list[float] = []
    with speaking(fault.says) as models:
        asked = translator(provider, models, tmp_path, deadline=fault.real, pauses=pauses)
        with pytest.raises(Failure) as failure:
            draft(REQUEST, asked, {})
    assert {d.code for d in failure.value.diagnostics} == {code}
    assert len(models.heard) == sends
    assert sum(pauses) < 60
    # One line before each request, with what is sent; one after it, with what became of it.
    entries = Audit(tmp_path / "audit.jsonl").entries()
    assert [entry["kind"] for entry in entries[::2]] == ["request"] * sends
    assert [entry["body"] for entry in entries[::2]] == [heard.body for heard in models.heard]
    assert len(entries) == 2 * sends
    assert all(entry["kind"] in _OUTCOMES for entry in entries[1::2])
    for said, became in zip(entries[::2], entries[1::2], strict=True):
        assert [said[k] for k in ("attempt", "send", "request")] == [
            became[k] for k in ("attempt", "send", "request")
        ]
    told = render.render_text(failure.value.diagnostics, {})
    assert KEY not in told + (tmp_path / "audit.jsonl").read_text()
    assert len(told) < 5000


def test_the_matrix_is_whole() -> None:
    """Each error of a service is met with each provider; Ollama's models cannot refuse."""
    met = {p: Counter(fault.due(p)[0].id for fault in FAULTS.values()) for p in PROVIDERS}
    every = {f"E10{n}" for n in (25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 40)}
    assert {*met["anthropic"]} == {*met["openai"]} == every
    assert {*met["ollama"]} == every - {"E1031"}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_else_is_spoken_to(provider: str, status: int, tmp_path: Path) -> None:
    with speaking(Says(wire())) as elsewhere:
        other = elsewhere.url.replace("127.0.0.1", "localhost")
        for path in ("/v1/messages", "/v1/chat/completions", "/api/chat"):
            moved = Says("moved", status, headers={"Location": other + path})
            with speaking(moved) as models, pytest.raises(Failure, match="E1040"):
                draft(REQUEST, translator(provider, models, tmp_path), {})
        assert elsewhere.heard == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_environment_leads_nowhere(
    provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("ANTHROPIC_OPEN_TELEMETRY", "ANTHROPIC_OPEN_TELEMETRY_PROPAGATION"):
        monkeypatch.setenv(name, "true")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with speaking(Says(wire())) as models:
        assert isinstance(draft(REQUEST, translator(provider, models, tmp_path), {}), Draft)
    (heard,) = models.heard
    assert "traceparent" not in heard.headers


@pytest.mark.parametrize("provider", ["anthropic", "openai"])
@pytest.mark.parametrize(
    "echo",
    [Says(f"no such key: {KEY}", 401), Says(f"your key is {KEY}"), Says(KEY, stop="refused")],
)
def test_a_key_that_is_said_back_is_kept_nowhere(provider: str, echo: Says, tmp_path: Path) -> None:
    with speaking(echo) as models, pytest.raises(Failure) as failure:
        draft(REQUEST, translator(provider, models, tmp_path), {})
    told = render.render_text(failure.value.diagnostics, {})
    assert KEY not in told + (tmp_path / "audit.jsonl").read_text()
    assert all(KEY not in str(heard.body) for heard in models.heard)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_nobody_counted_costs_all_that_was_set_aside(provider: str, tmp_path: Path) -> None:
    """A service that tells of no tokens, or of fewer than none, gives nothing back."""
    answers = {
        "anthropic": '{"content": [], "stop_reason": "end_turn", "usage": {"input_tokens": -9}}',
        "openai": '{"choices": [{"message": {}, "finish_reason": "stop"}]}',
        "ollama": '{"message": {"content": ""}, "prompt_eval_count": "many"}',
    }
    with (
        speaking(Says(raw=answers[provider].encode())) as models,
        pytest.raises(Failure) as failure,
    ):
        draft(REQUEST, translator(provider, models, tmp_path, budget="0.1"), {})
    assert {d.code.id for d in failure.value.diagnostics} == {"E1024"}
    assert len(models.heard) == 1
    said, became = Audit(tmp_path / "audit.jsonl").entries()
    assert became["cost"] == said["reserved"]
